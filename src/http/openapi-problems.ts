import { STATUS_CODES } from "node:http";
import { keyMay, permissions, type Permission } from "../access/permissions.ts";
import { methodOf, type Endpoint } from "../api/endpoint.ts";
import { describeProblem, problemKinds } from "../problems.ts";
import type { JsonSchema } from "./openapi-schema.ts";

/** Whether an endpoint's `may` is a permission in an organization. */
export function isPermission(may: Endpoint["may"]): may is Permission {
  return (permissions as string[]).includes(may);
}

export function takesIdempotencyKey(endpoint: Endpoint): boolean {
  return endpoint.scope === "organization" && methodOf(endpoint.route) === "POST";
}

/** Records are changed and trashed under the version that the caller saw; so are settings that are one document. */
export function takesIfMatch(endpoint: Endpoint): boolean {
  if (["PATCH /api/organization", "PUT /api/organization/networks"].includes(endpoint.route)) return true;
  return endpoint.may === "records.write" && /^(PATCH|DELETE) \/api\/[a-z-]+\/\{id\}$/.test(endpoint.route);
}

export function takesKeys(endpoint: Endpoint): boolean {
  return isPermission(endpoint.may) ? keyMay(endpoint.may) : ["anyone", "operator"].includes(endpoint.may);
}

/** The statuses with which an endpoint may refuse. A bad credential is refused everywhere. */
export function refusalsOf(endpoint: Endpoint): number[] {
  const { route, may, input, output } = endpoint;
  const changes = methodOf(route) !== "GET";
  const refusals: [number, boolean][] = [
    [400, true],
    [401, true],
    [403, may !== "anyone" || changes],
    [404, isPermission(may) || route.includes("{")],
    [409, changes],
    [410, route.includes("{token}")],
    [412, takesIfMatch(endpoint)],
    [413, input.body !== undefined],
    [415, input.body !== undefined],
    [416, sendsBytes(output.media)],
    [422, takesIdempotencyKey(endpoint)],
    [429, endpoint.limit !== "free"],
    [500, true],
    [503, true],
  ];
  return refusals.filter(([, applies]) => applies).map(([status]) => status);
}

export function sendsBytes(media: readonly string[] | undefined): boolean {
  return media?.includes("application/octet-stream") ?? false;
}

/** `NotFound` for 404. */
export function responseName(status: number): string {
  return STATUS_CODES[status]!.replaceAll(/[^A-Za-z]/g, "");
}

/** The answer with one of these statuses, for the components. */
export function problemResponse(status: number, headers: Record<string, unknown>): Record<string, unknown> {
  const kinds = problemKinds.filter((kind) => describeProblem(kind).status === status);
  const lines = kinds.map((kind) => `\`${kind}\`: ${describeProblem(kind).title}.`);
  return {
    description: lines.join(" ") || STATUS_CODES[status],
    headers: status === 429 ? { ...headers, "Retry-After": { $ref: "#/components/headers/RetryAfter" } } : headers,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}

/** RFC 9457, with the members that the product adds. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "An error, as RFC 9457 describes them.",
  required: ["type", "title", "status", "detail", "requestId"],
  properties: {
    type: {
      type: "string",
      enum: problemKinds.map((kind) => `/problems/${kind}`),
      description: "Stable: for programs.",
    },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What happened this time: for people." },
    requestId: { type: "string", description: "As in `X-Request-Id`: tell it when asking for help." },
    errors: {
      type: "array",
      description: "Every bad field of the input.",
      items: {
        type: "object",
        required: ["field", "reason"],
        properties: { field: { type: "string" }, reason: { type: "string" } },
      },
    },
    "violated-policies": {
      type: "array",
      items: { type: "string" },
      description: "With 429: the limits that are used up.",
    },
    retryAfterSeconds: { type: "integer", description: "With 429: as in `Retry-After`." },
  },
};
