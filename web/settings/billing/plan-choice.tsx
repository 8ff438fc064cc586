import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { Billing } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { type Interval, type Offer, planNames } from "./billing-queries.ts";
import { useLeave } from "./leave-for.ts";

const ChangePlan = lazy(() => import("./change-plan.tsx").then((module) => ({ default: module.ChangePlan })));

/** How often a plan can be paid for, where there is a choice. */
export function intervalsOf({ offers }: Billing): Interval[] {
  return (["month", "year"] as const).filter((interval) => offers.some((offer) => offer.interval === interval));
}

/** Takes another plan: where nothing is paid yet on a page of Stripe's, else here. */
export function PlanChoice({ offer, billing: { subscription } }: { offer: Offer; billing: Billing }) {
  const { plan, interval } = offer;
  const { leaving, leave } = useLeave();
  const [asking, setAsking] = useState(false);
  const going = subscription?.going === true;
  if (going && subscription.plan === plan && subscription.interval === interval)
    return <span className="text-xs text-ink-faint">Paid by the {interval}</span>;
  const choose = () =>
    going
      ? setAsking(true)
      : void leave(plan, () => call("POST /api/organization/billing/checkout", { body: { plan, interval } }));
  const isSame = going && subscription.plan === plan;
  return (
    <>
      <Button size="sm" look={going ? "secondary" : "primary"} busy={leaving !== null} onClick={choose}>
        {isSame ? `Pay by the ${interval}` : `Choose ${planNames[plan]}`}
      </Button>
      <Suspense>{asking && <ChangePlan offer={offer} onClose={() => setAsking(false)} />}</Suspense>
    </>
  );
}
