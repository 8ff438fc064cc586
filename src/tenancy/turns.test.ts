import { expect, test } from "vitest";
import { Problem } from "../problems.ts";
import { Turns } from "./turns.ts";

/** Which of these have begun by now. */
async function begun(waiting: readonly Promise<() => void>[]): Promise<number[]> {
  const at: number[] = [];
  waiting.forEach((turn, index) => void turn.then(() => at.push(index)));
  await new Promise((resolve) => setImmediate(resolve));
  return at.toSorted((one, other) => one - other);
}

test("one organization leaves room to others, and two of them to a third", async () => {
  const turns = new Turns({ most: 4, mostOfOne: 2 });
  const wanted = ["acme", "acme", "acme", "globex", "globex", "initech"].map((who) => turns.take(who));
  expect(await begun(wanted)).toEqual([0, 1, 3, 5]);
  expect(turns.isCrowded).toBe(true);
  // Who has none comes before whoever has one, however long they have waited.
  const late = turns.take("hooli");
  (await wanted[0]!)();
  expect(await begun([...wanted, late])).toEqual([0, 1, 3, 5, 6]);
});

test("who leaves lets the next one in, once", async () => {
  const turns = new Turns({ most: 1, mostOfOne: 1 });
  const [first, second, third] = [turns.take("acme"), turns.take("acme"), turns.take("acme")];
  const leave = await first;
  leave();
  leave();
  expect(await begun([second, third])).toEqual([0]);
});

test("who has waited long enough is told when to come back, and takes no place later", async () => {
  const turns = new Turns({ most: 1, mostOfOne: 1 });
  const leave = await turns.take("acme");
  const problem = await turns.take("acme", 1).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 503, extras: { headers: { "Retry-After": "10" } } });
  expect(turns.isCrowded).toBe(false);
  leave();
  await turns.take("acme", 1);
});
