import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { reasonOf } from "../../api/problem.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Skeleton } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { billingQuery, type Offer, planNames } from "./billing-queries.ts";
import { formatAmount, formatPrice } from "./money.ts";

/** Says what another plan costs now, and changes to it. */
export function ChangePlan({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { plan, interval } = offer;
  const queryClient = useQueryClient();
  const preview = useQuery({
    queryKey: ["billing", "preview", plan, interval],
    queryFn: ({ signal }) => call("GET /api/organization/billing/preview", { query: { plan, interval }, signal }),
    gcTime: 0,
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Change to ${planNames[plan]}, ${formatPrice(offer) || `by the ${interval}`}?`}
      description={
        <>
          <p>The plan changes at once. What you have paid for the remaining time is credited.</p>
          <p className="mt-2 font-medium text-ink" aria-live="polite">
            {preview.isPending && <Skeleton className="inline-block h-4 w-48" />}
            {preview.isError && `What it would cost now is unknown: ${reasonOf(preview.error)}`}
            {preview.data && nowText(preview.data.amountDue, preview.data.currency)}
          </p>
        </>
      }
      action={`Change to ${planNames[plan]}`}
      look="primary"
      onConfirm={async () => {
        const state = await call("POST /api/organization/billing/plan", { body: { plan, interval } });
        queryClient.setQueryData(billingQuery.queryKey, state);
        toast.done({ title: `The organization is on ${planNames[plan]}` });
        await queryClient.invalidateQueries();
      }}
    />
  );
}

function nowText(amount: number, currency: string): string {
  if (amount > 0) return `${formatAmount(amount, currency)} are paid now.`;
  if (amount < 0) return `Nothing is paid now; ${formatAmount(-amount, currency)} count towards the next payments.`;
  return "Nothing is paid now.";
}
