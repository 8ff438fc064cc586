import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { billingQuery } from "../settings/billing/billing-queries.ts";
import { useLeave } from "../settings/billing/leave-for.ts";
import { whatComes, whatIsPaid } from "../settings/billing/payment-words.ts";

const EndSubscription = lazy(() =>
  import("../settings/billing/end-subscription.tsx").then((module) => ({ default: module.EndSubscription })),
);

/** What is paid though nobody can work: an owner can end it, and go to Stripe's pages. Nothing where nothing is paid. */
export function SuspendedBilling() {
  const { data: billing } = useQuery({ ...billingQuery, retry: false });
  const { leaving, leave } = useLeave();
  const [asking, setAsking] = useState(false);
  const subscription = billing?.subscription;
  if (!billing || !subscription?.going) return null;
  return (
    <section aria-labelledby="paid" className="mb-5 rounded-lg border border-line px-4 py-3">
      <h2 id="paid" className="text-sm font-medium">
        {subscription.endsAt === null ? "The subscription goes on" : "The subscription ends"}
      </h2>
      <p className="mt-0.5 text-sm text-pretty text-ink-muted">
        {[whatIsPaid(subscription), whatComes(billing)].filter(Boolean).join(". ")}.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {subscription.endsAt === null && (
          <Button size="sm" onClick={() => setAsking(true)}>
            Cancel the subscription…
          </Button>
        )}
        {billing.customer && (
          <Button
            size="sm"
            busy={leaving !== null}
            onClick={() => void leave("portal", () => call("POST /api/organization/billing/portal"))}
          >
            Cards and invoices
          </Button>
        )}
      </div>
      <Suspense>
        {asking && <EndSubscription subscription={subscription} suspended onClose={() => setAsking(false)} />}
      </Suspense>
    </section>
  );
}
