import { expect, test } from "vitest";
import { RecentIds } from "./recent-ids.ts";

const idOf = (number: number) => `01a2062c-0dca-756f-a6ac-${number.toString(16).padStart(12, "0")}`;

test("an id that was seen is known again, in whatever order they come", () => {
  const [ids, seen] = [new RecentIds(), new Set<string>()];
  let state = 7;
  for (let at = 0; at < 20_000; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    // Mostly a later one, sometimes one of those before, which was seen or passed over.
    const id = idOf(state % 4 === 0 ? (state >> 3) % (3 * at + 1) : 3 * at);
    expect(ids.add(id)).toBe(!seen.has(id));
    seen.add(id);
  }
});

test("65,536 ids at least are remembered, and no more than twice as many", () => {
  const ids = new RecentIds();
  for (let at = 0; at < 140_000; at += 1) ids.add(idOf(at));
  expect(ids.add(idOf(140_000 - 65_536))).toBe(false);
  expect(ids.add(idOf(139_999))).toBe(false);
  expect(ids.add(idOf(140_000 - 2 * 65_536 - 1))).toBe(true);
});
