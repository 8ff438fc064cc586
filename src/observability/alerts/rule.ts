import type { Installation } from "../../telemetry/metrics/installation.ts";
import type { RequestCount } from "../dashboard/rollups.ts";
import type { Minute } from "../../telemetry/minutes/write-minutes.ts";

export const severities = ["critical", "warning"] as const;
export type Severity = (typeof severities)[number];

export const units = [
  "percent",
  "seconds",
  "hours",
  "days",
  "events",
  "jobs",
  "exports",
  "sign-ins",
  "reports",
  "logs",
  "processes",
  "organizations",
  "rules",
] as const;

/** What can be known of the installation at an evaluation. */
export interface Seen {
  now: Date;
  /** Of the last hour, the oldest first. */
  minutes: readonly Minute[];
  /** The last of each process that is there. */
  latest: readonly Minute[];
  /** Of the last so many minutes. */
  requests(minutes: number): Promise<RequestCount>;
  /** Rejects where the database does not tell in time. */
  installation(): Promise<Installation>;
}

/** A value, perhaps with what it is about in words of ours; null where it is not set up, or nothing can be said. */
export type Measured = number | null | { value: number; detail: string };

/** Something that operators are told of. */
export interface Rule {
  /** In addresses, in the log, and of the rule for Prometheus. */
  name: string;
  /** What is wrong, when it is. */
  title: string;
  measures: string;
  unit: (typeof units)[number];
  /** Wrong is what is above the threshold, or below it. */
  when: "above" | "below";
  threshold: number;
  /** What operators may change it to; where both are the threshold, it cannot be changed. */
  least: number;
  most: number;
  /** Back again is what is within this part of the threshold: below 1 of `above`, beyond it of `below`. */
  back: number;
  /** For how long it must be wrong before it is raised, and back before it is resolved. */
  holdsMinutes: number;
  backMinutes: number;
  severity: Severity;
  /** Tells of customers and not of the installation: the health score leaves it out. */
  ofBusiness?: true;
  /** What to do next, in a sentence or two. */
  next: string;
  /** Rejects where it cannot be told, which is an alert of its own. */
  measure(seen: Seen): Measured | Promise<Measured>;
  /** The same in PromQL, in the same unit; null where Prometheus cannot know. */
  prometheus: string | null;
}

/** Whether a value is beyond the threshold. */
export function isOver({ when }: Pick<Rule, "when">, threshold: number, value: number): boolean {
  return when === "above" ? value > threshold : value < threshold;
}

/** Where a value must come back to: not quite the threshold, or what trembles there would be raised again and again. */
export function backAt({ back }: Pick<Rule, "back">, threshold: number): number {
  return threshold * back;
}

/** Whether a value is well again. */
export function isBack(rule: Pick<Rule, "when" | "back">, threshold: number, value: number): boolean {
  const bound = backAt(rule, threshold);
  return rule.when === "above" ? value <= bound : value >= bound;
}
