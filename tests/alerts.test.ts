import { beforeAll, beforeEach, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { newId } from "../src/identifier.ts";
import { evaluate, leave } from "../src/observability/alerts/evaluate.ts";
import type { Measured, Rule } from "../src/observability/alerts/rule.ts";
import { rules, unmeasured } from "../src/observability/alerts/rules.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";

let app: TestApp;
let jobs: Jobs;
/** A minute that no timer of the product will come to. */
const start = Date.UTC(2030, 0, 1);
const time = { at: start };
const clock = { now: () => new Date(time.at) };
const later = (minutes: number) => void (time.at += minutes * 60_000);
/** What is measured; an error where measuring fails. */
const measured: Record<string, Measured | Error> = {};
const failures: string[] = [];

const ruleOf = (name: string, more: Partial<Rule> = {}): Rule => ({
  name,
  title: name,
  measures: "Whatever the test says",
  unit: "percent",
  when: "above",
  threshold: 5,
  least: 1,
  most: 100,
  back: 0.5,
  holdsMinutes: 2,
  backMinutes: 2,
  severity: "warning",
  next: "Do something.",
  measure: () => {
    const value = measured[name] ?? 0;
    if (value instanceof Error) throw value;
    return value;
  },
  prometheus: null,
  ...more,
});
const own = [ruleOf("one"), ruleOf("other"), rules.find(({ name }) => name === unmeasured)!];
const processes = [newId(), newId(), newId()];

const evaluateAs = (process: string, clockOf = clock) =>
  evaluate({
    db: app.db,
    jobs,
    clock: clockOf,
    process,
    publicUrl: "https://crm.example.com",
    installation: async () => null,
    hasWebhook: true,
    failed: (_, rule) => void failures.push(rule),
    rules: own,
  });
/** All processes come to the next minute, and to some of the following. */
const minutes = async (many: number) => {
  for (let passed = 0; passed < many; passed++) {
    await Promise.all(processes.map((process) => evaluateAs(process)));
    later(1);
  }
};
const query = <Row>(text: string) =>
  withClient(app.database.owner, async (client) => (await client.query(text)).rows as Row[]);
const mails = async () =>
  (
    await query<{ to: string; subject: string }>(
      "select data ->> 'to' as to, data ->> 'subject' as subject from pgboss.job_common where name = 'send-mail' and data ->> 'subject' like 'NextCRM:%' order by created_on, id",
    )
  ).map(({ to, subject }) => `${to} ${subject}`);
const posts = async () =>
  (
    await query<{ told: string }>(
      "select data ->> 'told' as told from pgboss.job_common where name = 'send-alert' order by created_on, id",
    )
  ).map(({ told }) => told);
const raisedMail = (name: string) => `olga@example.test NextCRM: ${name}`;
const resolvedMail = (name: string) => `olga@example.test NextCRM: resolved: ${name}`;
const alerts = async () => (await app.as("olga").get("/api/admin/alerts")).body;

beforeAll(async () => {
  app = await testApp();
  jobs = await pgBossJobs({ connection: app.database.serve, failed: () => {} });
  return () => jobs.stop(0);
});
beforeEach(async () => {
  later(60);
  failures.length = 0;
  for (const name of Object.keys(measured)) delete measured[name];
  await query("truncate alert, alert_rule");
  await query("delete from pgboss.job_common where name in ('send-mail', 'send-alert')");
});

test("one process evaluates, and the next takes over when it is gone or has left", async () => {
  const [first, second, third] = processes as [string, string, string];
  await Promise.all(processes.map((process) => leave({ db: app.db, process })));
  expect(await evaluateAs(second)).toMatchObject({ operators: ["olga@example.test"] });
  expect(await Promise.all(processes.map((process) => evaluateAs(process)))).toEqual([null, null, null]);
  later(1);
  expect(await evaluateAs(first)).toBeNull();
  expect(await evaluateAs(second)).not.toBeNull();
  later(2);
  expect(await evaluateAs(third)).toBeNull();
  later(1);
  const told = await Promise.all([evaluateAs(first), evaluateAs(third)]);
  expect(told.filter((one) => one !== null)).toHaveLength(1);
  const holder = told[0] ? first : third;
  later(1);
  await leave({ db: app.db, process: holder });
  expect(await evaluateAs(holder === first ? third : first)).not.toBeNull();
});

test("a trouble is raised once and resolved once, however many processes look", async () => {
  measured["one"] = { value: 7, detail: "a kind: 7" };
  await minutes(2);
  expect([await mails(), (await alerts()).open]).toEqual([[], []]);
  await minutes(1);
  expect(await mails()).toEqual([raisedMail("one")]);
  measured["one"] = 12;
  await minutes(20);
  expect((await alerts()).open).toMatchObject([
    { rule: "one", value: 7, worst: 12, threshold: 5, detail: "a kind: 7", resolvedAt: null, silence: null },
  ]);
  measured["one"] = 3;
  await minutes(20);
  expect(await mails()).toEqual([raisedMail("one")]);
  measured["one"] = 2;
  await minutes(20);
  expect(await mails()).toEqual([raisedMail("one"), resolvedMail("one")]);
  expect(await posts()).toEqual(["raised", "resolved"]);
  const { open, past } = await alerts();
  expect([open, past]).toMatchObject([[], [{ rule: "one", ended: "resolved", resolvedAt: expect.any(String) }]]);
});

test("two troubles of one minute are one mail", async () => {
  [measured["one"], measured["other"]] = [7, 7];
  await minutes(5);
  expect(await mails()).toEqual([`${raisedMail("one")}, and 1 more`]);
  expect(await posts()).toEqual(["raised", "raised"]);
});

test("what cannot be measured stays as it is, is an alert of its own, and holds up nothing else", async () => {
  [measured["one"], measured["other"]] = [7, 1];
  await minutes(4);
  [measured["one"], measured["other"]] = [new Error("no answer"), 9];
  await minutes(8);
  expect(failures).toContain("one");
  const { open } = await alerts();
  expect(open.map(({ rule }: { rule: string }) => rule).toSorted()).toEqual([unmeasured, "one", "other"].toSorted());
  expect(open.find(({ rule }: { rule: string }) => rule === unmeasured)).toMatchObject({ detail: "one" });
  [measured["one"], measured["other"]] = [0, Number.NaN];
  await minutes(8);
  expect((await alerts()).open.map(({ rule }: { rule: string }) => rule).toSorted()).toEqual([unmeasured, "other"]);
});

test("silence keeps an alert and the next of its rule from being told, and ends", async () => {
  measured["one"] = 7;
  await minutes(4);
  const { id } = (await alerts()).open[0];
  const olga = app.as("olga");
  // The product's own clock is the present.
  const until = new Date(Date.now() + 86_400_000).toISOString();
  expect((await olga.post(`/api/admin/alerts/${id}/silence`, { until, reason: "Being mended" })).status).toBe(200);
  expect((await alerts()).open).toMatchObject([{ silence: { until, reason: "Being mended", by: "Olga" } }]);
  const silencedUntil = new Date(time.at + 20 * 60_000).toISOString();
  await query(`update alert set silenced_until = '${silencedUntil}'`);
  measured["one"] = 0;
  await minutes(5);
  measured["one"] = 7;
  await minutes(5);
  expect((await alerts()).open).toMatchObject([{ toldAt: null, silence: { reason: "Being mended" } }]);
  expect(await mails()).toEqual([raisedMail("one")]);
  await minutes(12);
  expect(await mails()).toEqual([raisedMail("one"), raisedMail("one")]);
  measured["one"] = 0;
  await minutes(5);
  expect(await mails()).toEqual([raisedMail("one"), raisedMail("one"), resolvedMail("one")]);
});

test("one that is silenced from its beginning to its end is told to nobody; a silence can be taken back", async () => {
  measured["one"] = 7;
  await minutes(4);
  const silencedUntil = new Date(time.at + 86_400_000).toISOString();
  await query(`update alert set silenced_until = '${silencedUntil}', silence_reason = 'R'`);
  measured["one"] = 0;
  await minutes(5);
  measured["one"] = 7;
  await minutes(5);
  expect(await mails()).toEqual([raisedMail("one")]);
  const { id } = (await alerts()).open[0];
  expect((await app.as("olga").delete(`/api/admin/alerts/${id}/silence`)).status).toBe(204);
  await minutes(1);
  expect(await mails()).toEqual([raisedMail("one"), raisedMail("one")]);
});

test("an operator changes a threshold within its bounds, and whether a rule tells", async () => {
  const olga = app.as("olga");
  const path = "/api/admin/alerts/rules/error_rate";
  for (const [threshold, words] of [
    [0.05, "from 0.1 to 100 percent"],
    [101, "from 0.1 to 100 percent"],
    ["5", "number"],
  ] as const) {
    const refused = await olga.patch(path, { threshold });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ field: "threshold", reason: expect.stringContaining(words) }]);
  }
  expect((await olga.patch("/api/admin/alerts/rules/database_down", { threshold: 3 })).status).toBe(400);
  expect((await olga.patch("/api/admin/alerts/rules/nothing", { enabled: false })).status).toBe(404);
  expect((await olga.patch(path, {})).status).toBe(400);
  expect((await olga.patch(path, { threshold: 2.5 })).body).toMatchObject({ threshold: 2.5, usualThreshold: 5 });
  expect((await olga.patch(path, { enabled: false })).body).toMatchObject({ threshold: 2.5, enabled: false });
  expect((await olga.patch(path, { threshold: null })).body).toMatchObject({ threshold: 5, enabled: false });
});

test("a threshold that was changed counts from the next minute on; a rule that is off ends its alert in silence", async () => {
  await query("insert into alert_rule (name, threshold) values ('one', 20)");
  measured["one"] = 7;
  await minutes(6);
  expect((await alerts()).open).toEqual([]);
  await query("update alert_rule set threshold = 6 where name = 'one'");
  await minutes(4);
  expect((await alerts()).open).toMatchObject([{ rule: "one", threshold: 6 }]);
  await query("update alert_rule set enabled = false where name = 'one'");
  await minutes(2);
  expect(await alerts()).toMatchObject({ open: [], past: [{ rule: "one", ended: "disabled" }] });
  expect(await mails()).toEqual([raisedMail("one")]);
  expect((await app.as("olga").get("/api/admin/alerts/count")).body).toEqual({ open: 0, critical: 0 });
});

test("past alerts come page by page", async () => {
  for (let times = 0; times < 5; times++) {
    measured["one"] = 7;
    await minutes(4);
    measured["one"] = 0;
    await minutes(4);
  }
  const olga = app.as("olga");
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Answer = await olga.get(`/api/admin/alerts?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.body.past.map(({ raisedAt }: { raisedAt: string }) => raisedAt));
    cursor = page.body.nextCursor;
  }
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(seen.toSorted().toReversed());
  expect((await olga.get("/api/admin/alerts?cursor=nothing")).status).toBe(400);
});

test("a wrong silence is refused, and only operators get here", async () => {
  const olga = app.as("olga");
  measured["one"] = 7;
  await minutes(4);
  const path = `/api/admin/alerts/${(await alerts()).open[0].id}/silence`;
  const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
  for (const [body, field] of [
    [{ until: at(-1_000), reason: "R" }, "until"],
    [{ until: at(31 * 86_400_000), reason: "R" }, "until"],
    [{ until: "tomorrow", reason: "R" }, "until"],
    [{ until: at(60_000), reason: "" }, "reason"],
  ] as const) {
    const refused = await olga.post(path, body);
    expect([refused.status, refused.body.errors?.[0].field]).toEqual([400, field]);
  }
  const unknown = `/api/admin/alerts/${newId()}/silence`;
  expect((await olga.post(unknown, { until: at(60_000), reason: "R" })).status).toBe(404);
  expect((await olga.delete(unknown)).status).toBe(404);
  for (const person of ["ada", "mallory"] as const) {
    expect((await app.as(person).get("/api/admin/alerts")).status).toBe(403);
    expect((await app.as(person).post(path, { until: at(60_000), reason: "R" })).status).toBe(403);
  }
});
