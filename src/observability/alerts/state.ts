import type { Sql } from "../../ports/database.ts";

export const measureStatuses = ["measured", "not_configured", "failed"] as const;

/** What operators have changed of a rule, and how it stands. */
export interface State {
  enabled: boolean;
  /** Null: the one that is declared. */
  threshold: number | null;
  measuredAt: Date | null;
  /** Null where it was never measured. */
  status: (typeof measureStatuses)[number] | null;
  value: number | null;
  overSince: Date | null;
  underSince: Date | null;
}

const moments = ["measuredAt", "overSince", "underSince"] as const;

/** By rule; of those that were never measured nor changed there is none. */
export async function readStates(sql: Sql): Promise<Map<string, State>> {
  const rows = await sql.query<
    Omit<State, (typeof moments)[number]> & Record<(typeof moments)[number] | "name", string>
  >(
    `select name, enabled, threshold, measured_at as "measuredAt", status, value, over_since as "overSince",
      under_since as "underSince" from alert_rule`,
  );
  const dateOf = (text: string | null) => (text === null ? null : new Date(text));
  return new Map(
    rows.map(({ name, ...row }) => [
      name,
      {
        ...row,
        measuredAt: dateOf(row.measuredAt),
        overSince: dateOf(row.overSince),
        underSince: dateOf(row.underSince),
      },
    ]),
  );
}

/** Keeps how a rule stands, and nothing of what operators have set. Without a time the last measure stays the last. */
export async function writeState(
  sql: Sql,
  name: string,
  { status, value, overSince, underSince }: Pick<State, "status" | "value" | "overSince" | "underSince">,
  at: Date | null,
): Promise<void> {
  await sql.query(
    `insert into alert_rule (name, status, value, over_since, under_since, measured_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (name) do update set status = excluded.status, value = excluded.value, over_since = excluded.over_since,
        under_since = excluded.under_since, measured_at = coalesce(excluded.measured_at, alert_rule.measured_at)`,
    [
      name,
      status,
      value,
      overSince?.toISOString() ?? null,
      underSince?.toISOString() ?? null,
      at?.toISOString() ?? null,
    ],
  );
}
