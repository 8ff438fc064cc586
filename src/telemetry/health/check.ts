export const checkNames = [
  "database",
  "redis",
  "storage",
  "mail",
  "jobs",
  "audit",
  "disk",
  "certificate",
  "clock",
  "stripe",
] as const;
export type CheckName = (typeof checkNames)[number];

export const checkStatuses = ["up", "degraded", "down", "not_configured"] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** What a look found. Facts are numbers and words of ours, never the text of an error. */
export interface Finding {
  status: CheckStatus;
  facts?: Readonly<Record<string, number | string | null>>;
}

/** One thing that the product needs. */
export interface Check {
  name: CheckName;
  /** How old a finding may be before somebody who asks has it looked at again. */
  everyMilliseconds: number;
  /** What takes longer counts as down. */
  timeoutMilliseconds: number;
  /** A rejection counts as down. */
  look(): Promise<Finding>;
}

/** A finding with when it was made and how long it took. */
export interface Checked extends Finding {
  name: CheckName;
  /** Milliseconds; null where nothing was asked. */
  responseTime: number | null;
  checkedAt: string;
}
