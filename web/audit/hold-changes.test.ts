import { expect, test } from "vitest";
import { changesOfHold } from "./hold-changes.ts";

test("what a hold keeps is said in words, the record under its type", () => {
  const to = (value: string) => ({ from: null, to: value });
  const changes = { reason: to("Court"), scope: to("record"), recordType: to("contact"), recordId: to("01a2") };
  expect(changesOfHold(changes)).toEqual({
    reason: to("Court"),
    "What it keeps": to("One record"),
    Contact: to("01a2"),
  });
  expect(changesOfHold({ scope: to("user"), userId: to("01a2") })).toEqual({
    "What it keeps": to("What one person did, and what was done to them"),
    Person: to("01a2"),
  });
  expect(changesOfHold({ releasedAt: to("2026-11-23T00:00:00Z"), releaseReason: to("Settled") })).toEqual({
    Released: to("2026-11-23T00:00:00Z"),
    "Why it ended": to("Settled"),
  });
});
