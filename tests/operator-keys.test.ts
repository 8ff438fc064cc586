import { beforeAll, describe, expect, test } from "vitest";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import type { Endpoint } from "../src/api/endpoint.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { newId } from "../src/identifier.ts";
import { keyDigest } from "../src/tenancy/api-keys.ts";
import { testApp } from "./app.ts";
import type { Client, TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";

let app: TestApp;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

beforeAll(async () => {
  app = await testApp({ environment: { AUDIT_READS: "strict" } });
});

async function keyOf(body: object = {}): Promise<{ id: string; key: string; client: Client }> {
  const made = await app.as("olga").post("/api/admin/keys", { name: "Watcher", expiresAt: inDays(1), ...body });
  expect(made.status, made.text).toBe(201);
  return { ...made.body, client: app.withKey(made.body.key) };
}

function call(client: Client, { route }: Endpoint) {
  const path = pathOf(route).replaceAll(placeholder, () => newId());
  return client.send(methodOf(route), path, methodOf(route) === "GET" ? undefined : {});
}

const mayOf = (...which: string[]) =>
  endpoints.filter(({ may }) => which.includes(may)).map((one) => [one.route, one] as const);

describe("an operator's key", () => {
  test.each(mayOf("operator"))("works for %s", async (_, endpoint) => {
    const { client } = await keyOf();
    const answer = await call(client, endpoint);
    expect([200, 204, 400, 404, 409, 422], answer.text).toContain(answer.status);
  });

  test.each(mayOf("operator-in-person"))("is refused where a person is wanted: %s", async (_, endpoint) => {
    const { client } = await keyOf();
    const answer = await call(client, endpoint);
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining("not for their keys") } });
  });

  test("opens nothing of an organization and nothing of its maker", async () => {
    await app.as("olga").post("/api/organizations", { name: "Operations" });
    const { client } = await keyOf();
    const others = endpoints.filter(({ may }) => !["anyone", "operator", "operator-in-person"].includes(may));
    for (const endpoint of others) {
      const answer = await call(client, endpoint);
      expect(answer.status, `${endpoint.route}: ${answer.text}`).toBe(403);
    }
  });

  test("is shown once, kept as a digest, and listed with when it was used", async () => {
    const { id, key, client } = await keyOf({ name: "Once", networks: ["127.0.0.1", "::1"] });
    expect((await client.get("/api/admin/reports")).status).toBe(200);
    const { keys } = (await app.as("olga").get("/api/admin/keys")).body;
    const listed = keys.find((one: { id: string }) => one.id === id);
    expect(listed).toMatchObject({ name: "Once", prefix: key.slice(0, 12), networks: ["127.0.0.1", "::1"] });
    expect(listed).not.toHaveProperty("key");
    const rows = await asOwner(app, "select * from auth.operator_key where id = $1", [id]);
    expect(rows).toMatchObject([{ sha256: keyDigest(key) }]);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  test("tells in the operator's log which key it was", async () => {
    const { id, client } = await keyOf();
    const answer = await client.get("/api/admin/reports");
    const [event] = await asOwner(
      app,
      "select leaf::jsonb->'actor' as actor from audit_event where leaf like '%' || $1 || '%'",
      [answer.headers.get("x-request-id")],
    );
    expect(event).toMatchObject({
      actor: { type: "key", id: app.userId("olga"), keyId: id, method: "api_key" },
    });
  });

  test("tells the organization whose plan it changes that it was the operator", async () => {
    const { id, client } = await keyOf();
    const changed = await client.patch(`/api/admin/organizations/${app.globexId}`, { plan: "PRO", reason: "Paid" });
    expect(changed.status, changed.text).toBe(200);
    const { logs } = (await app.as("mallory").get("/api/organization/audit-logs?action=SUBSCRIPTION_CHANGE")).body;
    expect(logs[0]).toMatchObject({ actor: { type: "operator", keyId: id } });
  });

  test("works from its networks alone, and elsewhere is nobody", async () => {
    const { client } = await keyOf({ networks: ["10.0.0.0/8"] });
    const refused = await client.get("/api/admin/reports");
    expect(refused).toMatchObject({ status: 403, body: { type: "/problems/address-not-allowed" } });
    expect(refused.headers.get("ratelimit")).toMatch(/^"address"/);
    expect((await client.post("/api/health")).body).not.toHaveProperty("memory");
    expect((await (await keyOf()).client.post("/api/health")).body).toHaveProperty("memory");
  });

  test("spends from a limit of its own", async () => {
    const { client } = await keyOf();
    expect((await client.get("/api/admin/reports")).headers.get("ratelimit")).toMatch(/^"operator-key"/);
    expect((await client.get("/api/rate-limit")).body.policies).toMatchObject([{ name: "operator-key" }]);
  });

  test("ends when it is revoked and when its time is over", async () => {
    const [one, other] = [await keyOf(), await keyOf({ name: "Brief", expiresAt: inDays(2) })];
    expect((await one.client.get("/api/admin/keys")).status).toBe(200);
    expect((await app.as("olga").delete(`/api/admin/keys/${one.id}`)).status).toBe(204);
    expect((await one.client.get("/api/admin/keys")).status).toBe(401);
    expect((await app.as("olga").delete(`/api/admin/keys/${one.id}`)).status).toBe(404);
    await asOwner(app, "update auth.operator_key set expires_at = now() - interval '1 second' where id = $1", [
      other.id,
    ]);
    expect((await other.client.get("/api/admin/keys")).status).toBe(401);
  });

  test("has an end, which lies ahead and within a year", async () => {
    const make = (body: object) => app.as("olga").post("/api/admin/keys", { name: "K", ...body });
    for (const expiresAt of [undefined, null, inDays(-1), inDays(400), "soon"])
      expect(await make({ expiresAt })).toMatchObject({ status: 400, body: { errors: [{ field: "expiresAt" }] } });
    expect((await make({ expiresAt: inDays(1), networks: ["10.0.0.1/8"] })).body.errors).toMatchObject([
      { field: "networks.0" },
    ]);
  });

  test("is made by somebody who has just proved who they are", async () => {
    const olga = app.userId("olga");
    const age = (minutes: number) =>
      asOwner(app, `update auth.session set "createdAt" = now() - $1 * interval '1 minute' where "userId" = $2`, [
        minutes,
        olga,
      ]);
    await asOwner(
      app,
      `delete from auth.session_proof p using auth.session s where s.id = p.session_id and s."userId" = $1`,
      [olga],
    );
    await age(11);
    const refused = await app.as("olga").post("/api/admin/keys", { name: "K", expiresAt: inDays(1) });
    await age(0);
    expect(refused).toMatchObject({ status: 403, body: { type: "/problems/sign-in-again" } });
    await keyOf();
  });
});

test("a key of an operator's organization is none of theirs", async () => {
  const olga = app.as("olga");
  await olga.post("/api/organizations", { name: "Watched" });
  const { key } = (await olga.post("/api/organization/api-keys", { name: "K", role: "owner" })).body;
  for (const [, endpoint] of mayOf("operator", "operator-in-person"))
    expect((await call(app.withKey(key), endpoint)).status, endpoint.route).toBe(403);
});
