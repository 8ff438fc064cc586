import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/database.ts";
import { postgres } from "../../adapters/postgres.ts";
import type { Database } from "../../ports/database.ts";
import { requestLog } from "./request-log.ts";
import { forgetRequests, recentRequests, requestsOf } from "./rollups.ts";

let db: Database;
const noon = Date.UTC(2026, 10, 23, 12, 59, 30);
const never = 1e9;

beforeAll(async () => {
  db = postgres((await freshDatabase()).serve);
  afterAll(() => db.close());
});
beforeEach(() => forgetRequests(db, new Date(noon + 365 * 86_400_000)));

function logAt(time: { at: number }, of: Database = db) {
  const failed = (error: unknown) => expect.unreachable(String(error));
  return requestLog(of, { now: () => new Date(time.at), failed, delayMilliseconds: never });
}
const ask = <T>(read: (sql: Parameters<typeof requestsOf>[0]) => Promise<T>) =>
  db.transaction({ role: "nextcrm_operator", readOnly: true }, read);

test("processes add to one another, each hour and minute by itself", async () => {
  const time = { at: noon };
  const logs = [logAt(time), logAt(time)];
  for (const log of logs) {
    log.note("/api/contacts", 200, 0.01);
    log.note("/api/contacts", 404, 0.02);
    log.note("/api/health", 503, 9);
    log.note("/*", 200, 0.001);
  }
  time.at += 60_000;
  for (const log of logs) log.note("/api/contacts", 500, 3);
  // One was slow twenty times as often.
  for (let request = 0; request < 40; request++)
    logs[request < 38 ? 0 : 1]!.note("/api/leads", 200, request < 38 ? 3 : 0.01);
  await logs[1]!.flush();
  await Promise.all(logs.map((log) => log.flush()));
  expect(await ask((sql) => requestsOf(sql, new Date(noon)))).toEqual([
    {
      hour: "2026-11-23T12:00:00.000Z",
      requests: 4,
      refused: 2,
      errors: 0,
      p50: expect.any(Number),
      p95: expect.any(Number),
    },
    {
      hour: "2026-11-23T13:00:00.000Z",
      requests: 42,
      refused: 0,
      errors: 2,
      p50: expect.any(Number),
      p95: expect.any(Number),
    },
  ]);
  const [both, last] = await Promise.all(
    [60, 1].map((minutes) => ask((sql) => recentRequests(sql, new Date(time.at), minutes))),
  );
  expect([both!.requests, last!.requests, last!.errors]).toEqual([46, 42, 2]);
  expect(last!.p95!).toBeGreaterThan(2_000);
  expect(last!.p95!).toBeLessThan(4_100);
  expect(last!.p50!).toBeGreaterThan(2_000);
});

test("what was counted while the database was away is written once it is back", async () => {
  let isAway = true;
  const sometimes: Database = {
    ...db,
    transaction: (scope, body) => (isAway ? Promise.reject(new Error("away")) : db.transaction(scope, body)),
  };
  const time = { at: noon };
  const log = logAt(time, sometimes);
  let failures = 0;
  for (let minute = 0; minute < 2_000; minute++, time.at += 60_000) {
    log.note("/api/contacts", 200, 0.01);
    if (minute % 100 === 0) await log.flush().catch(() => failures++);
  }
  expect(failures).toBe(20);
  isAway = false;
  await log.flush();
  const hours = await ask((sql) => requestsOf(sql, new Date(noon)));
  expect(hours.reduce((sum, { requests }) => sum + requests, 0)).toBe(2_000);
  const [{ minutes } = { minutes: 0 }] = await ask((sql) =>
    sql.query<{ minutes: number }>("select count(*) as minutes from request_count where span = 'minute'"),
  );
  expect(minutes).toBeLessThan(1_101);
});

test("hours are kept for 30 days, minutes for three hours", async () => {
  const time = { at: noon };
  const log = logAt(time);
  log.note("/api/contacts", 200, 0.01);
  time.at += 86_400_000;
  log.note("/api/contacts", 200, 0.01);
  await log.flush();
  await forgetRequests(db, new Date(noon + 30 * 86_400_000 + 3_600_000));
  const rows = await ask((sql) => sql.query("select span, at from request_count"));
  expect(rows).toEqual([{ span: "hour", at: expect.stringMatching(/^2026-11-24T12:00/) }]);
});
