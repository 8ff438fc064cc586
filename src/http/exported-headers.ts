import { UsageError } from "../refusal.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ResponseKind } from "./security-headers.ts";

type Fields = Readonly<Record<string, string>>;

/**
 * What another host serves in our place. Answers of the API have their own fields, which these must not take the place
 * of, so that pages are everything but them and the assets.
 */
const places: readonly { kind: ResponseKind; below: string }[] = [
  { kind: "page", below: "/" },
  { kind: "asset", below: "/assets/" },
];

const kinds: readonly ResponseKind[] = ["page", "asset", "api", "download", "docs"];

const formats = {
  /** By kind of response. */
  json: () => JSON.stringify(Object.fromEntries(kinds.map((kind) => [kind, fieldsOf(kind)])), null, 2),
  /** What `headers()` of next.config answers. Next.js puts these over what a route says. */
  next: () =>
    JSON.stringify(
      places.map(({ kind, below }) => ({
        source: below === "/" ? "/:path((?!api(?:/|$)|assets/).*)" : `${below}:path*`,
        headers: Object.entries(fieldsOf(kind)).map(([key, value]) => ({ key, value })),
      })),
      null,
      2,
    ),
  /** For a `server` that has a `location /api/` for NextCRM. An `add_header` further inside would switch all of these off. */
  nginx: () =>
    blocks(
      (below) => `location ${below} {`,
      (name, value) => `add_header ${name} "${value.replaceAll('"', '\\"')}" always;`,
      ["server_tokens off;", ""],
    ),
  /** For a site. */
  caddy: () =>
    blocks(
      (below) => `header ${below === "/" ? "@pages" : `${below}*`} {`,
      (name, value) => `${name} \`${value}\``,
      // Caddy would apply the general one last.
      ["@pages not path /assets/* /api /api/*"],
      ["-Server", "-X-Powered-By"],
    ),
};

export type HeaderFormat = keyof typeof formats;
export const headerFormats = Object.keys(formats) as HeaderFormat[];

/** The security fields as another host's configuration, over HTTPS. Throws a UsageError for a format that is not there. */
export function exportedHeaders(format: unknown = "json"): string {
  const known = headerFormats.find((name) => name === format);
  if (!known) throw new UsageError(`There are the formats ${headerFormats.join(", ")}.`);
  return formats[known]();
}

function fieldsOf(kind: ResponseKind): Fields {
  return securityHeaders({ kind, https: true });
}

function blocks(
  open: (below: string) => string,
  line: (name: string, value: string) => string,
  before: readonly string[],
  also: readonly string[] = [],
): string {
  const text = places.map(({ kind, below }) => {
    const lines = [...Object.entries(fieldsOf(kind)).map(([name, value]) => line(name, value)), ...also];
    return [open(below), ...lines.map((one) => `  ${one}`), "}"].join("\n");
  });
  return [...before, text.join("\n\n")].join("\n");
}
