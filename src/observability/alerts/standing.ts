import { isBack, isOver } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** How a rule stands between two evaluations. */
export interface Standing {
  isOpen: boolean;
  overSince: Date | null;
  underSince: Date | null;
  /** When it was measured last. */
  measuredAt: Date | null;
}

export interface Step {
  overSince: Date | null;
  underSince: Date | null;
  turn: "raise" | "resolve" | null;
}

/** Of what was between two measures that are further apart, nothing is known: waiting begins anew. */
const longestGapMinutes = 5;
const minute = 60_000;

/** What a new value means; null is well. */
export function step(
  rule: Pick<Rule, "when" | "back" | "holdsMinutes" | "backMinutes">,
  threshold: number,
  { isOpen, overSince, underSince, measuredAt }: Standing,
  value: number | null,
  now: Date,
): Step {
  const hasGap = measuredAt === null || now.getTime() - measuredAt.getTime() > longestGapMinutes * minute;
  const sinceWhen = (since: Date | null) => (hasGap ? now : (since ?? now));
  const lasts = (since: Date, minutes: number) => now.getTime() - since.getTime() >= minutes * minute;
  if (!isOpen) {
    if (value === null || !isOver(rule, threshold, value)) return { overSince: null, underSince: null, turn: null };
    const since = sinceWhen(overSince);
    return { overSince: since, underSince: null, turn: lasts(since, rule.holdsMinutes) ? "raise" : null };
  }
  if (value !== null && !isBack(rule, threshold, value)) return { overSince, underSince: null, turn: null };
  const since = sinceWhen(underSince);
  if (!lasts(since, rule.backMinutes)) return { overSince, underSince: since, turn: null };
  return { overSince: null, underSince: null, turn: "resolve" };
}
