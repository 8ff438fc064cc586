import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { permissions, roleHas, roles } from "../src/access/permissions.ts";
import type { Permission, Role } from "../src/access/permissions.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import type { Endpoint } from "../src/api/endpoint.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { newId } from "../src/identifier.ts";
import { problemKinds, describeProblem } from "../src/problems.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { testApp } from "./app.ts";
import type { Client, Person, TestApp } from "./app.ts";
import { makeArchive } from "./aged-log.ts";
import { sharedFolder } from "./needs.ts";

const vectors = join(sharedFolder, "vectors/naughty-strings.json");
const naughty: string[] = existsSync(vectors)
  ? (JSON.parse(readFileSync(vectors, "utf8")) as string[])
  : ["", "\u0000", "'; drop table account; --", "𝕳🏳️‍🌈", "\ud800", "%s%n", "${7*7}"];
const personOf: Record<Role, Person> = {
  auditor: "aude",
  viewer: "victor",
  member: "mia",
  admin: "alan",
  owner: "ada",
};
const documented = new Set([
  ...problemKinds.map((kind) => describeProblem(kind).status).filter((status) => status < 500),
  200,
  201,
  202,
  204,
  206,
]);

let app: TestApp;
/** Ids of Acme's records by resource, so that each endpoint meets one that exists. */
const acmeIds = new Map<string, string>();

const minimal: Record<string, Record<string, unknown>> = {
  account: { name: "A" },
  contact: { lastName: "C" },
  lead: { lastName: "L" },
  opportunity: { name: "O" },
  activity: { type: "note", title: "N" },
  task: { title: "T" },
  project: { title: "P" },
  document: { name: "D" },
  invoice: { subject: "I" },
  contract: { title: "K" },
};

beforeAll(async () => {
  app = await testApp();
  await app.joinAuditor();
  for (const type of recordTypes) {
    const created = await app.as("ada").post(`/api/${type.plural}`, minimal[type.name]);
    expect(created.status, `${type.name}: ${created.text}`).toBe(201);
    acmeIds.set(type.name, created.body.id);
  }
  const make = async (resource: string, path: string, body: object) => {
    const created = await app.as("ada").post(path, body);
    expect(created.status, `${resource}: ${created.text}`).toBeLessThan(300);
    acmeIds.set(resource, created.body.id);
  };
  await make("api_key", "/api/organization/api-keys", { name: "K", role: "viewer" });
  await make("invitation", "/api/organization/invitations", { email: "new@example.test", role: "viewer" });
  await make("custom_field", "/api/custom-fields", { recordType: "account", label: "F", kind: "text" });
  await make("saved_view", "/api/saved-views", { recordType: "account", name: "V", shared: true, definition: {} });
  await make("audit_search", "/api/organization/audit-searches", { name: "S", shared: true, filters: {} });
  await make("legal_hold", "/api/organization/legal-holds", { name: "H", reason: "R", scope: "log", to: "2000-01-01" });
  await make("audit_stream", "/api/organization/audit-streams", { name: "S", url: "https://siem.invalid/" });
  const file = new FormData();
  file.set("file", new File(["name\nA\n"], "accounts.csv", { type: "text/csv" }));
  await make("import", "/api/accounts/import", file);
  await make("audit_export", "/api/organization/audit-exports", { format: "csv" });
  await make("data_export", "/api/organization/export-data", {});
  const subject = { type: "contact", id: acmeIds.get("contact") };
  await make("person_request", "/api/organization/person-requests", { kind: "erasure", subject });
  acmeIds.set("audit_archive", await makeArchive(app));
  const [pipeline] = (await app.as("ada").get("/api/pipelines")).body.data;
  const [event] = (await app.as("ada").get("/api/organization/audit-logs?limit=1")).body.logs;
  acmeIds.set("audit_log", event.id);
  acmeIds.set("pipeline", pipeline.id).set("stage", pipeline.stages[0].id).set("member", app.userId("mia"));
}, 60_000);

const placeholders = (endpoint: Endpoint) => [...pathOf(endpoint.route).matchAll(placeholder)].map(([, name]) => name!);

function pathFor(endpoint: Endpoint, id: string): string {
  return pathOf(endpoint.route).replaceAll(placeholder, () => encodeURIComponent(id));
}

function send(client: Client, endpoint: Endpoint, id: string, body?: unknown, query = ""): ReturnType<Client["send"]> {
  const method = methodOf(endpoint.route);
  return client.send(method, pathFor(endpoint, id) + query, method === "GET" ? undefined : body);
}

/** An id of Acme's that the route is about. */
function theirIdFor(endpoint: Endpoint): string {
  const type = recordTypes.find(({ plural }) => pathOf(endpoint.route).startsWith(`/api/${plural}/`));
  const resource = type?.name ?? endpoint.resource;
  const id = acmeIds.get(resource);
  if (id === undefined) throw new Error(`Make a ${resource} of Acme's above, which Mallory is not to see.`);
  return id;
}

/** What gets past validation, where an empty object does not. */
const validBodies: readonly [RegExp, () => object | Promise<object>][] = [
  [/members\/\{id\}$/, () => ({ role: "viewer" })],
  [/PATCH .*pipelines\/\{id\}$/, () => ({ name: "N" })],
  [/POST .*\/stages$/, () => ({ name: "N" })],
  [/PUT .*\/stages$/, () => ({ stageIds: [newId()] })],
  [/PUT .*\/custom-fields\/order$/, () => ({ recordType: "account", fieldIds: [newId()] })],
  [/PUT .*\/sections$/, () => ({ sections: [] })],
  [/payments$/, () => ({ amount: "1" })],
  [/opportunities\/\{id\}\/move$/, async () => ({ stageId: await stageOf(app.as("mallory")) })],
  [/restore-version$/, () => ({ fileVersion: 1 })],
  [/tasks\/\{id\}\/move$/, () => ({ sectionId: null })],
  [/comments$/, () => ({ body: "B" })],
  [/person-requests\/\{id\}$/, () => ({ handlerId: newId() })],
  [/(extend|refuse)$/, () => ({ reason: "R" })],
  [/release$/, () => ({ reason: "R" })],
  [/PATCH .*api-keys/, () => ({ networks: null })],
  [/merge$/, () => ({ otherId: newId() })],
];

async function validBody({ route }: Endpoint): Promise<object> {
  return (await validBodies.find(([pattern]) => pattern.test(route))?.[1]()) ?? {};
}

/** A stage of the organization that the client is in, which changes when it founds another. */
async function stageOf(client: Client): Promise<string> {
  return (await client.get("/api/pipelines")).body.data[0].stages[0].id;
}

const hasPermission = (endpoint: Endpoint): endpoint is Endpoint & { may: Permission } =>
  (permissions as string[]).includes(endpoint.may);

const isForOperators = ({ may }: Endpoint) => may === "operator" || may === "operator-in-person";

describe.each(endpoints.map((endpoint) => [endpoint.route, endpoint] as const))("%s", (_, endpoint) => {
  if (endpoint.may !== "anyone")
    test("turns away a stranger", async () => {
      const answer = await send(app.nobody, endpoint, newId(), {});
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("ratelimit")).toMatch(/^"address";r=\d+;t=\d+/);
      expect(answer.headers.get("x-request-id")).toBe(answer.body.requestId);
    });

  if (hasPermission(endpoint))
    test("lets in the roles that may, and refuses the others", async () => {
      for (const role of roles) {
        const mayNot = !roleHas(role, endpoint.may);
        // What is there stays as it is: whoever is let in hears that nothing has this id.
        if (!mayNot && placeholders(endpoint).length === 0 && methodOf(endpoint.route) !== "GET") continue;
        const answer = await send(app.as(personOf[role]), endpoint, newId(), {});
        const refused = answer.status === 403 && answer.body.type === "/problems/forbidden";
        expect(refused, `${role}: ${answer.text.slice(0, 300)}`).toBe(mayNot);
      }
    });

  if (isForOperators(endpoint))
    test("refuses who is no operator", async () => {
      expect((await send(app.as("ada"), endpoint, newId(), {})).status).toBe(403);
    });

  if (hasPermission(endpoint) && placeholders(endpoint).length > 0)
    test("tells the other tenant nothing", async () => {
      const theirs = theirIdFor(endpoint);
      const body = await validBody(endpoint);
      const [known, unknown] = [
        await send(app.as("mallory"), endpoint, theirs, body),
        await send(app.as("mallory"), endpoint, newId(), body),
      ];
      const without = ({ status, text }: typeof known) => ({
        status,
        text: text.replaceAll(/"requestId":"[^"]*"/g, ""),
      });
      expect(without(known)).toEqual(without(unknown));
      expect(known.status, known.text).toBe(404);
    });

  test("answers bad input with a documented status, never a 500", async () => {
    const client = isForOperators(endpoint) ? app.as("olga") : app.as("mallory");
    for (const text of sampleFor(endpoint)) {
      const answer = await send(client, endpoint, newId(), bodyOf(endpoint, text), queryOf(endpoint, text));
      expect(documented, `${JSON.stringify(text)} → ${answer.status} ${answer.text.slice(0, 300)}`).toContain(
        answer.status,
      );
    }
    for (const bad of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      "1e999",
      '{"__proto__":{"x":1}}',
      `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    ]) {
      const answer = await client.send(
        methodOf(endpoint.route),
        pathFor(endpoint, newId()),
        methodOf(endpoint.route) === "GET" ? undefined : bad,
        { "content-type": "application/json" },
      );
      expect(documented, `${bad.slice(0, 40)} → ${answer.status} ${answer.text.slice(0, 300)}`).toContain(
        answer.status,
      );
    }
    const odd = await client.send(
      methodOf(endpoint.route),
      pathOf(endpoint.route).replaceAll(/\{\w+\}/g, "%00%ff'"),
      methodOf(endpoint.route) === "GET" ? undefined : {},
    );
    expect(documented).toContain(odd.status);
    // Some bad input is good enough to found an organization and to enter it.
    await app.as("mallory").post(`/api/organizations/${app.globexId}/switch`);
  }, 60_000);
});

const writesText = (endpoint: Endpoint) => /^(POST|PATCH) \/api\/[a-z]+(\/\{id\})?$/.test(endpoint.route);

/** All strings where texts are kept; elsewhere every tenth, each endpoint others. */
function sampleFor(endpoint: Endpoint): string[] {
  if (writesText(endpoint)) return naughty;
  return naughty.filter((_, at) => at % 10 === endpoint.route.length % 10);
}

type JsonSchema = {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
};

function bodyOf(endpoint: Endpoint, text: string): unknown {
  const { body } = endpoint.input;
  if (!body) return undefined;
  const schema = "media" in body ? (body.schema as z.ZodType) : (body as z.ZodType);
  if ("media" in body && body.read === "stream") return text.isWellFormed() ? text : "?";
  return fill(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema, text);
}

function fill(schema: JsonSchema, text: string): unknown {
  const branch = schema.anyOf?.find(({ type }) => type !== "null") ?? schema.oneOf?.[0];
  if (branch) return fill(branch, text);
  if (schema.type === "object")
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, fill(inner, text)]),
    );
  if (schema.type === "array") return [fill(schema.items ?? {}, text)];
  if (schema.type === "number" || schema.type === "integer") return text.length % 2 === 0 ? text : 1e300;
  return text;
}

function queryOf(endpoint: Endpoint, text: string): string {
  const { query } = endpoint.input;
  if (!query || !text.isWellFormed()) return "";
  const names = Object.keys((query as z.ZodObject).shape);
  return `?${new URLSearchParams([
    [names[text.length % Math.max(names.length, 1)] ?? "x", text],
    ["filter[name][contains]", text],
  ])}`;
}
