import { existsSync } from "node:fs";
import { parseList } from "structured-headers";
import { beforeAll, describe, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

const theirs = "https://app.example.com";
let app: TestApp;
let key: string;
let unused: string;
const owner = (statement: string) => withClient(app.database.owner, (client) => client.query(statement));

beforeAll(async () => {
  app = await testApp({ environment: { CORS_ORIGINS: `${theirs} http://localhost:5173/` } });
  const make = async (name: string): Promise<string> =>
    (await app.as("ada").post("/api/organization/api-keys", { name, role: "member" })).body.key;
  [key, unused] = [await make("Website"), await make("Unused")];
});

/** A request as it comes over the wire, without what the test client adds. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const request = new Request(`http://localhost:3000${path}`, { method, headers, ...(body !== undefined && { body }) });
  return app.application.fetch(request, { socketAddress: "192.0.2.1" });
}

/** The fields as a parser of RFC 9651 reads them; fails where one is missing, or does not fit the others. */
function limitsOf(headers: Headers) {
  const policies = parseList(headers.get("ratelimit-policy") ?? "");
  const states = parseList(headers.get("ratelimit") ?? "");
  expect(policies.length).toBeGreaterThan(0);
  expect(states.map(([name]) => name)).toEqual(policies.map(([name]) => name));
  const found = policies.map(([name, rule], at) => {
    const [limit, window] = [rule.get("q"), rule.get("w")];
    const [remaining, reset] = [states[at]![1].get("r"), states[at]![1].get("t")];
    for (const number of [limit, window, remaining, reset])
      expect(Number.isSafeInteger(number) && Number(number) >= 0).toBe(true);
    return { name, limit, remaining, reset };
  });
  const least = found.toSorted(
    (one, other) => Number(one.remaining) - Number(other.remaining) || Number(other.reset) - Number(one.reset),
  )[0]!;
  const older = ["limit", "remaining", "reset"].map((part) => Number(headers.get(`x-ratelimit-${part}`)));
  expect(older).toEqual([least.limit, least.remaining, least.reset]);
  return found.map(({ name }) => name);
}

describe("every response tells the limits", () => {
  const json = { "content-type": "application/json" };
  const ofKey = () => ({ authorization: `Bearer ${key}` });

  test.each<[string, number, () => Promise<Response>]>([
    ["a file of the web app that is not there", 404, () => send("GET", "/assets/nothing.js")],
    ["the reference", 200, () => send("GET", "/api/docs")],
    ["a file of the reference that is not there", 404, () => send("GET", "/api/docs/nothing.js")],
    ["the OpenAPI document", 200, () => send("GET", "/api/openapi.json")],
    ["an answer without a body", 200, () => send("HEAD", "/api/health")],
    ["no such address", 404, () => send("GET", "/api/nothing")],
    ["no such address, above all others", 404, () => send("GET", "/api")],
    ["a method that is not taken", 405, () => send("DELETE", "/api/health")],
    ["a method on a page", 404, () => send("POST", "/contacts")],
    ["a question for the methods", 405, () => send("OPTIONS", "/api/contacts")],
    ["a stranger", 401, () => send("GET", "/api/contacts")],
    ["a key that is none", 401, () => send("GET", "/api/contacts", { authorization: "Bearer nothing" })],
    ["a body that is no JSON", 400, () => send("POST", "/api/contacts", { ...ofKey(), ...json }, "{")],
    ["input that is not valid", 400, () => send("POST", "/api/contacts", { ...ofKey(), ...json }, "{}")],
    ["a media type", 415, () => send("POST", "/api/contacts", ofKey(), "a=b")],
    ["too large a body", 413, () => send("POST", "/api/contacts", { ...ofKey(), ...json }, `"${"x".repeat(3e6)}"`)],
    ["too small a role", 403, () => send("DELETE", "/api/organization/members/x", ofKey())],
    ["a session that is missing", 200, () => send("GET", "/api/auth/get-session")],
    ["no such address behind /api/auth", 404, () => send("GET", "/api/auth/nothing")],
    ["a method behind /api/auth", 405, () => send("GET", "/api/auth/sign-in/email")],
    ["no JSON behind /api/auth", 400, () => send("POST", "/api/auth/sign-in/email", json, "{")],
    [
      "a wrong password",
      401,
      () =>
        send(
          "POST",
          "/api/auth/sign-in/email",
          json,
          JSON.stringify({ email: "ada@example.test", password: "wrong it is" }),
        ),
    ],
    ["a redirect", 302, () => send("GET", "/api/auth/verify-email?token=x&callbackURL=/")],
  ])("%s", async (_, status, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    limitsOf(response.headers);
  });

  test.each(["/", "/contacts"])("the web app's page at %s, whether it is built or not", async (path) => {
    const response = await send("GET", path);
    expect(response.status).toBeOneOf([200, 404]);
    limitsOf(response.headers);
  });

  test("a preflight, which costs nothing", async () => {
    const ask = () => send("OPTIONS", "/api/contacts", { origin: theirs, "access-control-request-method": "POST" });
    const [first, second] = [await ask(), await ask()];
    expect(limitsOf(second.headers)).toEqual(["address"]);
    expect(second.headers.get("x-ratelimit-remaining")).toBe(first.headers.get("x-ratelimit-remaining"));
  });

  test.skipIf(!existsSync("dist/web/index.html"))("not an asset, which caches keep for many", async () => {
    const page = await (await send("GET", "/")).text();
    const [asset] = /\/assets\/[\w.-]+/.exec(page)!;
    const { status, headers } = await send("GET", asset);
    expect([status, headers.get("cache-control"), headers.get("ratelimit")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
      null,
    ]);
  });
});

describe("pages of the origins that are named", () => {
  const preflight = (path: string, headers: Record<string, string>) => send("OPTIONS", path, headers);
  const asks = { "access-control-request-method": "PATCH", "access-control-request-headers": "authorization,if-match" };

  test.each([theirs, "http://localhost:5173"])("%s may ask, with a key and no cookie", async (origin) => {
    const told = await preflight("/api/contacts/x", { origin, ...asks });
    expect(told.status).toBe(204);
    expect(told.headers.get("access-control-allow-origin")).toBe(origin);
    expect(told.headers.get("access-control-allow-methods")!.split(", ")).toEqual(
      expect.arrayContaining(["GET", "PATCH", "DELETE"]),
    );
    expect(told.headers.get("access-control-allow-headers")!.toLowerCase()).toMatch(/authorization.*if-match/);
    expect(told.headers.get("access-control-allow-credentials")).toBeNull();
    expect(told.headers.get("vary")).toBe("Origin");
    const answer = await send("GET", "/api/contacts", { origin, authorization: `Bearer ${key}` });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    const exposed = answer.headers.get("access-control-expose-headers")!.toLowerCase().split(", ");
    for (const name of ["ratelimit", "ratelimit-policy", "x-ratelimit-limit", "x-ratelimit-remaining"])
      expect(exposed).toContain(name);
    expect(exposed).toEqual(expect.arrayContaining(["x-ratelimit-reset", "retry-after", "x-request-id", "etag"]));
  });

  test("read errors too; and what is compressed varies with both", async () => {
    const denied = await send("GET", "/api/contacts", { origin: theirs });
    expect([denied.status, denied.headers.get("access-control-allow-origin")]).toEqual([401, theirs]);
    const document = await send("GET", "/api/openapi.json", { origin: theirs });
    expect(document.headers.get("vary")).toBe("Accept-Encoding, Origin");
  });

  test.each(["https://evil.example", "https://app.example.com.evil.example", "http://app.example.com", "null"])(
    "%s is told nothing",
    async (origin) => {
      const told = await preflight("/api/contacts", { origin, ...asks });
      expect([told.status, told.headers.get("access-control-allow-origin")]).toEqual([405, null]);
      const answer = await send("GET", "/api/contacts", { origin, authorization: `Bearer ${key}` });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      expect(answer.headers.get("vary")).toBe("Origin");
    },
  );

  test("every endpoint answers a preflight with its method; what signs people in answers none", async () => {
    for (const { route } of endpoints) {
      const told = await preflight(pathOf(route).replaceAll(placeholder, "x"), { origin: theirs, ...asks });
      expect(told.headers.get("access-control-allow-methods")!.split(", ")).toContain(methodOf(route));
    }
    const told = await preflight("/api/auth/sign-in/email", { origin: theirs, ...asks });
    expect([told.status, told.headers.get("access-control-allow-origin")]).toEqual([405, null]);
  });

  test("a session's changes are refused from there as from anywhere", async () => {
    const answer = await app.as("ada").post("/api/contacts", { lastName: "Doe" }, { origin: theirs });
    expect([answer.status, answer.body.type]).toEqual([403, "/problems/cross-site-request"]);
  });
});

describe("what goes wrong on our side", () => {
  test("a table that is gone is a 500, with the limits and for those who may read it", async () => {
    await owner("alter table contact rename to contact_gone");
    const headers = { origin: theirs, authorization: `Bearer ${key}` };
    const answer = await send("GET", "/api/contacts", headers);
    expect(answer.status).toBe(500);
    expect(limitsOf(answer.headers)).toEqual(["plan"]);
    expect(answer.headers.get("access-control-allow-origin")).toBe(theirs);
    await owner("alter table contact_gone rename to contact");
  });

  test("a database that is away is a 503, before anybody knows who asks", async () => {
    const { database: name } = app.database.serve;
    const elsewhere = { ...app.database.owner, database: "postgres" };
    await withClient(elsewhere, async (client) => {
      await client.query(`alter database ${name} connection limit 0`);
      await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    });
    const answer = await send("GET", "/api/contacts", { authorization: `Bearer ${unused}` });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(limitsOf(answer.headers)).toEqual(["address"]);
    await withClient(elsewhere, (client) => client.query(`alter database ${name} connection limit -1`));
  });
});
