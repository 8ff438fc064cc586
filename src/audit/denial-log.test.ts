import { expect, test } from "vitest";
import { internalOrigin } from "../access/caller.ts";
import type { Actor } from "../access/caller.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { Event } from "./append.ts";
import { denialLog } from "./denial-log.ts";
import type { Denial } from "./denial-log.ts";

const actor = (userId: string): Actor => ({
  type: "user",
  userId,
  organizationId: "o",
  role: "viewer",
  name: "V",
  method: "session",
});
const origin = internalOrigin("DELETE /api/accounts/{id}");
const denial: Denial = { resource: "account", resourceId: "1", reason: "records.write" };

function kept() {
  const events: Event[] = [];
  const log = (windowMilliseconds?: number) =>
    denialLog({
      write: async (event) => void events.push(event),
      clock: systemClock,
      windowMilliseconds,
      failed: () => undefined,
    });
  return { log, repeated: () => events.map(({ leaf }) => leaf.context["repeated"]) };
}

test("a thousand refusals of one kind are two events: at once, and with the count of the rest", async () => {
  const { log, repeated } = kept();
  const denials = log();
  for (let turn = 0; turn < 1_000; turn += 1) await denials.note(actor("v"), origin, denial);
  expect(repeated()).toEqual([undefined]);
  await denials.flush();
  await denials.flush();
  expect(repeated()).toEqual([undefined, 999]);
});

test("another person, record or reason is another event; one refusal alone is told once", async () => {
  const { log, repeated } = kept();
  const denials = log();
  await denials.note(actor("v"), origin, denial);
  await denials.note(actor("w"), origin, denial);
  await denials.note(actor("v"), origin, { ...denial, resourceId: "2" });
  await denials.note(actor("v"), origin, { ...denial, reason: "rate limit" });
  await denials.flush();
  expect(repeated()).toEqual([undefined, undefined, undefined, undefined]);
});

test("a window closes by itself, and the next refusal opens another", async () => {
  const { log, repeated } = kept();
  const denials = log(5);
  await denials.note(actor("v"), origin, denial);
  await denials.note(actor("v"), origin, denial);
  await expect.poll(repeated).toEqual([undefined, 1]);
  await denials.note(actor("v"), origin, denial);
  expect(repeated()).toEqual([undefined, 1, undefined]);
});

test("who varies what they ask for keeps no more than so many windows open", async () => {
  const { log, repeated } = kept();
  const denials = log();
  for (let turn = 0; turn < 2; turn += 1) await denials.note(actor("first"), origin, denial);
  for (let n = 0; n < 10_000; n += 1) await denials.note(actor("v"), origin, { ...denial, resourceId: String(n) });
  expect(repeated().filter((count) => count === 1)).toHaveLength(1);
});
