import { beforeAll, describe, expect, test } from "vitest";
import { permissions, roleHas, roles } from "../src/access/permissions.ts";
import type { Permission } from "../src/access/permissions.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import type { Endpoint } from "../src/api/endpoint.ts";
import { mostKinds } from "../src/audit/denial-log.ts";
import { parseLeaf } from "../src/audit/leaf.ts";
import type { Leaf } from "../src/audit/leaf.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { newId } from "../src/identifier.ts";
import { policyNames } from "../src/limits/policies.ts";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";
import { made, newMember } from "./event-cases/fixtures.ts";
import type { Somebody } from "./event-cases/fixtures.ts";

/** Fewer than one caller may be refused one by one. */
const atOnce = mostKinds.caller - 5;
let app: TestApp;

beforeAll(async () => {
  const generous = policyNames.map((name) => [name, { limit: 1_000_000, windowSeconds: 3600 }]);
  const once = { limit: 1, windowSeconds: 3600 };
  const limits = { ...Object.fromEntries(generous), "plan-free": once, "sign-in": once };
  app = await testApp({
    environment: { AUDIT_READS: "strict", TRUSTED_PROXY_HOPS: "1", LIMITS: JSON.stringify(limits) },
  });
}, 60_000);

/** Somebody new for so many, since who is refused often enough is only counted. */
function byTurns(make: () => Promise<Somebody>): () => Promise<Somebody> {
  let current: Promise<Somebody> | undefined;
  let used = 0;
  return () => {
    if (used % atOnce === 0) current = make();
    used += 1;
    return current!;
  };
}

interface Somewhere extends Somebody {
  /** Unless said, where the tests run. */
  address?: string;
}

function send({ client, address }: Somewhere, { route }: Endpoint): Promise<Answer> {
  const method = methodOf(route);
  const path = pathOf(route).replaceAll(placeholder, () => newId());
  return client.send(method, path, method === "GET" ? undefined : {}, address ? { "x-forwarded-for": address } : {});
}

async function eventsFrom(answer: Answer): Promise<Leaf[]> {
  const rows = await app.db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ leaf: string }>("select leaf from audit_event where leaf like '%' || $1 || '%'", [
      answer.headers.get("x-request-id"),
    ]),
  );
  return rows.map(({ leaf }) => parseLeaf(leaf));
}

/** Refused twice: the first is told, the second is counted. */
async function expectDenied(who: Somewhere, endpoint: Endpoint, status: number, reason: string): Promise<void> {
  const [first, second] = [await send(who, endpoint), await send(who, endpoint)];
  expect([first.status, second.status]).toEqual([status, status]);
  expect(await eventsFrom(first)).toMatchObject([
    {
      action: "DENIED",
      class: "authorization",
      outcome: "denied",
      resource: endpoint.resource,
      reason,
      organizationId: app.organizationId,
      actor: { id: who.id },
      context: { route: endpoint.route, method: methodOf(endpoint.route) },
    },
  ]);
  expect(await eventsFrom(second)).toEqual([]);
}

const permissionOf = ({ may }: Endpoint) => ((permissions as string[]).includes(may) ? (may as Permission) : undefined);
const without = (permission: Permission) => roles.filter((role) => !roleHas(role, permission)).at(-1);

describe("a role that is too small", () => {
  const members = new Map(roles.map((role) => [role, byTurns(() => newMember(app, role))]));
  const refused = endpoints.flatMap((endpoint) => {
    const permission = permissionOf(endpoint);
    const role = permission && without(permission);
    return permission && role ? [[endpoint.route, { endpoint, permission, role }] as const] : [];
  });
  test.each(refused)("%s", async (_, { endpoint, permission, role }) => {
    await expectDenied(await members.get(role)!(), endpoint, 403, permission);
  });
  test("is found for what only some roles may", () => {
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.filter(([, { permission, role }]) => roleHas(role, permission))).toEqual([]);
  });
});

describe("an address that the organization does not let in", () => {
  const owners = byTurns(() => newMember(app, "owner"));
  beforeAll(async () => {
    const networks = [{ network: "127.0.0.1" }];
    await made(app.as("ada").put("/api/organization/networks", { enforced: true, networks }));
  });
  const inside = endpoints.flatMap((endpoint) => (permissionOf(endpoint) ? [[endpoint.route, endpoint] as const] : []));
  test.each(inside)("%s", async (_, endpoint) => {
    await expectDenied({ ...(await owners()), address: "198.51.100.9" }, endpoint, 403, "address not allowed");
  });
});

describe("a limit that is spent", () => {
  const keys = byTurns(async () => {
    const { key } = await made(app.as("ada").post("/api/organization/api-keys", { name: "K", role: "admin" }));
    const client = app.withKey(key);
    // The first of all keys spends what there is, and on what is no endpoint.
    await client.get("/api/nothing");
    return { client, id: app.userId("ada") };
  });
  const limited = endpoints
    .filter(({ limit }) => limit !== "free")
    .map((endpoint) => [endpoint.route, endpoint] as const);
  test.each(limited)("%s", async (_, endpoint) => {
    await expectDenied(await keys(), endpoint, 429, "rate limit");
  });

  test("is told of strangers in the operator's log", async () => {
    const body = { email: "guessed@example.test", password: "a guess of many" };
    expect((await app.nobody.post("/api/auth/sign-in/email", body)).status).toBe(401);
    const answer = await app.nobody.post("/api/auth/sign-in/email", body);
    expect(answer.status).toBe(429);
    expect(await eventsFrom(answer)).toMatchObject([
      {
        action: "DENIED",
        resource: "session",
        reason: "rate limit",
        organizationId: "00000000-0000-0000-0000-000000000000",
        actor: { type: "anonymous" },
        context: { route: "POST /api/auth/sign-in/email" },
      },
    ]);
  });
});

test("what is for people is refused to keys, and told", async () => {
  const { key } = await made(app.as("mallory").post("/api/organization/api-keys", { name: "K", role: "viewer" }));
  const answer = await app.withKey(key).get("/api/me");
  expect(answer.status).toBe(403);
  expect(await eventsFrom(answer)).toMatchObject([
    { action: "DENIED", resource: "user", reason: "people only", organizationId: app.globexId },
  ]);
});
