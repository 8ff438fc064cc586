import { beforeAll, beforeEach, expect, test } from "vitest";
import { postgres } from "../../adapters/postgres.ts";
import { newId } from "../../identifier.ts";
import { listErrors, readError, recentErrors } from "../../observability/errors/recorded.ts";
import type { Database } from "../../ports/database.ts";
import { freshDatabase } from "../../../tests/database.ts";
import { errorRecorder, mostHeld } from "./error-recorder.ts";
import type { Failure } from "./error-recorder.ts";
import { fingerprintOf } from "./safe-error.ts";
import type { SafeError } from "./safe-error.ts";
import { forgetErrors, mostKept, writeErrors } from "./write-errors.ts";

let db: Database;
let away: Database;
beforeAll(async () => {
  const { serve } = await freshDatabase();
  db = postgres({ ...serve, max: 4 });
  away = postgres({ ...serve, port: 1 });
  return () => Promise.all([db.close(), away.close()]);
});
beforeEach(() => operating((sql) => sql.query("delete from recorded_error")));

const operating: <T>(body: Parameters<typeof db.transaction<T>>[1]) => Promise<T> = (body) =>
  db.transaction({ role: "nextcrm_operator", readOnly: false }, body);
const unheard = () => undefined;
let now = new Date("2026-11-23T05:59:59.000Z");
const recorderOn = (database: Database) => errorRecorder(database, { now: () => now, failed: unheard });
const fault = (name: string): SafeError => ({ name, frames: [{ file: "src/a.ts", function: name, line: 1 }] });
const failure = (name: string, route = "GET /api/a", requestId: string | null = newId()): Failure => ({
  about: "A request failed",
  error: fault(name),
  route,
  requestId,
});
const all = () => operating((sql) => listErrors(sql, {}, 2_000));

test("the same faults are one, with their routes, hours and requests", async () => {
  const recorder = recorderOn(db);
  const requests = [newId(), newId(), newId()];
  recorder.note(failure("One", "GET /api/a", requests[0]));
  recorder.note(failure("One", "POST /api/b", requests[1]));
  await recorder.flush();
  now = new Date("2026-11-23T06:00:01.000Z");
  recorder.note(failure("One", "GET /api/a", requests[2]));
  recorder.note(failure("Two", "job import", null));
  await recorder.flush();
  const [two, one] = await all();
  expect(two).toMatchObject({ name: "Two", routes: ["job import"], count: 1, lastRequestId: null });
  expect(one).toMatchObject({
    name: "One",
    routes: ["GET /api/a", "POST /api/b"],
    count: 3,
    firstSeen: "2026-11-23T05:59:59.000Z",
    lastSeen: "2026-11-23T06:00:01.000Z",
    lastRequestId: requests[2],
  });
  const details = (await operating((sql) => readError(sql, one!.fingerprint)))!;
  expect(details.hours).toEqual([
    { hour: "2026-11-23T05:00:00.000Z", count: 2 },
    { hour: "2026-11-23T06:00:00.000Z", count: 1 },
  ]);
  expect(details.requests.map(({ id }) => id).toSorted()).toEqual(requests.toSorted());
  expect(await operating((sql) => listErrors(sql, { requestId: requests[1] }, 10))).toMatchObject([{ name: "One" }]);
});

test("one that was resolved is open again when it comes again, and not by what came before", async () => {
  const recorder = recorderOn(db);
  const fingerprint = fingerprintOf(fault("One"), "A request failed");
  const resolve = (at: string) =>
    operating((sql) =>
      sql.query("update recorded_error set resolved_at = $1 where fingerprint = $2", [at, fingerprint]),
    );
  now = new Date("2026-11-23T06:00:00.000Z");
  recorder.note(failure("One"));
  await recorder.flush();
  recorder.note(failure("One"));
  await resolve("2026-11-23T06:00:01.000Z");
  await recorder.flush();
  expect(await all()).toMatchObject([{ count: 2, resolvedAt: "2026-11-23T06:00:01.000Z", reopenedAt: null }]);
  expect(await operating((sql) => recentErrors(sql, 5))).toEqual([]);
  now = new Date("2026-11-23T06:00:02.000Z");
  recorder.note(failure("One"));
  await recorder.flush();
  expect(await all()).toMatchObject([{ count: 3, resolvedAt: null, reopenedAt: "2026-11-23T06:00:02.000Z" }]);
  expect(await operating((sql) => recentErrors(sql, 5))).toMatchObject([{ name: "One" }]);
});

test("while the database is away what is held has a bound, nothing is uncounted, and it is written when it is back", async () => {
  let isAway = true;
  const recorder = recorderOn({ ...db, transaction: (...given) => (isAway ? away : db).transaction(...given) });
  for (let round = 0; round < 3; round++) {
    for (let at = 0; at < mostHeld.faults * 2; at++)
      for (let again = 0; again < 5; again++) recorder.note(failure(`Fault${at}`, `GET /api/${again}`));
    await expect(recorder.flush()).rejects.toThrow();
  }
  isAway = false;
  await recorder.flush();
  const kept = await all();
  expect(kept).toHaveLength(mostHeld.faults + 1);
  expect(kept.reduce((sum, { count }) => sum + count, 0)).toBe(mostHeld.faults * 2 * 5 * 3);
  expect(kept.find(({ name }) => name === null)).toMatchObject({ about: "More kinds of errors than are told apart" });
  const [{ requests }] = (await operating((sql) =>
    sql.query<{ requests: number }>("select count(*) as requests from recorded_error_request"),
  )) as [{ requests: number }];
  expect(requests).toBeLessThanOrEqual((mostHeld.faults + 1) * mostHeld.requests);
});

test("no more faults and requests are kept than so many, those that were seen last", async () => {
  const recorder = recorderOn(db);
  for (let batch = 0; batch < mostKept.requests / mostHeld.requests + 2; batch++) {
    now = new Date(now.getTime() + 1_000);
    for (let at = 0; at < mostHeld.requests; at++) recorder.note(failure("One"));
    await recorder.flush();
  }
  const [one] = await all();
  const { requests } = (await operating((sql) => readError(sql, one!.fingerprint)))!;
  expect(requests).toHaveLength(mostKept.requests);
  expect(requests[0]!.at).toBe(now.toISOString());

  const tally = (name: string, second: number) => ({
    fingerprint: fingerprintOf(fault(name), "x"),
    about: "x",
    error: fault(name),
    routes: [],
    hours: { "2026-11-23T07:00:00Z": 1 },
    firstSeen: `2026-11-23T07:00:0${second}.000Z`,
    lastSeen: `2026-11-23T07:00:0${second}.000Z`,
    lastRequestId: null,
    requests: [],
  });
  for (const [second, name] of ["A", "B", "C"].entries()) await writeErrors(db, [tally(name, second)], 2);
  expect((await all()).map(({ name }) => name)).toEqual(["C", "B"]);
});

test("several processes count at once, and none is lost", async () => {
  const recorders = Array.from({ length: 4 }, () => recorderOn(db));
  for (let round = 0; round < 5; round++) {
    recorders.forEach((recorder, at) => {
      for (let name = 0; name < 4; name++) recorder.note(failure(`Fault${(name + at) % 4}`));
    });
    await Promise.all(recorders.map((recorder) => recorder.flush()));
  }
  expect((await all()).map(({ count }) => count)).toEqual([20, 20, 20, 20]);
});

test("what is old is forgotten", async () => {
  const recorder = recorderOn(db);
  now = new Date(Date.now() - 91 * 86_400_000);
  recorder.note(failure("Old"));
  await recorder.flush();
  now = new Date(Date.now() - 15 * 86_400_000);
  recorder.note(failure("Middle"));
  await recorder.flush();
  await forgetErrors(db);
  const [middle, none] = await all();
  expect(none).toBeUndefined();
  expect(await operating((sql) => readError(sql, middle!.fingerprint))).toMatchObject({
    name: "Middle",
    hours: [],
    requests: [],
  });
});
