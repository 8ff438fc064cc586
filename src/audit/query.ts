import type { Sql } from "../ports/database.ts";
import type { Changes } from "./event.ts";

export interface LogFilter {
  action?: string;
  resource?: string;
  resourceId?: string;
  userId?: string;
  outcome?: string;
  ip?: string;
  startDate?: string;
  endDate?: string;
  /** `1` leaves out what was only looked at. */
  excludeReads?: "0" | "1";
  search?: string;
}

/** An event as callers see it, with what is left of its personal values. */
export interface LogEntry {
  id: string;
  action: string;
  class: string;
  resource: string;
  resourceId: string | null;
  resourceName: string | null;
  outcome: string;
  reason: string | null;
  user: { id: string; name: string | null; email: string | null } | null;
  actor: Record<string, unknown>;
  changes: Changes | null;
  targets: unknown[];
  ipAddress: string | null;
  userAgent: string | null;
  context: Record<string, unknown>;
  createdAt: string;
}

const comparisons: Record<keyof LogFilter, (placeholder: string) => string> = {
  action: (p) => `e.action = ${p}`,
  resource: (p) => `e.resource = ${p}`,
  resourceId: (p) => `e.resource_id = ${p}`,
  userId: (p) => `e.actor_id = ${p}::uuid`,
  outcome: (p) => `e.outcome = ${p}`,
  startDate: (p) => `e.occurred_at >= ${p}::timestamptz`,
  endDate: (p) => `e.occurred_at <= ${p}::timestamptz`,
  ip: (p) =>
    `exists (select from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id and d.ip <<= ${p}::inet)`,
  excludeReads: (p) => `not (${p}::boolean and e.action = 'VIEW')`,
  search: (p) =>
    `(e.resource ilike ${p} or exists (select from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id and d.disclosure::jsonb->>2 ilike ${p}))`,
};

function whereSql(filter: LogFilter, parameters: unknown[]): string {
  const parts = ["e.organization_id = $1"];
  for (const [name, value] of Object.entries(filter) as [keyof LogFilter, string | undefined][]) {
    if (value === undefined) continue;
    const operand = name === "search" ? `%${value.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : value;
    parts.push(comparisons[name](`$${parameters.push(operand)}`));
  }
  return parts.join(" and ");
}

export interface StoredEvent {
  id: string;
  action: string;
  class: string;
  resource: string;
  resource_id: string | null;
  outcome: string;
  reason: string | null;
  actor: Record<string, unknown>;
  actor_id: string | null;
  targets: unknown[];
  context: Record<string, unknown>;
  occurred_at: string;
  disclosed: Record<string, [string, string, Record<string, unknown>]> | null;
}

/** Where a page stands: behind an event, or so many events in. */
export type Position = { after?: string } | { offset: number };

const selectEvents = `
  select e.id, e.action, e.class, e.resource, e.resource_id, e.outcome, e.reason, e.actor, e.actor_id, e.targets, e.context, e.occurred_at,
    (select jsonb_object_agg(d.name, d.disclosure::jsonb) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed
  from audit_event e`;

/** The statement that gives every matching event, newest first, for a reader that takes them one by one. */
export function wholeLogSql(organizationId: string, filter: LogFilter): { text: string; values: unknown[] } {
  const values: unknown[] = [organizationId];
  return { text: `${selectEvents} where ${whereSql(filter, values)} order by e.id desc`, values };
}

export interface LogStatistics {
  totalLogs: number;
  actionCounts: { action: string; count: number }[];
  classCounts: { class: string; count: number }[];
  resourceCounts: { resource: string; count: number }[];
  outcomeCounts: { outcome: string; count: number }[];
  topUsers: { user: { id: string; name: string | null; email: string | null }; count: number }[];
  /** Calendar days in UTC. */
  dayCounts: { day: string; count: number }[];
}

const dimensions = {
  action: "e.action",
  class: "e.class",
  resource: "e.resource",
  outcome: "e.outcome",
  day: "to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD')",
} as const;
type Dimension = keyof typeof dimensions;
const mostUsers = 20;

/** Counts of the matching events by action, class, resource, outcome, user and day, the most frequent first. */
export async function logStatistics(sql: Sql, organizationId: string, filter: LogFilter): Promise<LogStatistics> {
  const values: unknown[] = [organizationId];
  const where = whereSql(filter, values);
  const counts = <D extends Dimension>(name: D) =>
    sql.query<{ count: number } & Record<D, string>>(
      `select ${dimensions[name]} as "${name}", count(*) as count from audit_event e where ${where} group by 1 order by ${name === "day" ? "1" : "2 desc, 1"}`,
      values,
    );
  const users = `
    select e.actor_id as id, count(*) as count, m.name, m.email from audit_event e
    left join member m on m.organization_id = e.organization_id and m.user_id = e.actor_id
    where ${where} and e.actor_id is not null group by e.actor_id, m.name, m.email order by 2 desc, 1 limit ${mostUsers}`;
  const [actionCounts, classCounts, resourceCounts, outcomeCounts, dayCounts, top] = await Promise.all([
    counts("action"),
    counts("class"),
    counts("resource"),
    counts("outcome"),
    counts("day"),
    sql.query<{ id: string; count: number; name: string | null; email: string | null }>(users, values),
  ]);
  return {
    totalLogs: actionCounts.reduce((sum, { count }) => sum + count, 0),
    actionCounts,
    classCounts,
    resourceCounts,
    outcomeCounts,
    topUsers: top.map(({ count, ...user }) => ({ user, count })),
    dayCounts,
  };
}

/** Events, newest first. Ids are in the order of their making, so that an id is a place in the log. */
export async function queryLog(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  position: Position,
  limit: number,
): Promise<LogEntry[]> {
  const parameters: unknown[] = [organizationId];
  const where = whereSql(filter, parameters);
  const after =
    "after" in position && position.after !== undefined ? ` and e.id < $${parameters.push(position.after)}::uuid` : "";
  const offset = "offset" in position ? ` offset ${position.offset}` : "";
  const text = `${selectEvents} where ${where}${after} order by e.id desc limit ${limit}${offset}`;
  return (await sql.query<StoredEvent>(text, parameters)).map(presentEvent);
}

export async function countLog(sql: Sql, organizationId: string, filter: LogFilter): Promise<number> {
  const parameters: unknown[] = [organizationId];
  const [row] = await sql.query<{ count: number }>(
    `select count(*) as count from audit_event e where ${whereSql(filter, parameters)}`,
    parameters,
  );
  return row?.count ?? 0;
}

export function presentEvent(event: StoredEvent): LogEntry {
  const who = event.disclosed?.actor?.[2] ?? {};
  const what = event.disclosed?.record?.[2] ?? {};
  return {
    id: event.id,
    action: event.action,
    class: event.class,
    resource: event.resource,
    resourceId: event.resource_id,
    resourceName: (what.name as string | undefined) ?? null,
    outcome: event.outcome,
    reason: event.reason,
    user:
      event.actor_id === null
        ? null
        : { id: event.actor_id, name: (who.name as string) ?? null, email: (who.email as string) ?? null },
    actor: event.actor,
    changes: (what.changes as Changes | undefined) ?? null,
    targets: event.targets,
    ipAddress: (who.ip as string) ?? null,
    userAgent: (who.userAgent as string) ?? null,
    context: event.context,
    createdAt: event.occurred_at,
  };
}
