import { z } from "zod";
import { openEndpoint, unaudited } from "../api/endpoint.ts";
import { readText } from "../api/read-request.ts";
import type { Services } from "../api/services.ts";
import type { PaymentEvent } from "../ports/payments.ts";
import { Problem } from "../problems.ts";
import { across } from "./follow.ts";
import { notPaid } from "./not-paid.ts";

/** What may change what an organization has; of anything else there is nothing to do. */
const relevant = /^(customer\.subscription\.|customer\.deleted$|invoice\.|checkout\.session\.)/;
const largestBytes = 512 * 1024;

export const webhookEndpoints = [
  openEndpoint({
    route: "POST /api/billing/stripe-webhook",
    summary: "What Stripe tells, signed by it",
    resource: "subscription",
    may: "anyone",
    // Stripe sends many from few addresses; what is not signed by it costs little.
    limit: "free",
    audit: unaudited("only starts a job; what that finds has its events"),
    unidentified: () => true,
    input: {
      body: {
        schema: z.looseObject({ id: z.string(), type: z.string() }).describe("An event of Stripe's"),
        media: ["application/json"],
        read: "stream",
      },
    },
    output: { status: 200, body: z.object({ received: z.literal(true) }) },
    handle: async ({ request }, _, services) => {
      const payments = services.payments ?? notPaid();
      const signature = request.headers.get("stripe-signature");
      if (signature === null) throw new Problem("invalid-input", "The signature (Stripe-Signature) is missing.");
      await take(services, payments.readEvent(await readText(request, largestBytes), signature));
      return { received: true as const };
    },
  }),
];

/** Starts the work once, and answers at once: Stripe gives up on who thinks long. */
async function take({ db, jobs }: Services, { id, type, customerId }: PaymentEvent): Promise<void> {
  if (customerId === null || !relevant.test(type)) return;
  await db.transaction(across, async (sql) => {
    const [found] = await sql.query<{ organizationId: string }>(
      `select organization_id as "organizationId" from subscription where customer_id = $1`,
      [customerId],
    );
    if (!found) return;
    const fresh = await sql.query(
      "insert into stripe_event (id, type) values ($1, $2) on conflict do nothing returning 1",
      [id, type],
    );
    if (fresh.length > 0) await jobs.enqueue(sql, "follow-subscription", found);
  });
}
