import type { Billing, PlanState } from "../../api/contract.ts";
import { formatBytes, formatDecimal } from "../../records/format.ts";
import type { Interval, Offer } from "./billing-queries.ts";
import { formatPrice } from "./money.ts";

export type Terms = PlanState["plans"][number];
export type PlansProps = { plans: Terms[]; present: Terms["plan"]; billing: Billing; interval: Interval };

type Row = { label: string; of: (terms: Terms) => string };

const rows: readonly Row[] = [
  { label: "API calls an hour", of: ({ callsPerHour }) => formatDecimal(callsPerHour) },
  { label: "People", of: ({ members }) => upTo(members, formatDecimal) },
  { label: "Records", of: ({ records }) => upTo(records, formatDecimal) },
  { label: "Storage", of: ({ storageBytes }) => upTo(storageBytes, formatBytes) },
  { label: "Audit log kept", of: ({ retentionDays }) => keptText(retentionDays.usual, retentionDays.longest) },
];

/** What is said of each plan, the price where plans are paid for. */
export function termsOf({ billing, interval }: Pick<PlansProps, "billing" | "interval">): readonly Row[] {
  if (!billing.configured) return rows;
  const price = ({ plan }: Terms) => {
    const offer = offerOf(billing, plan, interval);
    return offer ? formatPrice(offer) : plan === "FREE" ? "free" : "on request";
  };
  return [{ label: "Price", of: price }, ...rows];
}

/** How a plan can be paid for; undefined where it cannot. */
export function offerOf({ offers }: Billing, plan: Terms["plan"], interval: Interval): Offer | undefined {
  return offers.find((offer) => offer.plan === plan && offer.interval === interval);
}

function upTo(limit: number | null, format: (value: number) => string): string {
  return limit === null ? "no\u00a0limit" : format(limit);
}

function keptText(usual: number, longest: number): string {
  const years = Math.round(usual / 365);
  const kept = usual < 365 ? `${usual}\u00a0days` : `${years}\u00a0${years === 1 ? "year" : "years"}`;
  return longest > usual ? `${kept}, or longer` : kept;
}
