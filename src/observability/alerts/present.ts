import { z } from "zod";
import type { Database, Sql } from "../../ports/database.ts";
import { titleOf } from "./alert.ts";
import type { Alert } from "./alert.ts";
import { backAt, severities, units } from "./rule.ts";
import { ruleNamed, rules } from "./rules.ts";
import { measureStatuses, readStates } from "./state.ts";

const Moment = z.iso.datetime();
const Unit = z.enum(units);

export const PresentedRule = z.object({
  name: z.string(),
  title: z.string(),
  measures: z.string(),
  next: z.string().describe("What to do when it is raised"),
  unit: Unit,
  when: z.enum(["above", "below"]),
  threshold: z.number(),
  usualThreshold: z.number().describe("The declared one"),
  least: z.number().describe("Where least and most are the same, the threshold cannot be changed"),
  most: z.number(),
  backAt: z.number().describe("Resolved where the value is back here"),
  holdsMinutes: z.number(),
  backMinutes: z.number(),
  severity: z.enum(severities),
  enabled: z.boolean(),
  status: z.enum(measureStatuses).nullable().describe("Of the last measure; null before the first"),
  value: z.number().nullable(),
  measuredAt: Moment.nullable(),
  since: Moment.nullable().describe("Since when the value has been beyond the threshold"),
});

export const PresentedAlert = z.object({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  next: z.string().nullable().describe("What to do; null of a rule that there is no longer"),
  unit: Unit.nullable(),
  severity: z.enum(severities),
  raisedAt: Moment,
  resolvedAt: Moment.nullable(),
  ended: z.enum(["resolved", "disabled"]).nullable(),
  value: z.number().describe("When it was raised"),
  worst: z.number(),
  threshold: z.number(),
  detail: z.string().nullable(),
  toldAt: Moment.nullable().describe("When operators were mailed; null where that was silenced"),
  silence: z.object({ until: Moment, reason: z.string(), by: z.string().nullable() }).nullable(),
});

/** Every rule with how it stands. */
export async function presentRules(sql: Sql): Promise<z.input<typeof PresentedRule>[]> {
  const states = await readStates(sql);
  return rules.map(({ measure: _, prometheus: __, back, ...rule }) => {
    const state = states.get(rule.name);
    const threshold = state?.threshold ?? rule.threshold;
    return {
      ...rule,
      threshold,
      usualThreshold: rule.threshold,
      backAt: backAt({ back }, threshold),
      enabled: state?.enabled ?? true,
      status: state?.status ?? null,
      value: state?.value ?? null,
      measuredAt: state?.measuredAt?.toISOString() ?? null,
      since: state?.overSince?.toISOString() ?? null,
    };
  });
}

/** What those who silenced are called, by id; people who are gone are in none. */
export async function namesOf(db: Database, alerts: readonly Alert[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(alerts.flatMap(({ silencedBy }) => silencedBy ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) =>
    sql.query<{ id: string; name: string }>('select id, name from auth."user" where id = any($1::uuid[])', [ids]),
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export function presentAlert(alert: Alert, names: ReadonlyMap<string, string>): z.input<typeof PresentedAlert> {
  const { silencedUntil: until, silencedBy, silenceReason: reason, ...shared } = alert;
  const rule = ruleNamed(alert.rule);
  const by = silencedBy === null ? null : (names.get(silencedBy) ?? null);
  return {
    ...shared,
    title: titleOf(alert),
    next: rule?.next ?? null,
    unit: rule?.unit ?? null,
    silence: until !== null && reason !== null ? { until, reason, by } : null,
  };
}
