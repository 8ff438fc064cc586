import { formatDecimal } from "../../records/format.ts";
import type { RecordType } from "../../records/model.ts";
import { daysText } from "../days-text.ts";
import type { Policy, RetentionState } from "./policy-queries.ts";

type About = Pick<Policy, "recordType" | "basis" | "days" | "statuses" | "act">;

/** "Leads: lost" */
export function whichOf({ recordType, basis, statuses }: About, types: RecordType[], state: RetentionState): string {
  const plural = types.find(({ name }) => name === recordType)?.pluralLabel ?? recordType;
  if (basis === "trashed") return `${plural} in the trash`;
  const known = state.types.find((one) => one.recordType === recordType)?.statuses ?? [];
  const labels = statuses?.map((value) => (known.find((one) => one.value === value)?.label ?? value).toLowerCase());
  return labels ? `${plural}: ${labels.join(", ")}` : plural;
}

/** "After 2 years (730 days) without a change, to the trash" */
export function ruleOf({ basis, days, act }: About): string {
  const since = basis === "trashed" ? "in it" : "without a change";
  return `After ${daysText(days)} ${since}, ${act === "trash" ? "to the trash" : "for good"}`;
}

export function recordsText(count: number): string {
  return count === 1 ? "1 record" : `${formatDecimal(count)} records`;
}

export function isAhead(moment: string): boolean {
  return Date.parse(moment) > Date.now();
}
