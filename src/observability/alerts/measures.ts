import type { CheckName } from "../../telemetry/health/check.ts";
import type { StrangersCounts } from "../../telemetry/metrics/strangers.ts";
import type { Figures } from "../../telemetry/minutes/figures.ts";
import type { Measured, Seen } from "./rule.ts";

/** A few requests tell nothing of a part of them. */
export const fewestRequests = 20;

export async function errorPercent({ requests }: Seen): Promise<Measured> {
  const { requests: all, errors } = await requests(5);
  return all < fewestRequests ? null : (100 * errors) / all;
}

export async function slowestSeconds({ requests }: Seen): Promise<Measured> {
  const { requests: all, p95 } = await requests(5);
  return all < fewestRequests || p95 === null ? null : p95 / 1_000;
}

/** A count of the last hour. */
export function inAnHour(name: keyof StrangersCounts) {
  return ({ minutes }: Seen): Measured => minutes.reduce((sum, { figures }) => sum + figures[name], 0);
}

/** How many processes tell this of themselves. */
export function processesThat(tell: (figures: Figures) => boolean) {
  return ({ latest }: Seen): Measured => latest.filter(({ figures }) => tell(figures)).length;
}

/** How many processes find a part in such a way; null where none has it. */
export function finding(check: CheckName, ...statuses: ("down" | "degraded")[]) {
  return (seen: Seen): Measured => {
    const found = seen.latest.flatMap(({ figures }) => figures.checks[check] ?? []);
    if (found.every(({ status }) => status === "not_configured")) return null;
    return found.filter(({ status }) => statuses.some((one) => one === status)).length;
  };
}

function factsOf({ latest }: Seen, check: CheckName, fact: (of: Record<string, unknown>) => number): number[] {
  const found = latest.flatMap(({ figures }) => figures.checks[check] ?? []);
  if (found.some(({ status, facts }) => status === "down" && !facts)) throw new Error(`${check} cannot be looked at`);
  return found.filter(({ facts }) => facts !== undefined).map(({ facts }) => fact(facts!));
}

function least(values: readonly number[]): Measured {
  return values.length === 0 ? null : Math.min(...values);
}

/** Of the fullest disk. */
export function freePercent(seen: Seen): Measured {
  return least(factsOf(seen, "disk", ({ freeBytes, sizeBytes }) => (100 * Number(freeBytes)) / Number(sizeBytes)));
}

export function certificateDays(seen: Seen): Measured {
  return least(factsOf(seen, "certificate", ({ daysLeft }) => Number(daysLeft)));
}

/** Since the newest backup that any process sees. */
export function backupHours({ latest, now }: Seen): Measured {
  const stamps = latest.flatMap(({ figures }) => figures.backup ?? []);
  if (stamps.length === 0) return null;
  const times = stamps.map((stamp) => Date.parse(stamp)).filter(Number.isFinite);
  if (times.length === 0) throw new Error("There is no file at BACKUP_STAMP");
  return Math.max(0, (now.getTime() - Math.max(...times)) / 3_600_000);
}

/** A sum over kinds, with those that are not nought by name. */
export function byKind(kinds: readonly { kind: string; count: number }[]): Measured {
  const some = kinds.filter(({ count }) => count > 0);
  const value = some.reduce((sum, { count }) => sum + count, 0);
  return value === 0 ? 0 : { value, detail: some.map(({ kind, count }) => `${kind}: ${count}`).join(", ") };
}
