import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface DocsAsset {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
}

const swaggerUi = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** Every file of the reference page; nothing else can be asked for. */
const files: Record<string, { file: string; contentType: string }> = {
  "/api/docs": { file: join(import.meta.dirname, "page.html"), contentType: "text/html; charset=utf-8" },
  "/api/docs/start.js": { file: join(import.meta.dirname, "start.js"), contentType: "text/javascript; charset=utf-8" },
  "/api/docs/swagger-ui-bundle.js": swagger("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
  "/api/docs/swagger-ui.css": swagger("swagger-ui.css", "text/css; charset=utf-8"),
  "/api/docs/favicon-32x32.png": swagger("favicon-32x32.png", "image/png"),
};

const read = new Map<string, DocsAsset>();

/**
 * A file of the reference page by its whole path, or null. Serve it with `securityHeaders` of kind `docs`. The page
 * takes the document from `/api/openapi.json` and loads nothing from elsewhere.
 */
export function docsAssets(path: string): DocsAsset | null {
  const known = read.get(path);
  if (known) return known;
  const found = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!found) return null;
  const asset = { body: new Uint8Array(readFileSync(found.file)), contentType: found.contentType };
  read.set(path, asset);
  return asset;
}

function swagger(name: string, contentType: string): { file: string; contentType: string } {
  return { file: join(swaggerUi, name), contentType };
}
