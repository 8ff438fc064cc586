import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/database.ts";
import { lineTo } from "../../../tests/line.ts";
import { postgres } from "../../adapters/postgres.ts";
import type { Checked } from "./check.ts";
import { forgetHealth, healthHistory } from "./history.ts";

const { serve } = await freshDatabase();
const line = await lineTo(serve);
const db = postgres({ ...line.connection, max: 2 });
afterAll(() => db.close());

test("a day is told in percentiles; samples wait for a database that is away, and old ones go", async () => {
  let now = Date.now() - 7 * 3_600_000;
  let next: Pick<Checked, "status" | "responseTime"> = { status: "up", responseTime: 1 };
  const checked = (): Checked[] => [
    { name: "database", checkedAt: "", ...next },
    { name: "stripe", checkedAt: "", status: "not_configured", responseTime: null },
  ];
  const monitor = { read: async () => checked(), readOne: async () => checked()[0]! };
  const settings = { now: () => new Date(now), failed: () => undefined };
  const history = healthHistory(db, monitor, settings);
  for (let at = 1; at <= 100; at++) {
    next = { status: at > 98 ? "down" : at > 95 ? "degraded" : "up", responseTime: at };
    if (at === 50) line.cut();
    if (at === 60) line.mend();
    const isWritten = await history.sample().then(
      () => true,
      () => false,
    );
    expect(isWritten).toBe(at < 50 || at >= 60);
    now += 60_000;
  }
  const expected = { name: "database", samples: 100, degraded: 3, down: 2, p50: 50.5 };
  expect(await history.read()).toMatchObject([{ ...expected, p95: expect.closeTo(95.05), p99: expect.closeTo(99.01) }]);
  history.stop();

  now = Date.now() - 26 * 3_600_000;
  const other = healthHistory(db, monitor, settings);
  await other.sample();
  await forgetHealth(db);
  expect(await other.read()).toMatchObject([{ samples: 100 }]);
  const scope = { role: "nextcrm_operator", readOnly: true } as const;
  expect(await db.transaction(scope, (sql) => sql.query("select count(*) as count from health_sample"))).toEqual([
    { count: 100 },
  ]);
  other.stop();
});
