import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { Prunes } from "./prunes.ts";

const sha256 = (bytes: Uint8Array) => hash("sha256", bytes, "buffer");
const act = (first: number, upto: number, places: string, events = upto - first) =>
  JSON.stringify({ action: "PRUNE", context: { prune: { first, upto, events, places: hash("sha256", places) } } });
/** A log of ten places of which some are gone, and then these acts. */
const findingOf = (gone: readonly number[], acts: readonly string[]) => {
  const prunes = new Prunes();
  for (let sequence = 0; sequence < 10; sequence += 1)
    prunes.see(gone.includes(sequence) ? { sequence, hash: "" } : { sequence, leaf: "{}" });
  for (const [at, leaf] of acts.entries()) prunes.see({ sequence: 10 + at, leaf });
  return prunes.finding(sha256);
};

test("what events PRUNE tell of may be gone", () => {
  expect(findingOf([], [])).toBeNull();
  expect(findingOf([0, 1, 2], [act(0, 3, "{[0,3)}")])).toBeNull();
  expect(findingOf([0, 2], [act(0, 3, "{[0,1),[2,3)}", 2)])).toBeNull();
  // A hold was released, and what it had kept went later.
  expect(findingOf([0, 1, 2], [act(0, 3, "{[0,1),[2,3)}", 2), act(1, 2, "{[1,2)}")])).toBeNull();
  expect(findingOf([0, 1, 2, 3], [act(0, 2, "{[0,2)}"), act(2, 4, "{[2,4)}")])).toBeNull();
});

test("anything else is missing", () => {
  expect(findingOf([4], [])).toMatchObject({ kind: "missing", sequence: 4 });
  expect(findingOf([0, 1, 2, 3], [act(0, 3, "{[0,3)}")])).toMatchObject({ sequence: 3 });
  expect(findingOf([0, 1, 7], [act(0, 2, "{[0,2)}")])).toMatchObject({ sequence: 7 });
  // As many as were pruned, but another one.
  expect(findingOf([0, 1], [act(0, 3, "{[0,1),[2,3)}", 2)])).toMatchObject({ sequence: 0 });
  expect(findingOf([0, 1, 2], [act(0, 3, "{[0,1),[2,3)}", 2)])).toMatchObject({ sequence: 0 });
  expect(findingOf([0], [act(0, 3, "{[0,3)}")])).toMatchObject({ sequence: 0 });
});
