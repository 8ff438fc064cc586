import type { InstallationCount, InstallationDay } from "./installation-counts.ts";
import type { RequestCount } from "./rollups.ts";

const dayMilliseconds = 86_400_000;
const hourMilliseconds = 3_600_000;

/** `2026-11-23`, so many days before the day of `now`, in UTC. */
export function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * dayMilliseconds).toISOString().slice(0, 10);
}

/** The last days, the oldest first, today included. */
export function lastDays(now: Date, many: number): string[] {
  return Array.from({ length: many }, (_, at) => dayBefore(now, many - 1 - at));
}

/** Mondays of the last weeks, the oldest first, this one included. */
export function lastWeeks(now: Date, many: number): string[] {
  const monday = dayBefore(now, (now.getUTCDay() + 6) % 7);
  return Array.from({ length: many }, (_, at) => dayBefore(new Date(`${monday}T00:00:00Z`), 7 * (many - 1 - at)));
}

export const recordNames = [
  "account",
  "contact",
  "lead",
  "opportunity",
  "contract",
  "activity",
  "document",
  "task",
  "project",
  "invoice",
] as const;

export interface GrowthDay {
  day: string;
  /** At the day's end, or now. */
  organizations: number;
  users: number;
  records: number;
  storageBytes: number;
  newOrganizations: number;
  newUsers: number;
  newRecords: number;
}

/** How much there was on each of the days: what there is, less what came since, and with what went since. */
export function growthOf(
  counts: readonly InstallationCount[],
  days: readonly InstallationDay[],
  wanted: readonly string[],
): GrowthDay[] {
  const named = (names: readonly string[]) => {
    const changes = new Map<string, { added: number; net: number }>();
    for (const { day, name, added, removed } of days) {
      if (!names.includes(name)) continue;
      const one = changes.get(day) ?? { added: 0, net: 0 };
      changes.set(day, { added: one.added + added, net: one.net + added - removed });
    }
    let amount = totalOf(counts, names);
    // What says that it is of a later day than the last is of nobody's past.
    for (const [day, { net }] of changes) if (day > wanted.at(-1)!) amount -= net;
    const told = new Map<string, { amount: number; added: number }>();
    for (const day of wanted.toReversed()) {
      const { added = 0, net = 0 } = changes.get(day) ?? {};
      told.set(day, { amount: Math.max(0, amount), added });
      amount -= net;
    }
    return told;
  };
  const [organizations, users, storage] = ["organization", "user", "storage"].map((name) => named([name]));
  const records = named(recordNames);
  return wanted.map((day) => ({
    day,
    organizations: organizations!.get(day)!.amount,
    users: users!.get(day)!.amount,
    records: records.get(day)!.amount,
    storageBytes: storage!.get(day)!.amount,
    newOrganizations: organizations!.get(day)!.added,
    newUsers: users!.get(day)!.added,
    newRecords: records.get(day)!.added,
  }));
}

export function totalOf(counts: readonly InstallationCount[], names: readonly string[]): number {
  return counts.reduce((sum, { name, amount }) => sum + (names.includes(name) ? amount : 0), 0);
}

/** Every hour of the last ones, the oldest first, those without a request as well. */
export function hoursOf(
  found: readonly (RequestCount & { hour: string })[],
  now: Date,
  many: number,
): (RequestCount & { hour: string })[] {
  const known = new Map(found.map((one) => [one.hour, one]));
  const last = Math.floor(now.getTime() / hourMilliseconds) * hourMilliseconds;
  return Array.from({ length: many }, (_, at) => {
    const hour = new Date(last - (many - 1 - at) * hourMilliseconds).toISOString();
    return known.get(hour) ?? { hour, requests: 0, refused: 0, errors: 0, p50: null, p95: null };
  });
}
