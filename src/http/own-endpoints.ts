import { methodOf, NoInput, openEndpoint, pathOf, placeholder, unaudited } from "../api/endpoint.ts";
import type { Endpoint } from "../api/endpoint.ts";
import { Problem } from "../problems.ts";

const free = {
  summary: "",
  may: "anyone",
  limit: "standard",
  audit: unaudited("tells of nobody"),
  input: NoInput,
  output: { status: 200 },
} as const;

/** Answers the OpenAPI document, which does not describe itself. */
export function documentEndpoint(openapi: () => unknown): Endpoint {
  return openEndpoint({
    ...free,
    route: "GET /api/openapi.json",
    resource: "openapi",
    compressed: true,
    handle: async () => openapi(),
  }) as Endpoint;
}

/** What the declared endpoints take at a path. */
export function methodsAt(path: string, endpoints: readonly Endpoint[]): string[] {
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll(placeholder, (_, __, rest) => (rest ? ".+" : "[^/]+"))}$`).test(path);
  return [...new Set(endpoints.filter(({ route }) => matches(pathOf(route))).map(({ route }) => methodOf(route)))];
}

/** An endpoint that answers what no declared one does: 405 with `Allow` where the path is known, else 404. */
export function missing(methods: readonly string[]): Endpoint {
  return openEndpoint({
    ...free,
    route: "GET /api/*",
    resource: "route",
    handle: async () => {
      if (methods.length === 0) throw new Problem("not-found", "There is no such address.");
      const allow = methods.join(", ");
      throw new Problem("method-not-allowed", `This address takes ${allow}.`, { headers: { Allow: allow } });
    },
  }) as Endpoint;
}
