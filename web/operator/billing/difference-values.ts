import type { BillingDifference } from "../../api/contract.ts";
import { formatMoment } from "../../records/format.ts";
import { planNames } from "../../settings/billing/billing-queries.ts";
import { formatPrice } from "../../settings/billing/money.ts";

/** One thing as both sides have it; what one does not have is empty. */
export type Compared = { label: string; ours: string; theirs: string };
type Side = BillingDifference["ours"];

const rows: { label: string; of: (side: NonNullable<Side>) => string }[] = [
  { label: "Status", of: ({ status }) => text(status).replaceAll("_", " ") },
  { label: "Plan", of: ({ status, plan }) => (status ? planText(plan) : "") },
  { label: "Price", of: priceOf },
  { label: "Price id", of: ({ priceId }) => text(priceId) },
  { label: "Paid until", of: ({ currentPeriodEnd }) => momentText(currentPeriodEnd) },
  { label: "Ends", of: ({ endsAt }) => momentText(endsAt) },
  { label: "Subscription", of: ({ subscriptionId }) => text(subscriptionId) },
];

/** In what the two sides differ; where only one has it, all that it has. */
export function comparedIn({ kind, ours, theirs }: BillingDifference): Compared[] {
  if (kind === "another plan")
    return [{ label: "Plan", ours: planText(ours?.["plan"]), theirs: `pays for ${planText(ours?.["paid"])}` }];
  const all = rows.map(({ label, of }) => ({ label, ours: ours ? of(ours) : "", theirs: theirs ? of(theirs) : "" }));
  const several = theirs?.["subscriptions"];
  const differing = all.filter((row) => row.ours !== row.theirs);
  if (Array.isArray(several))
    return [{ label: "Subscriptions", ours: text(ours?.["subscriptionId"]), theirs: several.join(", ") }];
  if (kind === "unknown price" && differing.length === 0) return all.filter(({ label }) => label.startsWith("Price"));
  return differing;
}

function priceOf({ amount, currency, interval }: NonNullable<Side>): string {
  return formatPrice({
    amount: typeof amount === "number" ? amount : null,
    currency: typeof currency === "string" ? currency : null,
    interval: interval === "month" || interval === "year" ? interval : null,
  });
}

function planText(plan: unknown): string {
  return plan === "FREE" || plan === "PRO" || plan === "ENTERPRISE" ? planNames[plan] : "none of ours";
}

function momentText(moment: unknown): string {
  return typeof moment === "string" ? formatMoment(moment) : "";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
