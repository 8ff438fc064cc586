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

interface StoredEvent {
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
  const text = `
    select e.id, e.action, e.class, e.resource, e.resource_id, e.outcome, e.reason, e.actor, e.actor_id, e.targets, e.context, e.occurred_at,
      (select jsonb_object_agg(d.name, d.disclosure::jsonb) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed
    from audit_event e where ${where}${after} order by e.id desc limit ${limit}${offset}`;
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

function presentEvent(event: StoredEvent): LogEntry {
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
