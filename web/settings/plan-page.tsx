import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { PlanState } from "../api/contract.ts";
import { Progress } from "../components/progress.tsx";
import { Segments } from "../components/segments.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatBytes, formatDecimal } from "../records/format.ts";
import { useNarrow } from "../records/list/use-narrow.ts";
import { billingQuery, planNames, untilPaid } from "./billing/billing-queries.ts";
import { Invoices } from "./billing/invoices.tsx";
import { PaymentSection } from "./billing/payment-section.tsx";
import { PlanCards } from "./billing/plan-cards.tsx";
import { intervalsOf } from "./billing/plan-choice.tsx";
import { PlanTable } from "./billing/plan-table.tsx";
import type { PlansProps } from "./billing/plan-terms.ts";
import { boxClass, Section } from "./section.tsx";

const planQuery = queryOptions({
  queryKey: ["plan"],
  queryFn: ({ signal }) => call("GET /api/organization/plan", { signal }),
  refetchInterval: ({ state }) => untilPaid(state.data?.plan !== "FREE", state.dataUpdateCount),
});

type Quota = PlanState["quotas"][number];

const quotaWords: Record<Quota["name"], { label: string; about: string }> = {
  members: { label: "People", about: "Members and open invitations" },
  records: { label: "Records", about: "Of all types, including those in the trash" },
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
          (limited ? "Your usage, and what the plan allows." : "Only the calls of API keys are limited.") +
          (configured ? "" : " The operator of this installation can change your plan.")
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

function AllPlans(props: Omit<PlansProps, "interval">) {
  const narrow = useNarrow();
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
      {narrow ? <PlanCards {...props} interval={chosen} /> : <PlanTable {...props} interval={chosen} />}
    </Section>
  );
}
