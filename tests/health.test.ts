import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { clientOf, testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";
import { lineTo } from "./line.ts";
import type { Line } from "./line.ts";
import { ownRedis } from "./redis.ts";

const longest = { timeout: 60_000, interval: 100 };
const health = async (app: TestApp) => (await app.nobody.get("/api/health")).body;
const becomes = (app: TestApp, expected: object) => expect.poll(() => health(app), longest).toMatchObject(expected);

const token = "a-token-of-tests-for-health";
let app: TestApp;
/** On a line that is cut, beside a Redis that dies. */
let other: TestApp;
let line: Line;
const redis = await ownRedis();
afterAll(() => redis.kill());

beforeAll(async () => {
  app = await testApp({ environment: { HEALTH_TOKEN: token } });
  other = await testApp({
    environment: { REDIS_URL: redis.url, TLS_CERTIFICATE: "/nowhere/certificate.pem" },
    through: async (connection) => (line = await lineTo(connection)).connection,
  });
}, 60_000);

test("a whole installation is healthy, and says so to everybody in two forms", async () => {
  const answer = await app.nobody.get("/api/health");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toContain("no-store");
  expect(answer.body).toMatchObject({
    status: "healthy",
    checks: {
      database: { status: "up", responseTime: expect.any(Number) },
      redis: { status: "not_configured", responseTime: null },
      storage: { status: "up" },
      mail: { status: "not_configured" },
      jobs: { status: "up" },
      audit: { status: "up", refusedLogs: 0 },
      disk: { responseTime: expect.any(Number) },
      certificate: { status: "not_configured" },
      clock: { status: "up" },
      stripe: { status: "not_configured" },
    },
    uptime: expect.any(Number),
  });
  const standard = await app.nobody.get("/api/health", { accept: "application/health+json" });
  expect(standard.headers.get("content-type")).toBe("application/health+json");
  expect(standard.body).toMatchObject({
    status: "pass",
    checks: { "database:responseTime": [{ componentType: "datastore", observedUnit: "ms", status: "pass" }] },
  });
  expect(standard.body.checks).not.toHaveProperty("stripe:responseTime");
  // Whoever asks need not be known: a key that is none changes nothing.
  expect((await app.withKey("nothing").get("/api/health")).status).toBe(200);
}, 60_000);

test("details are for operators and for the token, the history for everybody", async () => {
  const post = (headers: Record<string, string> = {}) => app.nobody.post("/api/health", undefined, headers);
  for (const answer of [
    await post(),
    await post({ authorization: `Bearer ${token}x` }),
    await app.as("ada").post("/api/health"),
  ]) {
    expect(answer.body).toMatchObject({ status: "healthy", history: expect.any(Object) });
    expect(answer.text).not.toMatch(/version|memory|facts|organizations/);
  }
  for (const answer of [await post({ authorization: `Bearer ${token}` }), await app.as("olga").post("/api/health")])
    expect(answer.body).toMatchObject({
      version: expect.stringMatching(/^\d+\./),
      versions: { node: process.versions.node, postgres: expect.stringMatching(/^\d+/), redis: null },
      facts: { disk: { freeBytes: expect.any(Number) } },
      pool: { waiting: 0 },
      eventLoop: { p99: expect.any(Number) },
      memory: { resident: expect.any(Number) },
      statistics: { organizations: [{ plan: "FREE", status: "active", count: 2 }] },
    });
  // Without a token nobody can guess it.
  expect((await other.nobody.post("/api/health", undefined, { authorization: "Bearer undefined" })).text).not.toContain(
    "version",
  );
}, 60_000);

test("a database that is stopped, that hangs, and that cannot be written", async () => {
  const cookie = { cookie: "nextcrm.session=unknown" };
  expect((await other.nobody.get("/api/readyz")).status).toBe(200);
  line.cut();
  await becomes(other, { status: "unhealthy", checks: { database: { status: "down" }, storage: { status: "up" } } });
  const told = await other.nobody.get("/api/health", cookie);
  expect(told.status).toBe(503);
  expect(told.text).not.toMatch(/ECONN|127\.0\.0\.1|error|password|terminated/i);
  expect((await other.nobody.get("/api/health", { accept: "application/health+json" })).body.status).toBe("fail");
  expect((await other.nobody.get("/api/readyz")).body).toEqual({ status: "unavailable" });
  expect((await other.nobody.get("/api/livez", cookie)).status).toBe(200);
  line.mend();
  await becomes(other, { checks: { database: { status: "up" } } });

  line.hold();
  await becomes(other, { status: "unhealthy", checks: { database: { status: "down" } } });
  line.mend();
  await becomes(other, { checks: { database: { status: "up" } } });

  const { owner } = other.database;
  const set = (text: string) =>
    withClient(owner, async (client) => {
      await client.query("set default_transaction_read_only = off");
      await client.query(`alter database ${owner.database} ${text}`);
    });
  await set("set default_transaction_read_only = on");
  line.cut();
  line.mend();
  await becomes(other, { status: "unhealthy", checks: { database: { status: "down" }, clock: { status: "up" } } });
  // Reading is served.
  await expect.poll(async () => (await other.nobody.get("/api/readyz")).status, longest).toBe(200);
  await set("reset default_transaction_read_only");
  line.cut();
  line.mend();
  await becomes(other, { checks: { database: { status: "up" } } });
}, 180_000);

test("a Redis that dies, hangs and comes back", async () => {
  await becomes(other, { checks: { redis: { status: "up" } } });
  await redis.kill();
  await becomes(other, { status: "degraded", checks: { redis: { status: "down" }, database: { status: "up" } } });
  await redis.start();
  await becomes(other, { checks: { redis: { status: "up" } } });
  redis.pause();
  await becomes(other, { status: "degraded", checks: { redis: { status: "down" } } });
  redis.resume();
  await becomes(other, { checks: { redis: { status: "up" } } });
}, 180_000);

test("files that cannot be kept, and a certificate that cannot be read, are told, and nothing else stops", async () => {
  // A file where the folder should be stops even root.
  const files = join(other.dataFolder, "files");
  rmSync(files, { recursive: true, force: true });
  writeFileSync(files, "");
  await becomes(other, {
    status: "degraded",
    checks: { storage: { status: "down" }, certificate: { status: "down" } },
  });
  const answer = await other.nobody.get("/api/health");
  expect(answer.status).toBe(200);
  expect(answer.text).not.toMatch(/nowhere|ENO|files/);
  rmSync(files);
  mkdirSync(files);
  await becomes(other, { checks: { storage: { status: "up" } } });
}, 60_000);

test("jobs that wait too long, and events that nobody seals, are told", async () => {
  const asOwner = (text: string) => withClient(app.database.owner, (client) => client.query(text));
  // Nobody works on a queue that is nobody's.
  await asOwner("select pgboss.create_queue('nobody', '{\"policy\": \"standard\"}')");
  const job = "insert into pgboss.job (name, start_after, created_on) values";
  await asOwner(`${job} ('nobody', now() + interval '1 hour', now() - interval '2 hours')`);
  await becomes(app, { status: "healthy", checks: { jobs: { status: "up" } } });
  await asOwner(`${job} ('nobody', now() - interval '1 hour', now() - interval '2 hours')`);
  await becomes(app, { status: "degraded", checks: { jobs: { status: "degraded" } } });
  await asOwner("delete from pgboss.job where name = 'nobody'");
  await becomes(app, { status: "healthy", checks: { jobs: { status: "up" } } });

  const lock = new pg.Client(app.database.owner);
  await lock.connect();
  // As a sequencer that holds the lock and does nothing.
  await lock.query("select pg_advisory_lock(hashtextextended('nextcrm audit sequencer', 0))");
  await app.as("ada").post("/api/accounts", { name: "Wayne" });
  const clock =
    "alter table audit_event disable trigger append_only; update audit_event set occurred_at = occurred_at - interval '2 minutes' where xid = (select max(xid::text::bigint)::text::xid8 from audit_event); alter table audit_event enable trigger append_only";
  await asOwner(clock);
  await becomes(app, { status: "degraded", checks: { audit: { status: "degraded", refusedLogs: 0 } } });
  await lock.end();
  await becomes(app, { status: "healthy", checks: { audit: { status: "up" } } });
}, 120_000);

test("a process that is about to end answers everything as ever, and says that no more is to be sent to it", async () => {
  expect((await app.nobody.get("/api/readyz")).body).toEqual({ status: "ok" });
  app.application.quiesce();
  const ready: Answer = await app.nobody.get("/api/readyz");
  expect([ready.status, ready.body]).toEqual([503, { status: "draining" }]);
  expect((await app.nobody.get("/api/livez")).status).toBe(200);
  expect((await app.as("ada").get("/api/accounts")).status).toBe(200);
  expect((await clientOf(app.application, {}).get("/api/health")).status).toBe(200);
}, 60_000);
