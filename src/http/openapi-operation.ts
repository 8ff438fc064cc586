import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import { whoHas } from "../access/permissions.ts";
import {
  eventsOf,
  methodOf,
  pathOf,
  placeholder,
  type Endpoint,
  type Input,
  type OpenBody,
  type Output,
  type Unaudited,
} from "../api/endpoint.ts";
import {
  isPermission,
  refusalsOf,
  responseName,
  sendsBytes,
  takesIdempotencyKey,
  takesIfMatch,
  takesKeys,
} from "./openapi-problems.ts";
import { pascal, wireSchema, type JsonSchema } from "./openapi-schema.ts";
import type { Schemas } from "./openapi-shared.ts";

type Json = Record<string, unknown>;

/** What every answer carries. */
export const answerHeaders: Json = {
  "X-Request-Id": { $ref: "#/components/headers/RequestId" },
  "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
  RateLimit: { $ref: "#/components/headers/RateLimit" },
  "X-RateLimit-Limit": { $ref: "#/components/headers/RateLimitLimit" },
  "X-RateLimit-Remaining": { $ref: "#/components/headers/RateLimitRemaining" },
  "X-RateLimit-Reset": { $ref: "#/components/headers/RateLimitReset" },
};

/** One endpoint as an OpenAPI operation. */
export function operationOf(endpoint: Endpoint, schemas: Schemas): Json {
  const parameters = parametersOf(endpoint);
  const body = bodyOf(endpoint, schemas);
  return {
    operationId: operationId(endpoint),
    summary: endpoint.summary,
    description: policiesInWords(endpoint),
    tags: [tagOf(endpoint)],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: { ...refusals(endpoint), ...answersOf(endpoint, schemas) },
    security: securityOf(endpoint),
  };
}

export function tagOf(endpoint: Endpoint): string {
  return endpoint.resource.replaceAll("_", " ");
}

/** `GET /api/contacts/{id}` is `getContactsById`. */
function operationId({ route }: Endpoint): string {
  const path = pathOf(route).replace("/api/", "").replaceAll("{", "by-");
  return methodOf(route).toLowerCase() + pascal(path);
}

function policiesInWords({ may, limit, audit, resource, scope }: Endpoint): string {
  const who: Partial<Record<Endpoint["may"], string>> = {
    anyone: "For anyone.",
    user: "For people who are signed in.",
    operator: "For operators and their keys.",
    "operator-in-person": "For operators themselves, not for their keys.",
  };
  const role = isPermission(may) ? `For ${whoHas(may)} (\`${may}\`).` : who[may]!;
  const spends = { standard: "Spends one unit of the caller's limit.", free: "Spends nothing of the caller's limit." };
  const costs =
    limit === "standard" || limit === "free"
      ? spends[limit]
      : `Spends one unit of the caller's limit and of \`${limit}\`.`;
  const logged = eventsOf({ audit, resource }).map((event) => `\`${event.action} ${event.resource}\``);
  const logs =
    logged.length > 0
      ? ` Recorded in the audit log as ${logged.join(", ")}.`
      : ` Not recorded: ${(audit as Unaudited).none}.`;
  const where = scope === "organization" ? " Works in the caller's current organization." : "";
  return `${role}${where} ${costs}${logs}`;
}

function securityOf(endpoint: Endpoint): Json[] {
  const ways = takesKeys(endpoint) ? [{ session: [] }, { apiKey: [] }] : [{ session: [] }];
  return endpoint.may === "anyone" ? [{}, ...ways] : ways;
}

function parametersOf(endpoint: Endpoint): Json[] {
  const { query, openQuery } = endpoint.input as Input;
  return [
    ...pathParameters(endpoint),
    ...membersOf(query).map((member) => parameter("query", member)),
    ...(openQuery ? [{ $ref: "#/components/parameters/Filter" }] : []),
    ...(takesIdempotencyKey(endpoint) ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(takesIfMatch(endpoint) ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
  ];
}

interface Member {
  name: string;
  schema: JsonSchema;
  required: boolean;
}

function membersOf(object: z.ZodObject | undefined): Member[] {
  if (!object) return [];
  const { properties = {}, required = [] } = wireSchema(object, "Parameters").schema as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }));
}

function pathParameters(endpoint: Endpoint): Json[] {
  const declared = new Map(membersOf((endpoint.input as Input).params).map(({ name, schema }) => [name, schema]));
  const id = { type: "string", format: "uuid", description: `Which ${tagOf(endpoint)}.` };
  return [...pathOf(endpoint.route).matchAll(placeholder)].map(([, name]) => {
    const schema = name === "id" ? id : (declared.get(name!) ?? { type: "string" });
    return parameter("path", { name: name!, schema, required: true });
  });
}

function parameter(where: "path" | "query", { name, schema, required }: Member): Json {
  const { description, ...rest } = schema;
  return { name, in: where, ...(description ? { description } : {}), ...(required ? { required } : {}), schema: rest };
}

function bodyOf(endpoint: Endpoint, schemas: Schemas): Json | null {
  const body = (endpoint.input as Input).body;
  if (!body) return null;
  const open: OpenBody = "media" in body ? body : { schema: body, media: ["application/json"], read: "json" };
  const schema = schemas.of(open.schema, `${pascal(operationId(endpoint))}Body`);
  return { required: open.read === "stream" || !acceptsNothing(open.schema), content: contentOf(open.media, schema) };
}

/** An absent JSON body is read as `{}`. */
function acceptsNothing(schema: z.ZodType): boolean {
  return schema.safeParse({}).success;
}

function contentOf(media: readonly string[], schema: JsonSchema): Json {
  return Object.fromEntries(media.map((type) => [type, type.includes("json") ? { schema } : {}]));
}

function answersOf(endpoint: Endpoint, schemas: Schemas): Json {
  const { status, body, media, also = {} } = endpoint.output as Output;
  const name = status === 200 || status === 201 ? pascal(endpoint.resource) : `${pascal(operationId(endpoint))}Answer`;
  const json = (schema: z.ZodType) => contentOf(["application/json"], schemas.of(schema, name));
  const content = { ...(body ? json(body) : {}), ...contentOf(media ?? [], {}) };
  const others = Object.entries(also).map(([other, schema]) => [other, answer(Number(other), json(schema))]);
  return {
    [status]: answer(status, content),
    ...Object.fromEntries(others),
    ...(sendsBytes(media) ? { 206: answer(206, content) } : {}),
  };
}

function answer(status: number, content: Json): Json {
  const described = { description: meanings[status] ?? STATUS_CODES[status], headers: answerHeaders };
  return Object.keys(content).length > 0 ? { ...described, content } : described;
}

const meanings: Record<number, string> = {
  200: "Done; here it is.",
  201: "Made.",
  202: "Accepted; the work goes on.",
  204: "Done; there is nothing to say.",
  206: "The range that was asked for.",
};

function refusals(endpoint: Endpoint): Json {
  return Object.fromEntries(
    refusalsOf(endpoint).map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
  );
}
