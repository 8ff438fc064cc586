import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import { steadyLimiter } from "../src/adapters/steady-limiter.ts";
import { beginExport, giveUp } from "../src/exports/attempts.ts";
import { newId } from "../src/identifier.ts";
import { policiesWith } from "../src/limits/policies.ts";
import { evaluate } from "../src/observability/alerts/evaluate.ts";
import { auditExports } from "../src/observability/exports/stored-export.ts";
import { requestLog } from "../src/observability/dashboard/request-log.ts";
import { databaseCheck } from "../src/telemetry/health/checks/database.ts";
import { diskCheck } from "../src/telemetry/health/checks/machine.ts";
import { redisCheck } from "../src/telemetry/health/checks/services.ts";
import { healthMonitor } from "../src/telemetry/health/monitor.ts";
import { installationReader } from "../src/telemetry/metrics/installation.ts";
import { minuteWriter } from "../src/telemetry/minutes/write-minutes.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { noJobs } from "./no-jobs.ts";
import { ownRedis } from "./redis.ts";

const redis = await ownRedis();
const folder = mkdtempSync(join(tmpdir(), "nextcrm-measures-"));
const stamp = join(folder, "backup-stamp");
const time = { at: Date.now() };
const clock = { now: () => new Date(time.at), monotonicMicros: () => time.at * 1_000 };
const strangers = { signInsFailed: 0, signInsRefused: 0, browserReports: 0 };
const failures: string[] = [];
let app: TestApp;
let minute: () => Promise<void>;
let shared: () => Promise<boolean>;
let log: ReturnType<typeof requestLog>;

beforeAll(async () => {
  app = await testApp();
  const limiter = steadyLimiter({
    shared: redisLimiter({ url: redis.url, monotonicMicros: () => performance.now() * 1_000, failed: () => {} }),
    local: memoryLimiter({ clock }),
    process: "a process",
    monotonicMicros: clock.monotonicMicros,
    changed: () => {},
  });
  shared = async () => {
    time.at += 1_000;
    await limiter.rollCall();
    await limiter.peek([{ policy: policiesWith().address, key: "a" }]);
    return limiter.state() === "shared";
  };
  const health = healthMonitor([databaseCheck(app.db), diskCheck(folder), redisCheck(limiter)], {
    clock,
    changed: () => {},
  });
  log = requestLog(app.db, { now: clock.now, failed: () => {}, delayMilliseconds: 1e9 });
  const minutes = minuteWriter({
    db: app.db,
    clock,
    health,
    limiter,
    policies: policiesWith(),
    reads: { spilled: () => 3 },
    backupStamp: { path: stamp, isDemanded: true },
    strangers: () => ({ ...strangers }),
  });
  minute = async () => {
    time.at += 60_000;
    await minutes.write();
    await log.flush();
    await evaluate({
      db: app.db,
      jobs: noJobs,
      clock,
      publicUrl: "https://crm.example.com",
      process: minutes.process,
      // Asked anew each time.
      installation: installationReader(app.db, () => time.at, 0),
      hasWebhook: false,
      failed: (_, rule) => void failures.push(rule),
    });
  };
  return () => limiter.close();
}, 60_000);
afterAll(async () => {
  await redis.kill();
  rmSync(folder, { recursive: true });
});

const query = (text: string, values: unknown[] = []) =>
  withClient(app.database.owner, (client) => client.query(text, values));
/** The value of a rule at the last evaluation, and whether an alert of it is open. */
const rule = async (name: string) => {
  const { rules, open } = (await app.as("olga").get("/api/admin/alerts")).body;
  const { status, value } = rules.find((one: { name: string }) => one.name === name);
  return { status, value, isOpen: open.some((one: { rule: string }) => one.rule === name) };
};

test("each rule measures what the installation is like", async () => {
  await expect.poll(shared, { timeout: 30_000 }).toBe(true);
  writeFileSync(stamp, "");
  for (let request = 0; request < 40; request++)
    log.note("/api/contacts", request < 4 ? 503 : 200, request < 5 ? 3 : 0.01);
  await minute();
  expect(failures).toEqual([]);
  expect(await rule("error_rate")).toEqual({ status: "measured", value: 10, isOpen: false });
  expect((await rule("slow_requests")).value).toBeGreaterThan(2);
  expect(await rule("audit_reads_spilled")).toMatchObject({ value: 1 });
  expect((await rule("disk_space")).value).toBeGreaterThan(0);
  expect(await rule("certificate_expiry")).toMatchObject({ status: "not_configured", value: null });
  expect(await rule("mail_down")).toMatchObject({ status: "not_configured" });
  for (const name of [
    "database_down",
    "redis_down",
    "limits_not_shared",
    "failed_exports",
    "failed_jobs",
    "failed_payments",
  ])
    expect(await rule(name), name).toEqual({ status: "measured", value: 0, isOpen: false });
  expect((await rule("backup_age")).value).toBeLessThan(1);
});

test("a Redis that dies is told of, as is what limits do without it, and is over once it is back", async () => {
  await redis.kill();
  for (let passed = 0; passed < 4; passed++) await minute();
  expect(await rule("redis_down")).toMatchObject({ value: 1, isOpen: true });
  expect(await rule("limits_not_shared")).toMatchObject({ value: 1, isOpen: true });
  await redis.start();
  await expect.poll(shared, { timeout: 30_000 }).toBe(true);
  for (let passed = 0; passed < 7; passed++) await minute();
  expect(await rule("redis_down")).toMatchObject({ value: 0, isOpen: false });
  expect(await rule("limits_not_shared")).toMatchObject({ value: 0, isOpen: false });
});

/** An export that ends as the worker of one that fails for the last time ends it. */
async function failExport(): Promise<void> {
  const { organizationId } = app;
  const id = newId();
  const asked =
    "insert into audit_export (organization_id, id, format, filter, expires_at) values ($1, $2, 'jsonl', '{}', now() + interval '1 day')";
  await query(asked, [organizationId, id]);
  await app.db.transaction({ role: "nextcrm_app", organizationId, readOnly: false }, async (sql) => {
    const attempt = await beginExport(auditExports.table, sql, organizationId, id, false);
    await giveUp(auditExports.table, sql, { organizationId, id, attempt: attempt! }, "failed", "No room");
  });
}

test("exports and jobs that failed, sign-ins that fail, reports that surge", async () => {
  await failExport();
  await query("select pgboss.create_queue('nobody', '{\"policy\": \"standard\"}')");
  await query("insert into pgboss.job (name, state, completed_on) values ('nobody', 'failed', now())");
  Object.assign(strangers, { signInsFailed: 70, signInsRefused: 51, browserReports: 150 });
  await minute();
  expect(await rule("sign_in_attack")).toMatchObject({ value: 70, isOpen: false });
  expect(await rule("sign_ins_refused")).toMatchObject({ value: 51, isOpen: true });
  Object.assign(strangers, { signInsFailed: 140, browserReports: 300 });
  await minute();
  expect(await rule("sign_in_attack")).toMatchObject({ value: 140, isOpen: true });
  expect(await rule("browser_reports")).toMatchObject({ value: 300, isOpen: true });
  for (const name of ["failed_exports", "failed_jobs"])
    expect(await rule(name), name).toMatchObject({ value: 1, isOpen: true });
  // An hour later nothing of it is of the last hour.
  time.at += 60 * 60_000;
  for (let passed = 0; passed < 7; passed++) await minute();
  expect(await rule("sign_in_attack")).toMatchObject({ value: 0, isOpen: false });
});

test("a backup that is long ago is told of, one that was never made cannot be measured", async () => {
  const dayBefore = new Date(time.at - 30 * 3_600_000);
  utimesSync(stamp, dayBefore, dayBefore);
  for (let passed = 0; passed < 6; passed++) await minute();
  expect(await rule("backup_age")).toMatchObject({ isOpen: true });
  expect((await rule("backup_age")).value).toBeGreaterThan(29);
  rmSync(stamp);
  for (let passed = 0; passed < 5; passed++) await minute();
  expect(failures).toContain("backup_age");
  expect(await rule("backup_age")).toMatchObject({ status: "failed", isOpen: true });
  expect(await rule("measures_failing")).toMatchObject({ value: 1, isOpen: true });
});
