import { expect, test } from "vitest";
import type { Check, Finding } from "./check.ts";
import { healthMonitor } from "./monitor.ts";

/** A check that waits until it is told what it found, on a clock that the test moves. */
function bench(check: Partial<Check> = {}) {
  let micros = 0;
  const looks: { find(finding: Finding): void; fail(error: Error): void }[] = [];
  const changes: string[] = [];
  const clock = { now: () => new Date(micros / 1_000), monotonicMicros: () => micros };
  const look = () =>
    new Promise<Finding>((resolve, reject) => void looks.push({ find: (finding) => resolve(finding), fail: reject }));
  const watched: Check = { name: "database", everyMilliseconds: 3_000, timeoutMilliseconds: 60_000, look, ...check };
  const monitor = healthMonitor([watched], {
    clock,
    changed: (name, status) => void changes.push(`${name} ${status}`),
  });
  const pass = (milliseconds: number) => void (micros += milliseconds * 1_000);
  const begun = () => expect.poll(() => looks.length).toBeGreaterThan(0);
  return { monitor, looks, changes, pass, begun };
}

test("however many ask, one look is made, and none before the last is old", async () => {
  const { monitor, looks, pass, begun } = bench();
  const asked = Array.from({ length: 1_000 }, () => monitor.read());
  await begun();
  pass(12);
  looks[0]!.find({ status: "up" });
  const answers = await Promise.all(asked);
  expect(new Set(answers.map(([one]) => one)).size).toBe(1);
  expect(answers[0]).toMatchObject([{ name: "database", status: "up", responseTime: 12 }]);
  pass(2_999);
  expect(await monitor.readOne("database")).toBe(answers[0]![0]);
  expect(looks).toHaveLength(1);
  pass(1);
  const again = monitor.read();
  await expect.poll(() => looks.length).toBe(2);
  looks[1]!.find({ status: "up" });
  await again;
});

test("a rejection is down, and its text is told to the log only", async () => {
  const { monitor, looks, changes, begun } = bench();
  const asked = monitor.read();
  await begun();
  looks[0]!.fail(new Error("secret-host:5432 says no"));
  const told = await asked;
  expect(told).toMatchObject([{ status: "down" }]);
  expect(JSON.stringify(told)).not.toContain("secret");
  expect(changes).toEqual(["database down"]);
});

test("what hangs is down, and nothing is sent after it until it has ended", async () => {
  const { monitor, looks, changes, pass, begun } = bench({ timeoutMilliseconds: 1 });
  const asked = monitor.read();
  await begun();
  expect(await asked).toMatchObject([{ status: "down" }]);
  for (let turn = 0; turn < 3; turn++) {
    pass(3_000);
    expect(await monitor.read()).toMatchObject([{ status: "down", responseTime: 3_000 * (turn + 1) }]);
  }
  expect(looks).toHaveLength(1);
  looks[0]!.find({ status: "up" });
  await new Promise((turned) => void setImmediate(turned));
  pass(3_000);
  const next = monitor.read();
  await expect.poll(() => looks.length).toBe(2);
  expect(await next).toMatchObject([{ status: "down" }]);
  expect(changes).toEqual(["database down"]);
});
