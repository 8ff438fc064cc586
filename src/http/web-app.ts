import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { projectRoot } from "../config.ts";

export interface WebFile {
  status: 200 | 404;
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
  /** `br`, where the browser takes it and it is smaller. */
  encoding?: string;
  /** Its name holds a hash of its content, so it may be kept forever. */
  hashed: boolean;
}

/** The built web app. */
export interface WebApp {
  /** The file at a path; the app's page where the path is one of its own routes. */
  file(path: string, acceptEncoding: string): Promise<WebFile>;
}

interface Kept {
  plain: Uint8Array<ArrayBuffer>;
  brotli: Uint8Array<ArrayBuffer> | null;
}

const mediaTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};
const compressible = /^(text|image\/svg|application\/(json|manifest))/;
const compress = promisify(brotliCompress);

/**
 * Files of a folder, read and compressed once and kept in memory. Nothing personal is in them, so compression leaks
 * nothing. With `assetBaseUrl` the page names its hashed files there.
 */
export function webAppIn(folder: string, assetBaseUrl?: string): WebApp {
  const kept = new Map<string, Promise<Kept | null>>();
  const load = (name: string, type: string) => {
    const known = kept.get(name);
    if (known) return known;
    const reading = read(join(folder, name), type, name === "index.html" ? assetBaseUrl : undefined).then((file) => {
      // Names of nothing are made up without end, and would leave no room for the files.
      if (!file) kept.delete(name);
      return file;
    });
    kept.set(name, reading);
    return reading;
  };
  const answer = (file: Kept, contentType: string, hashed: boolean, accepted: string): WebFile => {
    const brotli = file.brotli && /\bbr\b/.test(accepted) ? file.brotli : null;
    return { status: 200, body: brotli ?? file.plain, contentType, hashed, ...(brotli ? { encoding: "br" } : {}) };
  };
  return {
    file: async (path, accepted) => {
      const name = safeName(path);
      const type = name && mediaTypes[extname(name)];
      const file = name && type ? await load(name, type) : null;
      if (name && type && file) return answer(file, type, name.startsWith(`assets${sep}`), accepted);
      const html = mediaTypes[".html"]!;
      const page = await load("index.html", html);
      if (!page) return { status: 404, body: notBuilt, contentType: mediaTypes[".txt"]!, hashed: false };
      return { ...answer(page, html, false, accepted), status: extname(path) === "" ? 200 : 404 };
    },
  };
}

/** Where the build puts them. */
export const builtWebApp = join(projectRoot, "dist/web");

const howToBuild = "The web app is not built. Run: npm run build";
const notBuilt = new TextEncoder().encode(howToBuild);

/** What to do where the API is served alone, because there are no pages in the folder; undefined where there are. */
export function notBuiltWarning(folder: string): string | undefined {
  return existsSync(join(folder, "index.html")) ? undefined : howToBuild;
}

async function read(path: string, type: string, assetBaseUrl?: string): Promise<Kept | null> {
  const found = await readFile(path).catch(() => null);
  if (!found) return null;
  const plain = assetBaseUrl === undefined ? found : Buffer.from(withAssetsAt(found.toString(), assetBaseUrl));
  const squeezed = compressible.test(type)
    ? await compress(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    : plain;
  return { plain: new Uint8Array(plain), brotli: squeezed.length < plain.length ? new Uint8Array(squeezed) : null };
}

/** Digests of what comes from elsewhere are compared only where it is asked for with CORS. */
function withAssetsAt(html: string, base: string): string {
  return html.replace(/<(script|link)\b([^>]*)"\/(assets\/[^"]+)"/g, (_, tag: string, fields: string, file: string) => {
    const cors = /\bcrossorigin\b/.test(fields) ? "" : " crossorigin";
    return `<${tag}${cors}${fields}"${base}${file}"`;
  });
}

/** The path inside the folder, or null where it would lead out of it. */
function safeName(path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const name = normalize(decoded).replace(/^[/\\]+/, "");
  return name.startsWith("..") || name.includes("\0") ? null : name;
}
