import { Badge } from "../../components/badge.tsx";
import { planNames } from "./billing-queries.ts";
import { PlanChoice } from "./plan-choice.tsx";
import { offerOf, type PlansProps, termsOf } from "./plan-terms.ts";

/** All plans beside each other. */
export function PlanTable(props: PlansProps) {
  const { plans, present, billing, interval } = props;
  return (
    <div className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left">
            <td className="px-4 py-2" />
            {plans.map(({ plan }) => (
              <th key={plan} scope="col" className="px-4 py-2 font-medium whitespace-nowrap">
                {planNames[plan]} {plan === present && <Badge>yours</Badge>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {termsOf(props).map(({ label, of }) => (
            <tr key={label}>
              <th scope="row" className="px-4 py-2 text-left font-normal text-ink-muted">
                {label}
              </th>
              {plans.map((terms) => (
                <td key={terms.plan} className="px-4 py-2 tabular-nums">
                  {of(terms)}
                </td>
              ))}
            </tr>
          ))}
          {billing.offers.length > 0 && (
            <tr>
              <td />
              {plans.map(({ plan }) => {
                const offer = offerOf(billing, plan, interval);
                return (
                  <td key={plan} className="px-4 py-2.5">
                    {offer && <PlanChoice key={interval} offer={offer} billing={billing} />}
                  </td>
                );
              })}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
