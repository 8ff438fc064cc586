import { expect, test } from "vitest";
import { internalOrigin } from "../access/caller.ts";
import type { Actor } from "../access/caller.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { operatorLog } from "./append.ts";
import type { Event } from "./disclosure.ts";
import { deniedOf, denialLog, mostKinds } from "./denial-log.ts";
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
  return { log, events, repeated: () => events.map(({ leaf }) => leaf.context["repeated"]) };
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

test("whoever varies what they ask for is told of one by one up to a number, and then counted", async () => {
  const { log, events, repeated } = kept();
  const denials = log();
  for (let n = 0; n < 100_000; n += 1)
    await denials.note(
      actor("v"),
      { ...origin, userAgent: String(n), route: `GET /api/${n % 7}` },
      { ...denial, resourceId: String(n) },
    );
  expect(events).toHaveLength(mostKinds.caller);
  await denials.flush();
  expect(events).toHaveLength(mostKinds.caller + 1);
  expect(events.at(-1)!.leaf).toMatchObject({ resource: "various", actor: { id: "v" }, organizationId: "o" });
  expect(repeated().at(-1)).toBe(100_000 - mostKinds.caller);
  // Another one of the organization is not hidden by them.
  await denials.note(actor("w"), origin, denial);
  expect(events.at(-1)!.leaf.actor.id).toBe("w");
});

test("100,000 strangers from as many networks leave a bounded number of events", async () => {
  const { log, events, repeated } = kept();
  const denials = log();
  const networks = Array.from({ length: 100_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  const stranger = deniedOf({ type: "nobody" });
  for (const ip of networks)
    await denials.note(stranger, { ...origin, ip }, { resource: "session", reason: "rate limit" });
  expect(events).toHaveLength(mostKinds.log);
  await denials.flush();
  expect(events).toHaveLength(mostKinds.log + 1);
  expect(events.at(-1)!.leaf).toMatchObject({ organizationId: operatorLog, actor: { type: "system" } });
  expect(repeated().at(-1)).toBe(100_000 - mostKinds.log);
  await denials.note(actor("v"), origin, denial);
  expect(events.at(-1)!.leaf.organizationId).toBe("o");
});

test("when their windows have closed, refusals are told one by one again", async () => {
  const { log, events } = kept();
  const denials = log();
  const many = async () => {
    for (let n = 0; n < 100; n += 1) await denials.note(actor("v"), origin, { ...denial, resourceId: String(n) });
    await denials.flush();
  };
  await many();
  const once = events.length;
  await many();
  expect(events).toHaveLength(2 * once);
});
