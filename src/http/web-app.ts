import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

export interface WebFile {
  status: 200 | 404;
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
  /** Its name holds a hash of its content, so it may be kept forever. */
  hashed: boolean;
}

/** The built web app. */
export interface WebApp {
  /** The file at a path; the app's page where the path is one of its own routes. */
  file(path: string): Promise<WebFile>;
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

/** Files of a folder, read once and kept in memory. */
export function webAppIn(folder: string): WebApp {
  const read = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>();
  const load = (path: string) => {
    const known =
      read.get(path) ??
      readFile(join(folder, path)).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      );
    if (read.size < 1_000) read.set(path, known);
    return known;
  };
  return {
    file: async (path) => {
      const name = safeName(path);
      const type = name && mediaTypes[extname(name)];
      const body = type ? await load(name) : null;
      if (name && type && body)
        return { status: 200, body, contentType: type, hashed: name.startsWith(`assets${sep}`) };
      const page = await load("index.html");
      const notBuilt = new TextEncoder().encode("The web app is not built. Run: npm run build");
      const isRoute = extname(path) === "" && page !== null;
      return {
        status: isRoute ? 200 : 404,
        body: page ?? notBuilt,
        contentType: page ? mediaTypes[".html"]! : "text/plain; charset=utf-8",
        hashed: false,
      };
    },
  };
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
