import { queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { Billing } from "../../api/contract.ts";
import type { PlanState } from "../../api/contract.ts";

export type Offer = Billing["offers"][number];
export type Interval = Offer["interval"];
export type Subscription = NonNullable<Billing["subscription"]>;
export type Invoice = Billing["payments"][number];

export const planNames: Record<PlanState["plan"], string> = { FREE: "Free", PRO: "Pro", ENTERPRISE: "Enterprise" };

const justPaidMs = 2_000;
/** Then something is wrong with events, and looking often does not help. */
const mostLooks = 60;

/** Whether somebody has just come back from paying. */
export function comesFromPaying(): boolean {
  return new URLSearchParams(location.search).get("checkout") === "done";
}

/** When to look again after somebody has paid, until that is known. */
export function untilPaid(known: boolean, looks: number): number | false {
  return comesFromPaying() && !known && looks < mostLooks ? justPaidMs : false;
}

/** What is paid; looked at again and again until Stripe has told of what was paid just now. */
export const billingQuery = queryOptions({
  queryKey: ["billing"],
  queryFn: ({ signal }) => call("GET /api/organization/billing", { signal }),
  refetchInterval: ({ state }) => untilPaid(state.data?.subscription?.going === true, state.dataUpdateCount),
});
