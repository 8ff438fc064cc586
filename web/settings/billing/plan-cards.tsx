import { Badge } from "../../components/badge.tsx";
import { planNames } from "./billing-queries.ts";
import { PlanChoice } from "./plan-choice.tsx";
import { offerOf, type PlansProps, termsOf } from "./plan-terms.ts";

/** All plans under each other, where there is no room for a table. */
export function PlanCards(props: PlansProps) {
  const { plans, present, billing, interval } = props;
  return (
    <ul className="flex flex-col gap-3">
      {plans.map((terms) => {
        const { plan } = terms;
        const offer = offerOf(billing, plan, interval);
        return (
          <li key={plan} className="rounded-xl border border-line px-4 py-3">
            <div className="flex min-h-8 flex-wrap items-center gap-2">
              <h3 className="flex-1 text-sm font-medium">
                {planNames[plan]} {plan === present && <Badge>yours</Badge>}
              </h3>
              {offer && <PlanChoice key={interval} offer={offer} billing={billing} />}
            </div>
            <dl className="mt-1 text-sm">
              {termsOf(props).map(({ label, of }) => (
                <div key={label} className="flex justify-between gap-4 py-1">
                  <dt className="text-ink-muted">{label}</dt>
                  <dd className="text-right tabular-nums">{of(terms)}</dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
