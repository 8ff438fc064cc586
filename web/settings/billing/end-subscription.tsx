import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { Confirm } from "../../components/confirm.tsx";
import { toast } from "../../components/toast.tsx";
import { formatDay } from "../../records/format.ts";
import { billingQuery, type Subscription } from "./billing-queries.ts";

type EndSubscriptionProps = {
  subscription: Subscription;
  /** The organization is suspended: nothing else can be done in it. */
  suspended?: boolean;
  onClose: () => void;
};

/** Asks, and lets the subscription end with its period, or takes that back. */
export function EndSubscription({ subscription, suspended = false, onClose }: EndSubscriptionProps) {
  const { endsAt, currentPeriodEnd } = subscription;
  const queryClient = useQueryClient();
  const ends = endsAt === null;
  const until = currentPeriodEnd === null ? "the end of what is paid" : formatDay(currentPeriodEnd);
  return (
    <Confirm
      open
      onClose={onClose}
      title={ends ? "Cancel the subscription?" : "Go on with the subscription?"}
      description={
        ends
          ? suspended
            ? `It ends on ${until}, and nothing is charged after that. When the suspension is over you can go on, or choose a plan again.`
            : `Until ${until} nothing changes. Then the limits of the Free plan apply: everything stays, and can be read and exported.`
          : `It does not end on ${endsAt && formatDay(endsAt)} and is paid as before.`
      }
      action={ends ? "Cancel the subscription" : "Go on"}
      look={ends ? "danger" : "primary"}
      onConfirm={async () => {
        const route = ends ? "POST /api/organization/billing/cancel" : "POST /api/organization/billing/resume";
        queryClient.setQueryData(billingQuery.queryKey, await call(route));
        toast.done({ title: ends ? `The subscription ends on ${until}` : "The subscription goes on" });
      }}
    />
  );
}
