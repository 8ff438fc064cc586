import spectral from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import { expect, test } from "vitest";
import { z } from "zod";
import { endpoint, NoInput, openEndpoint, type Endpoint, unaudited } from "../api/endpoint.ts";
import { endpoints as declared } from "./endpoints.ts";
import { openApiDocument } from "./openapi.ts";

const Thing = z.object({
  id: z.uuid(),
  name: z.string().max(200).describe("What it is called"),
  size: z.enum(["small", "large"]),
  madeAt: z.date(),
  amount: z.string().regex(/^\d+\.\d\d$/),
  tags: z.array(z.string()),
  notes: z.string().nullable(),
});

const things: Endpoint[] = [
  endpoint({
    route: "GET /api/things",
    summary: "List things",
    resource: "thing",
    may: "records.read",
    limit: "standard",
    audit: "VIEW",
    input: {
      query: z.object({ limit: z.coerce.number().int().max(200).default(50), since: z.iso.date().optional() }),
      openQuery: true,
    },
    output: { status: 200, body: z.object({ data: z.array(Thing), nextCursor: z.string().nullable() }) },
    handle: async () => ({ data: [], nextCursor: null }),
  }),
  endpoint({
    route: "PATCH /api/things/{id}",
    summary: "Change a thing",
    resource: "thing",
    may: "records.write",
    limit: "standard",
    audit: "UPDATE",
    input: { params: z.object({ id: z.string() }), body: z.strictObject({ name: z.string() }) },
    output: { status: 200, body: Thing },
    handle: async () => Promise.reject(new Error("not run")),
  }),
  endpoint({
    route: "POST /api/organization/delete",
    summary: "Delete it all",
    resource: "organization",
    may: "organization.delete",
    limit: "deletion",
    audit: "DELETE",
    input: { body: z.strictObject({ confirmationText: z.string() }) },
    output: { status: 204 },
    handle: async () => undefined,
  }),
  openEndpoint({
    route: "GET /api/things/{id}/content",
    summary: "A thing's bytes",
    resource: "thing",
    may: "anyone",
    limit: "free",
    audit: unaudited("a test"),
    input: NoInput,
    output: { status: 200, media: ["application/octet-stream"] },
    handle: async () => undefined,
  }),
];

function documentOf(endpoints: readonly Endpoint[]) {
  return openApiDocument({ endpoints, version: "0.1.0", publicUrl: "http://localhost:3000", sessionCookie: "session" });
}

function operation(document: ReturnType<typeof documentOf>, method: string, path: string) {
  // oxlint-disable-next-line typescript/no-explicit-any
  return document.paths[path]![method] as any;
}

test.each([
  ["the cases of this test", things],
  ["what the product declares", declared],
])("%s: valid by Spectral's rules for OpenAPI, without a warning", async (_, endpoints) => {
  const linter = new spectral.Spectral();
  linter.setRuleset(new spectral.Ruleset({ extends: [rulesets.oas] }));
  const found = await linter.run(JSON.stringify(documentOf(endpoints)));
  expect(found.map(({ code, path, message }) => `${code} ${path.join(".")} ${message}`)).toEqual([]);
});

test("every endpoint has its operation, with a name of its own", () => {
  const document = documentOf(declared);
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path) as { operationId: string }[]);
  expect(operations).toHaveLength(declared.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(declared.length);
});

test("tells who may, what it costs and what is logged", () => {
  const document = documentOf(things);
  expect(operation(document, "patch", "/api/things/{id}")).toMatchObject({
    operationId: "patchThingsById",
    tags: ["thing"],
    description: expect.stringMatching(
      /role member.*`records\.write`.*current organization.*Spends one unit.*`UPDATE thing`/,
    ),
    security: [{ session: [] }, { apiKey: [] }],
  });
  expect(operation(document, "post", "/api/organization/delete")).toMatchObject({
    description: expect.stringContaining("of `deletion`"),
    security: [{ session: [] }],
  });
  expect(operation(document, "get", "/api/things/{id}/content").security[0]).toEqual({});
});

test("documents the statuses that the pipeline answers with", () => {
  const document = documentOf(things);
  expect(Object.keys(operation(document, "patch", "/api/things/{id}").responses)).toEqual([
    "200",
    "400",
    "401",
    "403",
    "404",
    "409",
    "412",
    "413",
    "415",
    "429",
    "500",
    "503",
  ]);
  expect(Object.keys(operation(document, "get", "/api/things/{id}/content").responses)).toEqual([
    "200",
    "206",
    "400",
    "401",
    "404",
    "416",
    "500",
    "503",
  ]);
});

test("describes what crosses the wire", () => {
  const document = documentOf(things);
  const { parameters, responses } = operation(document, "get", "/api/things");
  expect(parameters.slice(0, 2)).toEqual([
    { name: "limit", in: "query", schema: { default: 50, type: "integer", maximum: 200 } },
    { name: "since", in: "query", schema: { type: "string", format: "date" } },
  ]);
  expect(responses["200"].content["application/json"].schema.properties.data.items).toEqual({
    $ref: "#/components/schemas/ThingDataItem",
  });
  expect(document.components.schemas!.ThingDataItem).toMatchObject({
    properties: { id: { type: "string", format: "uuid" }, madeAt: { type: "string", format: "date-time" } },
  });
  expect(operation(document, "patch", "/api/things/{id}").requestBody).toMatchObject({
    required: true,
    content: { "application/json": { schema: { additionalProperties: false, required: ["name"] } } },
  });
});
