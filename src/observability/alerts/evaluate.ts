import { internalOrigin } from "../../access/caller.ts";
import { appendOperatorEvent } from "../../audit/append.ts";
import { newId } from "../../identifier.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Database, Sql } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Installation } from "../../telemetry/metrics/installation.ts";
import { readMinutes } from "../../telemetry/minutes/write-minutes.ts";
import type { Minute } from "../../telemetry/minutes/write-minutes.ts";
import { recentRequests } from "../dashboard/rollups.ts";
import { endAlert, insertAlert, isSilenced, lastAlert, openAlerts } from "./alert.ts";
import type { Alert } from "./alert.ts";
import type { Rule, Seen } from "./rule.ts";
import { outageRule, rules as declared, unmeasured } from "./rules.ts";
import { readStates, writeState } from "./state.ts";
import type { State } from "./state.ts";
import { step } from "./standing.ts";
import { mailOf } from "./words.ts";

export interface Evaluating {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  clock: Pick<Clock, "now">;
  publicUrl: string;
  /** Of the process that evaluates. */
  process: string;
  installation(): Promise<Installation | null>;
  /** Whether alerts are posted somewhere, besides being mailed. */
  hasWebhook: boolean;
  /** A measure failed. */
  failed(error: unknown, rule: string): void;
  /** Those that are declared, unless a test has others. */
  rules?: readonly Rule[];
}

export interface Evaluated {
  /** Addresses. */
  operators: string[];
  /** Whether the database's going away is to be told: that rule is enabled and not silenced. */
  tellsOfOutage: boolean;
}

const claim = `update alert_evaluation set minute = $1, process = $2
  where minute < $1::timestamptz and (process is null or process = $2 or minute < $1::timestamptz - interval '2 minutes')
  returning minute`;
const minute = 60_000;
const anHour = 60 * minute;
/** A process that has not told anything for so long is gone. */
const latestMilliseconds = 3 * minute;
const patienceMilliseconds = 10_000;
const write = { role: "nextcrm_operator", readOnly: false } as const;

/**
 * Measures every rule, raises and resolves: once for each minute, by one process as long as it is there, and by the next
 * that comes once it has missed two. Answers whom to tell should the database go away, or null in the other processes.
 */
export async function evaluate(parts: Evaluating): Promise<Evaluated | null> {
  const { db, clock, process } = parts;
  const now = clock.now();
  const thisMinute = new Date(Math.floor(now.getTime() / minute) * minute).toISOString();
  const isMine = await db.transaction(write, async (sql) => {
    return (await sql.query(claim, [thisMinute, process])).length > 0;
  });
  if (!isMine) return null;
  const found = await measureAll(parts, await look(parts, now));
  const operators = await operatorsOf(db);
  return db.transaction(write, async (sql) => {
    // One that was overtaken by the next minute's leaves everything to it.
    const lock = "select minute from alert_evaluation where minute = $1 and process = $2 for update";
    if ((await sql.query(lock, [thisMinute, process])).length === 0) return null;
    const states = await readStates(sql);
    await apply(parts, sql, { found, states, operators, now });
    const last = await lastAlert(sql, outageRule);
    const isQuiet = states.get(outageRule)?.enabled === false || (last !== undefined && isSilenced(last, now));
    return { operators, tellsOfOutage: !isQuiet };
  });
}

/** Leaves evaluating to whoever comes next. */
export async function leave({ db, process }: Pick<Evaluating, "db" | "process">): Promise<void> {
  await db.transaction(write, (sql) =>
    sql.query("update alert_evaluation set process = null where process = $1", [process]),
  );
}

async function look({ db, installation }: Evaluating, now: Date): Promise<Seen> {
  const minutes = await db.transaction({ ...write, readOnly: true }, (sql) =>
    readMinutes(sql, new Date(now.getTime() - anHour)),
  );
  const latest = new Map<string, Minute>();
  for (const one of minutes) if (now.getTime() - one.at.getTime() < latestMilliseconds) latest.set(one.process, one);
  return {
    now,
    minutes,
    latest: [...latest.values()],
    requests: (last) => db.transaction({ ...write, readOnly: true }, (sql) => recentRequests(sql, now, last)),
    installation: async () => {
      const told = await installation();
      if (told) return told;
      throw new Error("The database did not tell of the installation in time");
    },
  };
}

interface Found {
  rule: Rule;
  /** Undefined where it could not be measured. */
  value: number | null | undefined;
  detail: string | null;
}

/** One that fails, or takes too long, is counted, and keeps none of the others from being measured. */
async function measureAll({ rules = declared, failed }: Evaluating, seen: Seen): Promise<Found[]> {
  const found = await Promise.all(
    rules.map(async (rule): Promise<Found> => {
      try {
        const measured = await inTime((async () => rule.measure(seen))());
        const { value, detail } =
          typeof measured === "object" && measured !== null ? measured : { value: measured, detail: null };
        if (value !== null && !Number.isFinite(value)) throw new Error("No number was measured");
        return { rule, value, detail };
      } catch (error) {
        failed(error, rule.name);
        return { rule, value: undefined, detail: null };
      }
    }),
  );
  const names = found.filter(({ value }) => value === undefined).map(({ rule }) => rule.name);
  return found.map((one) =>
    one.rule.name === unmeasured ? { ...one, value: names.length, detail: names.join(", ") || null } : one,
  );
}

function inTime<T>(measure: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("It took too long")), patienceMilliseconds);
    measure.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Where alerts are mailed. */
async function operatorsOf(db: Database): Promise<string[]> {
  const text = 'select u.email from auth.operator o join auth."user" u on u.id = o.user_id order by u.id';
  const rows = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) =>
    sql.query<{ email: string }>(text),
  );
  return rows.map(({ email }) => email);
}

interface Applied {
  found: readonly Found[];
  states: ReadonlyMap<string, State>;
  operators: readonly string[];
  now: Date;
}

async function apply(parts: Evaluating, sql: Sql, { found, states, operators, now }: Applied): Promise<void> {
  const open = new Map((await openAlerts(sql)).map((alert) => [alert.rule, alert]));
  const [raised, resolved]: [Alert[], Alert[]] = [[], []];
  for (const one of found) {
    const ended = await turn(sql, one, states.get(one.rule.name), open.get(one.rule.name), now);
    if (ended?.resolvedAt === null) raised.push(ended);
    else if (ended?.ended === "resolved") resolved.push(ended);
  }
  // Of a rule that is declared no longer nothing will ever be measured.
  const known = new Set(found.map(({ rule }) => rule.name));
  for (const rule of open.keys()) if (!known.has(rule)) await endAlert(sql, rule, "disabled", now);
  await record(sql, raised, resolved, now);
  await tell(parts, sql, resolved, operators, now);
}

/** What a value makes of a rule's standing. Answers the alert that it raises or ends. */
async function turn(
  sql: Sql,
  { rule, value, detail }: Found,
  state: State | undefined,
  open: Alert | undefined,
  now: Date,
): Promise<Alert | undefined> {
  if (state && !state.enabled) {
    await writeState(sql, rule.name, { status: null, value: null, overSince: null, underSince: null }, now);
    return open && endAlert(sql, rule.name, "disabled", now);
  }
  const overSince = state?.overSince ?? null;
  const underSince = state?.underSince ?? null;
  if (value === undefined) {
    await writeState(sql, rule.name, { status: "failed", value: null, overSince, underSince }, null);
    return undefined;
  }
  const threshold = state?.threshold ?? rule.threshold;
  const standing = { isOpen: open !== undefined, overSince, underSince, measuredAt: state?.measuredAt ?? null };
  const next = step(rule, threshold, standing, value, now);
  const status = value === null ? "not_configured" : "measured";
  await writeState(sql, rule.name, { status, value, ...next }, now);
  if (next.turn === "raise" && value !== null) {
    const id = newId({ msecs: now.getTime() });
    return insertAlert(sql, { id, rule, value, threshold, detail, raisedAt: now });
  }
  if (next.turn === "resolve") return endAlert(sql, rule.name, "resolved", now);
  if (open && value !== null) await noteWorst(sql, rule, open, value);
  return undefined;
}

async function noteWorst(sql: Sql, { when }: Rule, { id, worst }: Alert, value: number): Promise<void> {
  if (when === "above" ? value > worst : value < worst)
    await sql.query("update alert set worst = $2 where id = $1", [id, value]);
}

const nextCrm = { type: "system", userId: null, method: "internal", name: "NextCRM" } as const;

/** The operator's log tells of alerts, too. */
async function record(sql: Sql, raised: readonly Alert[], resolved: readonly Alert[], now: Date): Promise<void> {
  const origin = internalOrigin("alerts");
  for (const { id, rule, severity, value, threshold } of raised)
    await appendOperatorEvent(
      sql,
      nextCrm,
      origin,
      { action: "CREATE", resource: "alert", resourceId: id, details: { rule, severity, value, threshold } },
      now,
    );
  for (const { id, rule, raisedAt } of resolved)
    await appendOperatorEvent(
      sql,
      nextCrm,
      origin,
      { action: "UPDATE", resource: "alert", resourceId: id, details: { rule, raisedAt, resolved: true } },
      now,
    );
}

/**
 * Tells of what is open and was never told, and of the end of what was; what is silenced is told when that is over, if it
 * is still so. A mail exists exactly if the change was committed.
 */
async function tell(
  { jobs, publicUrl, hasWebhook }: Evaluating,
  sql: Sql,
  resolved: readonly Alert[],
  operators: readonly string[],
  now: Date,
): Promise<void> {
  const isTold = (alert: Alert) => !isSilenced(alert, now);
  const begun = (await openAlerts(sql)).filter((alert) => alert.toldAt === null && isTold(alert));
  const ended = resolved.filter((alert) => alert.toldAt !== null && isTold(alert));
  if (begun.length + ended.length === 0) return;
  const ids = begun.map(({ id }) => id);
  await sql.query("update alert set told_at = $2 where id = any($1::uuid[])", [ids, now.toISOString()]);
  const mail = mailOf(begun, ended, publicUrl);
  for (const to of operators) await jobs.enqueue(sql, "send-mail", { to, ...mail });
  if (!hasWebhook) return;
  for (const { id } of begun) await jobs.enqueue(sql, "send-alert", { alertId: id, told: "raised" });
  for (const { id } of ended) await jobs.enqueue(sql, "send-alert", { alertId: id, told: "resolved" });
}
