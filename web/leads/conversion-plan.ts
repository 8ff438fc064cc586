import { isEmpty, type StoredRecord } from "../records/model.ts";

/** What somebody decided about a lead's conversion. */
export type ConversionPlan = {
  account: "found" | "new" | "other" | "none";
  accountName: string;
  otherAccountId: string | null;
  withOpportunity: boolean;
  opportunity: Record<string, unknown>;
};

export type Match = { id: string; title: string } | null;

/** What follows from the lead, with what is here already. */
export function planFor(lead: StoredRecord, found: Match, currency: string | undefined): ConversionPlan {
  const company = typeof lead["company"] === "string" ? lead["company"] : "";
  return {
    account: found ? "found" : company ? "new" : "none",
    accountName: company,
    otherAccountId: null,
    withOpportunity: true,
    opportunity: {
      name: company || lead.displayName,
      amount: lead["estimatedAmount"] ?? null,
      currency: lead["currency"] ?? currency ?? null,
    },
  };
}

/** The body of POST /api/leads/{id}/convert. */
export function bodyOfPlan(plan: ConversionPlan, found: Match, contact: Match) {
  const { name, ...others } = plan.opportunity;
  const filled = Object.entries(others).filter(
    ([member, value]) => !isEmpty(value) && (member !== "currency" || !isEmpty(others["amount"])),
  );
  return {
    account: accountOf(plan, found),
    ...(contact && { contact: { id: contact.id } }),
    createOpportunity: plan.withOpportunity,
    ...(plan.withOpportunity && { opportunity: { name, ...Object.fromEntries(filled) } }),
    // Who chose a new account means a new one.
    matchExisting: false,
  };
}

function accountOf(plan: ConversionPlan, found: Match): { id: string } | { name: string } | null {
  if (plan.account === "found" && found) return { id: found.id };
  if (plan.account === "other" && plan.otherAccountId) return { id: plan.otherAccountId };
  return plan.account === "new" ? { name: plan.accountName } : null;
}
