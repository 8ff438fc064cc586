import type { Sql } from "../ports/database.ts";
import { classOf } from "./event.ts";
import type { Action, Changes } from "./event.ts";
import { parseLeaf } from "./leaf.ts";
import type { Leaf } from "./leaf.ts";

export interface LogFilter {
  /** One event. */
  id?: string;
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
  /** Its place in the sealed log; null for the moment before it is sealed. */
  sequence: number | null;
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
  id: (p) => `e.id = ${p}::uuid`,
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

/** The condition that a filter means; appends its operands to the parameters, of which the first is the organization. */
export function whereSql(filter: LogFilter, parameters: unknown[]): string {
  const parts = ["e.organization_id = $1"];
  for (const [name, value] of Object.entries(filter) as [keyof LogFilter, string | undefined][]) {
    if (value === undefined) continue;
    const operand = name === "search" ? `%${value.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : value;
    parts.push(comparisons[name](`$${parameters.push(operand)}`));
  }
  return parts.join(" and ");
}

export interface StoredEvent {
  leaf: string;
  /** Its place in the sealed log; null for the moment before it is sealed. */
  sequence: number | null;
  disclosed: Record<string, [string, string, Record<string, unknown>]> | null;
}

/** Where a page stands: behind an event, or so many events in. */
export type Position = { after?: string } | { offset: number };

const selectEvents = `
  select e.leaf, (select l.sequence from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id) as sequence,
    (select jsonb_object_agg(d.name, d.disclosure::jsonb) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed
  from audit_event e`;

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
  const [actionCounts, resourceCounts, outcomeCounts, dayCounts, top] = await Promise.all([
    counts("action"),
    counts("resource"),
    counts("outcome"),
    counts("day"),
    sql.query<{ id: string; count: number; name: string | null; email: string | null }>(users, values),
  ]);
  return {
    totalLogs: actionCounts.reduce((sum, { count }) => sum + count, 0),
    actionCounts,
    classCounts: byClass(actionCounts),
    resourceCounts,
    outcomeCounts,
    topUsers: top.map(({ count, ...user }) => ({ user, count })),
    dayCounts,
  };
}

function byClass(actionCounts: readonly { action: string; count: number }[]): { class: string; count: number }[] {
  const counts = Map.groupBy(actionCounts, ({ action }) => classOf(action as Action));
  return [...counts]
    .map(([name, parts]) => ({ class: name, count: parts.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((one, other) => other.count - one.count || (one.class < other.class ? -1 : 1));
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

export function presentEvent({ leaf: text, sequence, disclosed }: StoredEvent): LogEntry {
  const { actor, ...leaf } = parseLeaf(text);
  const rest = (disclosed?.rest?.[2] ?? {}) as { reason?: string; targets?: Leaf["targets"]; details?: object };
  const said = (disclosed?.said?.[2] ?? {}) as { reason?: string; details?: object };
  const who = (disclosed?.actor?.[2] ?? {}) as { name?: string; email?: string; ip?: string; userAgent?: string };
  const what = (disclosed?.record?.[2] ?? {}) as { name?: string; changes?: Changes };
  return {
    id: leaf.id,
    sequence,
    action: leaf.action,
    class: leaf.class,
    resource: leaf.resource,
    resourceId: leaf.resourceId ?? null,
    resourceName: what.name ?? null,
    outcome: leaf.outcome,
    reason: said.reason ?? leaf.reason ?? rest.reason ?? null,
    user: actor.id === undefined ? null : { id: actor.id, name: who.name ?? null, email: who.email ?? null },
    actor: { ...actor, id: actor.id ?? null },
    changes: what.changes ?? null,
    targets: rest.targets ?? leaf.targets,
    ipAddress: who.ip ?? null,
    userAgent: who.userAgent ?? null,
    context: { ...leaf.context, ...rest.details, ...said.details },
    createdAt: leaf.occurredAt,
  };
}
