import { wallTime } from "../records/clock.ts";

/** Days counted back from today, so that an address and a kept search mean the same next month. */
export const periods = [
  { name: "today", label: "Today", from: 0, to: 0 },
  { name: "yesterday", label: "Yesterday", from: 1, to: 1 },
  { name: "7d", label: "Last 7 days", from: 6, to: 0 },
  { name: "30d", label: "Last 30 days", from: 29, to: 0 },
] as const;

/** The first and the last day of a period by its name; undefined for a name that is none. */
export function daysOf(name: string | undefined): { startDate: string; endDate: string } | undefined {
  const period = periods.find((one) => one.name === name);
  return period && { startDate: daysAgo(period.from), endDate: daysAgo(period.to) };
}

export function daysAgo(days: number): string {
  return wallTime(new Date(Date.now() - days * 86_400_000)).slice(0, 10);
}
