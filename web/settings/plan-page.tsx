import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Billing, PlanState } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Progress } from "../components/progress.tsx";
import { Segments } from "../components/segments.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatBytes, formatDecimal } from "../records/format.ts";
import { billingQuery, planNames, untilPaid } from "./billing/billing-queries.ts";
import { Invoices } from "./billing/invoices.tsx";
import { formatPrice } from "./billing/money.ts";
import { PaymentSection } from "./billing/payment-section.tsx";
import { intervalsOf, PlanChoice } from "./billing/plan-choice.tsx";
import { boxClass, Section } from "./section.tsx";

const planQuery = queryOptions({
  queryKey: ["plan"],
  queryFn: ({ signal }) => call("GET /api/organization/plan", { signal }),
  refetchInterval: ({ state }) => untilPaid(state.data?.plan !== "FREE", state.dataUpdateCount),
});

type Quota = PlanState["quotas"][number];
type Terms = PlanState["plans"][number];

const quotaWords: Record<Quota["name"], { label: string; about: string }> = {
  members: { label: "People", about: "Members, and invitations that are open" },
  records: { label: "Records", about: "Of all types, those in the trash included" },
  storageBytes: { label: "Storage", about: "All versions of all documents" },
};

/** Which plan the organization is on, how much of it is used, what the others give, and what is paid. */
export function PlanPage() {
  const plan = useQuery(planQuery);
  const billing = useQuery(billingQuery);
  if (plan.isPending || billing.isPending) return <SkeletonLines lines={6} />;
  if (plan.isError) return <ErrorState error={plan.error} retry={() => void plan.refetch()} />;
  if (billing.isError) return <ErrorState error={billing.error} retry={() => void billing.refetch()} />;
  const { configured, payments } = billing.data;
  const { plan: present, quotas, plans } = plan.data;
  const limited = quotas.some(({ limit }) => limit !== null);
  return (
    <>
      <Section
        title={`${planNames[present]} plan`}
        intro={
          (limited ? "What is used, and what the plan allows." : "Nothing but the calls of API keys is limited.") +
          (configured ? "" : " Whoever runs this installation can put you on another plan.")
        }
      >
        <ul className={boxClass}>
          {quotas.map((quota) => (
            <QuotaLine key={quota.name} quota={quota} />
          ))}
        </ul>
      </Section>
      {configured && <PaymentSection billing={billing.data} />}
      <AllPlans plans={plans} present={present} billing={billing.data} />
      {(configured || payments.length > 0) && <Invoices invoices={payments} />}
    </>
  );
}

function QuotaLine({ quota: { name, used, limit } }: { quota: Quota }) {
  const { label, about } = quotaWords[name];
  const amount = (of: number) => (name === "storageBytes" ? formatBytes(of) : formatDecimal(of));
  const full = limit !== null && used >= limit;
  return (
    <li className="px-4 py-3">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span>
          {label}
          <span className="block text-xs text-ink-faint">{about}</span>
        </span>
        <span className={`shrink-0 tabular-nums ${full ? "text-danger" : "text-ink-muted"}`}>
          {limit === null ? amount(used) : `${amount(used)} of ${amount(limit)}`}
        </span>
      </div>
      {limit !== null && <Progress label={`${label} used`} part={Math.min(used / Math.max(limit, 1), 1)} />}
    </li>
  );
}

const rows: { label: string; of: (terms: Terms) => string }[] = [
  { label: "API calls an hour", of: ({ callsPerHour }) => formatDecimal(callsPerHour) },
  { label: "People", of: ({ members }) => upTo(members, formatDecimal) },
  { label: "Records", of: ({ records }) => upTo(records, formatDecimal) },
  { label: "Storage", of: ({ storageBytes }) => upTo(storageBytes, formatBytes) },
  { label: "Audit log kept", of: ({ retentionDays }) => keptText(retentionDays.usual, retentionDays.longest) },
];

type PlansProps = { plans: Terms[]; present: Terms["plan"]; billing: Billing };

function AllPlans(props: PlansProps) {
  const { billing } = props;
  const intervals = intervalsOf(billing);
  const [chosen, setChosen] = useState(billing.subscription?.interval ?? intervals[0] ?? "month");
  return (
    <Section
      title="All plans"
      action={
        intervals.length > 1 && (
          <Segments
            label="Paid"
            value={chosen}
            options={[
              { value: "month", label: "Monthly" },
              { value: "year", label: "Yearly" },
            ]}
            onChange={setChosen}
          />
        )
      }
    >
      <PlanTable {...props} interval={chosen} />
    </Section>
  );
}

function PlanTable({ plans, present, billing, interval }: PlansProps & { interval: "month" | "year" }) {
  const offerOf = (plan: Terms["plan"]) =>
    billing.offers.find((offer) => offer.plan === plan && offer.interval === interval);
  return (
    <div className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left">
            <td className="px-3 py-2 sm:px-4" />
            {plans.map(({ plan }) => (
              <th key={plan} scope="col" className="px-3 py-2 sm:px-4 font-medium whitespace-nowrap">
                {planNames[plan]} {plan === present && <Badge>yours</Badge>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {billing.configured && (
            <tr>
              <th scope="row" className="px-3 py-2 text-left font-normal text-ink-muted sm:px-4">
                Price
              </th>
              {plans.map(({ plan }) => {
                const offer = offerOf(plan);
                return (
                  <td key={plan} className="px-3 py-2 tabular-nums sm:px-4">
                    {offer ? formatPrice(offer) : plan === "FREE" ? "free" : "on request"}
                  </td>
                );
              })}
            </tr>
          )}
          {rows.map(({ label, of }) => (
            <tr key={label}>
              <th scope="row" className="px-3 py-2 sm:px-4 text-left font-normal text-ink-muted">
                {label}
              </th>
              {plans.map((terms) => (
                <td key={terms.plan} className="px-3 py-2 tabular-nums sm:px-4">
                  {of(terms)}
                </td>
              ))}
            </tr>
          ))}
          {billing.offers.length > 0 && (
            <tr>
              <td />
              {plans.map(({ plan }) => {
                const offer = offerOf(plan);
                return (
                  <td key={plan} className="px-3 py-2.5 sm:px-4">
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

function upTo(limit: number | null, format: (value: number) => string): string {
  return limit === null ? "no\u00a0limit" : format(limit);
}

function keptText(usual: number, longest: number): string {
  const years = Math.round(usual / 365);
  const kept = usual < 365 ? `${usual}\u00a0days` : `${years}\u00a0${years === 1 ? "year" : "years"}`;
  return longest > usual ? `${kept}, or longer` : kept;
}
