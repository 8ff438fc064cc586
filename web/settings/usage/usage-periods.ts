import { formatDate, formatMoment, formatTime } from "../../records/format.ts";
import type { OrganizationUsage } from "../../api/contract.ts";

/** How far back, and in what steps. */
export const usagePeriods = [
  { name: "24h", label: "24 hours", by: "hour", steps: 24 },
  { name: "7d", label: "7 days", by: "day", steps: 7 },
  { name: "30d", label: "30 days", by: "day", steps: 30 },
  { name: "90d", label: "90 days", by: "day", steps: 90 },
] as const;

export type UsagePeriod = (typeof usagePeriods)[number];

const stepMilliseconds = { hour: 3_600_000, day: 86_400_000 } as const;

/** The period of an address; the shortest for a name that is none. */
export function periodNamed(name: string | undefined): UsagePeriod {
  return usagePeriods.find((period) => period.name === name) ?? usagePeriods[0];
}

/** Where a period begins whose last step is the present one; steps are of UTC, as the server counts. */
export function beginOf({ by, steps }: UsagePeriod, now = Date.now()): string {
  const step = stepMilliseconds[by];
  return new Date((Math.floor(now / step) - steps + 1) * step).toISOString();
}

export type Step = { at: string; requests: number; refused: number };

/** One count for each step, of a key, of people in the app (null) or of all; steps without a request have zeros. */
export function stepsOf({ from, to, series }: OrganizationUsage, by: UsagePeriod["by"], of?: string | null): Step[] {
  const step = stepMilliseconds[by];
  const first = Math.floor(Date.parse(from) / step);
  const count = Math.max(1, Math.ceil(Date.parse(to) / step) - first);
  const steps = Array.from({ length: count }, (_, at) => {
    return { at: new Date((first + at) * step).toISOString(), requests: 0, refused: 0 };
  });
  for (const { at, keyId, requests, refused } of series) {
    const one = steps[Math.floor(Date.parse(at) / step) - first];
    if (!one || (of !== undefined && keyId !== of)) continue;
    one.requests += requests;
    one.refused += refused;
  }
  return steps;
}

/** A step in words: an hour by the reader's clocks, a day of UTC. */
export function wordsOfStep(at: string, by: UsagePeriod["by"]): string {
  return by === "day" ? formatDate(at.slice(0, 10)) : formatMoment(at);
}

/** The same beneath the chart, where the day goes without saying. */
export function markOfStep(at: string, by: UsagePeriod["by"]): string {
  return by === "day" ? formatDate(at.slice(0, 10)) : formatTime(at);
}
