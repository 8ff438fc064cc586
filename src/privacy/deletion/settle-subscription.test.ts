import { afterAll, expect, test } from "vitest";
import { postgres } from "../../adapters/postgres.ts";
import { freshDatabase } from "../../../tests/database.ts";
import { testOrganization } from "../../../tests/organization.ts";
import type { SubscriptionOutcome } from "../../ports/subscriptions.ts";
import { settleSubscription } from "./settle-subscription.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");

async function settled(outcome: SubscriptionOutcome) {
  const mails: unknown[] = [];
  const tools = {
    db,
    jobs: { enqueue: async (_: unknown, kind: string, mail: unknown) => void mails.push([kind, mail]) },
    settings: { publicUrl: "https://crm.test" },
    subscriptions: { cancel: async () => outcome, resume: async () => outcome },
  };
  return { outcome: await settleSubscription(tools as never, acme.id), mails };
}

test("what is collected again is no news", async () => {
  expect(await settled("done")).toEqual({ outcome: "done", mails: [] });
});

test("owners are told of a subscription that did not come back with its organization", async () => {
  const { outcome, mails } = await settled("not restored");
  expect(outcome).toBe("not restored");
  const told = { to: acme.actor.email, text: expect.stringContaining("https://crm.test/settings/plan") };
  expect(mails).toEqual([["send-mail", expect.objectContaining(told)]]);
});
