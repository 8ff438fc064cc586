import { CreditCard, TriangleAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { Billing } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { formatDay } from "../../records/format.ts";
import { boxClass, lineClass, Section } from "../section.tsx";
import { useLeave } from "./leave-for.ts";
import { whatComes, whatIsPaid } from "./payment-words.ts";

const EndSubscription = lazy(() =>
  import("./end-subscription.tsx").then((module) => ({ default: module.EndSubscription })),
);

/** What is paid, when next, and where that is managed. */
export function PaymentSection({ billing }: { billing: Billing }) {
  const { subscription, failing, customer } = billing;
  const { leaving, leave } = useLeave();
  const [asking, setAsking] = useState(false);
  const manage = () => void leave("portal", () => call("POST /api/organization/billing/portal"));
  return (
    <Section
      title="Payment"
      action={
        customer && (
          <Button busy={leaving !== null} onClick={manage}>
            <CreditCard aria-hidden />
            Cards and addresses
          </Button>
        )
      }
    >
      {failing && <Failing over={failing.over} until={failing.graceUntil} busy={leaving !== null} onPay={manage} />}
      <div className={boxClass}>
        <div className={lineClass}>
          <div className="min-w-48 flex-1">
            <p className="text-sm">{whatIsPaid(subscription)}</p>
            <p className="text-xs text-ink-faint">{whatComes(billing)}</p>
          </div>
          {subscription?.going && (
            <Button size="sm" onClick={() => setAsking(true)}>
              {subscription.endsAt === null ? "Cancel…" : "Go on…"}
            </Button>
          )}
        </div>
      </div>
      <Suspense>
        {asking && subscription && <EndSubscription subscription={subscription} onClose={() => setAsking(false)} />}
      </Suspense>
    </Section>
  );
}

type FailingProps = { over: boolean; until: string; busy: boolean; onPay: () => void };

function Failing({ over, until, busy, onPay }: FailingProps) {
  return (
    <div
      role="alert"
      className="tone-red mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-2.5 text-sm"
    >
      <TriangleAlert className="size-4 shrink-0" aria-hidden />
      <p className="min-w-56 flex-1 text-pretty">
        {over
          ? "A payment has failed, so the limits of the Free plan apply. Everything is still there; the plan returns once it is paid."
          : `A payment has failed. Until ${formatDay(until)} nothing changes; then the limits of the Free plan apply until it is paid. Nothing is lost.`}
      </p>
      <Button size="sm" busy={busy} onClick={onPay}>
        Pay or change the card
      </Button>
    </div>
  );
}
