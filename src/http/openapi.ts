import { methodOf, pathOf, type Endpoint } from "../api/endpoint.ts";
import { answerHeaders, operationOf, tagOf } from "./openapi-operation.ts";
import { problemResponse, problemSchema, refusalsOf, responseName } from "./openapi-problems.ts";
import { SchemaCount, SharedSchemas, type Schemas } from "./openapi-shared.ts";

type Json = Record<string, unknown>;

export interface OpenApiDocument {
  openapi: "3.1.0";
  info: Json;
  servers: Json[];
  tags: Json[];
  paths: Record<string, Json>;
  components: Record<string, Json>;
}

export interface DescribedApi {
  endpoints: readonly Endpoint[];
  /** The product's version. */
  version: string;
  publicUrl: string;
  /** The name of the session's cookie. */
  sessionCookie: string;
}

/** The OpenAPI 3.1 document of the declared endpoints: nothing in it is written by hand for one of them. */
export function openApiDocument(api: DescribedApi): OpenApiDocument {
  const count = new SchemaCount();
  pathsOf(api.endpoints, count);
  const shared = new SharedSchemas(count);
  const paths = pathsOf(api.endpoints, shared);
  const origin = new URL(api.publicUrl).origin;
  return {
    openapi: "3.1.0",
    info: {
      title: "NextCRM",
      version: api.version,
      description: introduction,
      contact: { name: "Whoever runs this installation", url: origin },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: origin }],
    tags: tagsOf(api.endpoints),
    paths,
    components: {
      securitySchemes: securitySchemes(api.sessionCookie),
      headers: headerComponents,
      parameters: used(parameterComponents, paths),
      responses: responsesOf(api.endpoints),
      schemas: { Problem: problemSchema, ...shared.components },
    },
  };
}

const introduction = `JSON in camelCase; times are RFC 3339 in UTC; errors are problem documents (RFC 9457). A list answers with \`data\`, a creation with the new object. An unknown member in a body is an error that names it.

Every answer carries \`X-Request-Id\` and tells what is left of the caller's limits. A limit is a bucket: it holds as many units as stated and wins them back evenly over its window, so that an hour after an idle one can see close to twice the number.`;

function pathsOf(endpoints: readonly Endpoint[], schemas: Schemas): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = (paths[pathOf(endpoint.route).replaceAll("*}", "}")] ??= {});
    path[methodOf(endpoint.route).toLowerCase()] = operationOf(endpoint, schemas);
  }
  return paths;
}

function tagsOf(endpoints: readonly Endpoint[]): Json[] {
  const names = [...new Set(endpoints.map(tagOf))].toSorted();
  return names.map((name) => ({ name, description: `What can be done with: ${name}.` }));
}

function responsesOf(endpoints: readonly Endpoint[]): Json {
  const statuses = [...new Set(endpoints.flatMap(refusalsOf))].toSorted((a, b) => a - b);
  return Object.fromEntries(statuses.map((status) => [responseName(status), problemResponse(status, answerHeaders)]));
}

function securitySchemes(sessionCookie: string): Json {
  return {
    session: { type: "apiKey", in: "cookie", name: sessionCookie, description: "A browser session, after sign-in." },
    apiKey: {
      type: "http",
      scheme: "bearer",
      description: "An API key of the organization, or of an operator for what is theirs.",
    },
  };
}

function used(components: Record<string, Json>, paths: Record<string, Json>): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(components).filter(([name]) => text.includes(`/${name}"`)));
}

const parameterComponents: Record<string, Json> = {
  Filter: {
    name: "filter",
    in: "query",
    description: "Conditions that all hold, as `filter[field][operator]=value`: `filter[amount][gte]=1000`.",
    style: "deepObject",
    explode: true,
    schema: { type: "object", additionalProperties: { type: "object", additionalProperties: { type: "string" } } },
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description: "Makes a repeated request answer as the first did, for 24 hours.",
    schema: { type: "string", minLength: 1, maxLength: 200 },
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    description:
      "The record's `version` that the change is based on, quoted. Answers 412 when somebody changed it since.",
    schema: { type: "string" },
  },
};

const headerComponents: Json = {
  RequestId: { description: "Names this request, in the log too.", schema: { type: "string" } },
  RateLimitPolicy: {
    description: "The limits that apply: units `q` in `w` seconds (draft-ietf-httpapi-ratelimit-headers).",
    schema: { type: "string" },
  },
  RateLimit: {
    description: "What is left of them: `r` units, one more in `t` seconds.",
    schema: { type: "string" },
  },
  RateLimitLimit: { description: "Units of the limit with the least remaining.", schema: { type: "integer" } },
  RateLimitRemaining: { description: "What is left of it.", schema: { type: "integer" } },
  RateLimitReset: { description: "Seconds until one more unit is there.", schema: { type: "integer" } },
  RetryAfter: { description: "Seconds after which the request will be admitted.", schema: { type: "integer" } },
};
