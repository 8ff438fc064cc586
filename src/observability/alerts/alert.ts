import type { Database, Sql } from "../../ports/database.ts";
import { ruleNamed } from "./rules.ts";
import type { Rule, Severity } from "./rule.ts";

/** Something that is, or was, wrong. Times are RFC 3339. */
export interface Alert {
  id: string;
  rule: string;
  severity: Severity;
  raisedAt: string;
  resolvedAt: string | null;
  ended: "resolved" | "disabled" | null;
  /** When it was raised. */
  value: number;
  /** The furthest from well since then. */
  worst: number;
  threshold: number;
  detail: string | null;
  /** When operators were told; null where that was silenced. */
  toldAt: string | null;
  silencedUntil: string | null;
  silencedBy: string | null;
  silenceReason: string | null;
}

const columns = `id, rule, severity, raised_at as "raisedAt", resolved_at as "resolvedAt", ended, value, worst, threshold,
  detail, told_at as "toldAt", silenced_until as "silencedUntil", silenced_by as "silencedBy", silence_reason as "silenceReason"`;

/** What is wrong now: critical first, then the newest. */
export function openAlerts(sql: Sql): Promise<Alert[]> {
  return sql.query<Alert>(
    `select ${columns} from alert where resolved_at is null order by severity, raised_at desc, rule`,
  );
}

/** What was wrong, the newest first, behind the alert of that id. */
export function pastAlerts(sql: Sql, behind: string | undefined, limit: number): Promise<Alert[]> {
  return sql.query<Alert>(
    `select ${columns} from alert where resolved_at is not null and ($1::uuid is null or id < $1::uuid) order by id desc limit $2`,
    [behind ?? null, limit],
  );
}

export async function readAlert(sql: Sql, id: string): Promise<Alert | undefined> {
  const [alert] = await sql.query<Alert>(`select ${columns} from alert where id = $1`, [id]);
  return alert;
}

/** The last of a rule, which tells whether its next one is silenced. */
export async function lastAlert(sql: Sql, rule: string): Promise<Alert | undefined> {
  const [alert] = await sql.query<Alert>(`select ${columns} from alert where rule = $1 order by id desc limit 1`, [
    rule,
  ]);
  return alert;
}

export type NewAlert = Pick<Alert, "id" | "value" | "threshold" | "detail"> & {
  rule: Rule;
  raisedAt: Date;
  toldAt?: Date;
};

/** Raises it, silenced as the last of its rule is. Answers nothing where one is open already. */
export async function insertAlert(sql: Sql, alert: NewAlert): Promise<Alert | undefined> {
  const { id, rule, value, threshold, detail, raisedAt, toldAt } = alert;
  const [raised] = await sql.query<Alert>(
    `insert into alert (id, rule, severity, raised_at, value, worst, threshold, detail, told_at, silenced_until, silenced_by, silence_reason)
      select $1, $2, $3, $4, $5, $5, $6, $7, $8, s.silenced_until, s.silenced_by, s.silence_reason
      from (select) as one left join lateral (
        select silenced_until, silenced_by, silence_reason from alert where rule = $2 order by id desc limit 1
      ) s on s.silenced_until > $4
      on conflict do nothing returning ${columns}`,
    [id, rule.name, rule.severity, raisedAt.toISOString(), value, threshold, detail, toldAt?.toISOString() ?? null],
  );
  return raised;
}

/** Ends what is open of a rule. Answers nothing where nothing is. */
export async function endAlert(
  sql: Sql,
  rule: string,
  ended: "resolved" | "disabled",
  at: Date,
): Promise<Alert | undefined> {
  const [alert] = await sql.query<Alert>(
    `update alert set resolved_at = $3, ended = $2 where rule = $1 and resolved_at is null returning ${columns}`,
    [rule, ended, at.toISOString()],
  );
  return alert;
}

export function isSilenced({ silencedUntil }: Pick<Alert, "silencedUntil">, now: Date): boolean {
  return silencedUntil !== null && Date.parse(silencedUntil) > now.getTime();
}

/** What a rule is called; of one that is no longer declared, its name. */
export function titleOf({ rule }: Pick<Alert, "rule">): string {
  return ruleNamed(rule)?.title ?? rule;
}

/** Removes what ended more than thirteen months ago. */
export async function forgetAlerts(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("delete from alert where resolved_at < now() - interval '400 days'"),
  );
}
