import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { httpOutgoing } from "../src/adapters/http-outgoing.ts";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { outboxMail } from "../src/adapters/outbox-mail.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { newId } from "../src/identifier.ts";
import { policiesWith } from "../src/limits/policies.ts";
import { outageTeller } from "../src/observability/alerts/outage.ts";
import { watchAlerts } from "../src/observability/alerts/watch.ts";
import { alertWebhook } from "../src/observability/alerts/webhook.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { databaseCheck } from "../src/telemetry/health/checks/database.ts";
import { healthMonitor } from "../src/telemetry/health/monitor.ts";
import { installationReader } from "../src/telemetry/metrics/installation.ts";
import { minuteWriter } from "../src/telemetry/minutes/write-minutes.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { lineTo } from "./line.ts";
import { accept, refuseWith, signatureOf, startReceiver } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const publicUrl = "https://crm.example.com";
const longest = { timeout: 60_000, interval: 100 };
let app: TestApp;
let jobs: Jobs;
let receiver: Receiver;
const query = <Row>(text: string, values: unknown[] = []) =>
  withClient(app.database.owner, async (client) => (await client.query(text, values)).rows as Row[]);

beforeAll(async () => {
  receiver = await startReceiver();
  app = await testApp({ environment: { ALERT_WEBHOOK_URL: receiver.url, ALERT_WEBHOOK_SECRET: secret } });
  jobs = await pgBossJobs({ connection: app.database.serve, failed: () => {} });
  return () => jobs.stop(0);
}, 60_000);

test("an alert is posted, signed as streams are, and again under the same id until it is taken", async () => {
  const id = newId();
  await query(
    "insert into alert (id, rule, severity, raised_at, value, worst, threshold) values ($1, 'error_rate', 'critical', now(), 12.5, 20, 5)",
    [id],
  );
  receiver.answer(refuseWith(503));
  await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    jobs.enqueue(sql, "send-alert", { alertId: id, told: "raised" }),
  );
  await expect.poll(() => receiver.deliveries.length, longest).toBe(1);
  receiver.answer(accept);
  await expect.poll(() => receiver.deliveries.length, longest).toBe(2);
  const [first, second] = receiver.deliveries;
  expect(second!.text).toBe(first!.text);
  expect([first!.id, second!.id]).toEqual([`msg_${id}_raised`, `msg_${id}_raised`]);
  expect(second!.headers["webhook-signature"]).toBe(signatureOf(second!, secret));
  expect(JSON.parse(second!.text)).toMatchObject({
    type: "alert.raised",
    alert: { id, rule: "error_rate", title: "Requests fail", value: 12.5, threshold: 5, unit: "percent" },
  });
  const left = () => query("select from pgboss.job_common where name = 'send-alert' and state <> 'completed'");
  await expect.poll(async () => (await left()).length, longest).toBe(0);
  await query("delete from alert");
}, 120_000);

/** A process of the installation, on a line that can be cut, with mails of its own. */
async function process(time: { at: number }) {
  const line = await lineTo(app.database.serve);
  const db = postgres({ ...line.connection, max: 2 });
  const clock = { now: () => new Date(time.at), monotonicMicros: () => time.at * 1_000 };
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-alerts-"));
  const mail = outboxMail({ folder, from: "crm@example.com", note: () => {} });
  const webhook = alertWebhook({
    url: receiver.url,
    secret,
    outgoing: httpOutgoing({ allowPrivate: true }),
    clock,
    publicUrl,
  });
  const watch = watchAlerts({
    db,
    jobs,
    clock,
    publicUrl,
    installation: installationReader(db),
    hasWebhook: true,
    minutes: minuteWriter({
      db,
      clock,
      health: healthMonitor([databaseCheck(db)], { clock, changed: () => {} }),
      limiter: memoryLimiter({ clock }),
      policies: policiesWith(),
      reads: { spilled: () => 0 },
      backupStamp: { path: join(folder, "none"), isDemanded: false },
      strangers: () => ({ signInsFailed: 0, signInsRefused: 0, browserReports: 0 }),
    }),
    outage: outageTeller({ mail, webhook, clock, publicUrl, failed: () => {} }),
    failed: () => {},
    everyMilliseconds: 3_600_000,
  });
  const mails = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  return { line, watch, mails, close: () => watch.stop().then(() => db.close()) };
}

test("one process tells that the database is away, and all hear once when it is back", async () => {
  const time = { at: Date.UTC(2031, 0, 1) };
  const both = [await process(time), await process(time)];
  receiver.deliveries.length = 0;
  const minute = async () => {
    for (const { watch } of both) await watch.look();
    time.at += 60_000;
  };
  await minute();
  await minute();
  for (const { line } of both) line.cut();
  await minute();
  await minute();
  expect(both.flatMap(({ mails }) => mails())).toEqual([]);
  for (let passed = 0; passed < 4; passed++) await minute();
  const told = both.flatMap(({ mails }) => mails());
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^To: olga@example\.test$/m);
  expect(told[0]).toMatch(/^Subject: NextCRM: The database is down$/m);
  expect(receiver.deliveries.map(({ body }) => body.type)).toEqual(["alert.raised"]);
  for (const { line } of both) line.mend();
  const open = () =>
    query<{ rule: string }>("select rule from alert where rule = 'database_down' and resolved_at is null");
  await minute();
  expect(await open()).toHaveLength(1);
  for (let passed = 0; passed < 5; passed++) await minute();
  expect(await open()).toHaveLength(0);
  const ended = await query<{ ended: string; subject: string }>(
    "select ended, (select count(*) from pgboss.job_common where data ->> 'subject' like 'NextCRM: resolved: The database%')::int as mails from alert where rule = 'database_down'",
  );
  expect(ended).toEqual([{ ended: "resolved", mails: 1 }]);
  expect(both.flatMap(({ mails }) => mails())).toHaveLength(1);
  for (const { close } of both) await close();
}, 180_000);
