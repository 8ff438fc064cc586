import type { Sql } from "../ports/database.ts";
import type { Changes } from "./event.ts";
import { whereSql } from "./filter-sql.ts";
import type { LogFilter } from "./filter-sql.ts";
import { findEvents } from "./find-events.ts";
import { longestWholeMilliseconds, tookTooLong } from "./log-counts.ts";
import { parseLeaf } from "./leaf.ts";
import type { Leaf } from "./leaf.ts";

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
    (select jsonb_object_agg(d.name::text, d.disclosure::jsonb) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed
  from audit_event e`;

/**
 * Events, newest first. Ids are in the order of their making, so that an id is a place in the log. Throws a Problem
 * when it takes too long to know them all.
 */
export async function queryLog(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  position: Position,
  limit: number,
): Promise<LogEntry[]> {
  const offset = "offset" in position ? position.offset : 0;
  if (offset > farthestByBlocks) return farPage(sql, organizationId, filter, offset, limit);
  const before = "after" in position && position.after !== undefined ? { before: position.after } : {};
  const wanted = { ...before, most: offset + limit, patience: longestWholeMilliseconds };
  const { ids, lookedDownTo } = await findEvents(sql, organizationId, filter, wanted);
  if (lookedDownTo !== null) throw tookTooLong();
  return eventsOf(sql, organizationId, ids.slice(offset));
}

const farthestByBlocks = 10_000;

async function farPage(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  offset: number,
  limit: number,
): Promise<LogEntry[]> {
  const parameters: unknown[] = [organizationId];
  const text = `${selectEvents} where ${whereSql(filter, parameters)} order by e.id desc limit ${limit} offset ${offset}`;
  return (await sql.query<StoredEvent>(text, parameters)).map(presentEvent);
}

/**
 * A page behind an event, and behind which id the next one begins; null behind the last. Where nothing tells where a
 * match may be, a page is given as it is after a while, with fewer events than wanted, perhaps none.
 */
export async function pageBehind(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  after: string | undefined,
  limit: number,
  patience = longestLookMilliseconds,
): Promise<{ entries: LogEntry[]; nextCursor: string | null }> {
  const before = after === undefined ? {} : { before: after };
  const { ids, lookedDownTo } = await findEvents(sql, organizationId, filter, { ...before, most: limit + 1, patience });
  const entries = await eventsOf(sql, organizationId, ids.slice(0, limit));
  return { entries, nextCursor: ids.length > limit ? ids[limit - 1]! : lookedDownTo };
}

const longestLookMilliseconds = 2_000;

async function eventsOf(sql: Sql, organizationId: string, ids: readonly string[]): Promise<LogEntry[]> {
  const text = `${selectEvents} where e.organization_id = $1 and e.id = any($2::uuid[]) order by e.id desc`;
  return (await sql.query<StoredEvent>(text, [organizationId, ids], { prepare: true })).map(presentEvent);
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
    // Of a person it stands in `user`; of the program, which part it was or who ran it.
    actor: {
      ...actor,
      id: actor.id ?? null,
      ...(actor.id === undefined && who.name !== undefined && { name: who.name }),
    },
    changes: what.changes ?? null,
    targets: rest.targets ?? leaf.targets,
    ipAddress: who.ip ?? null,
    userAgent: who.userAgent ?? null,
    context: { ...leaf.context, ...rest.details, ...said.details },
    createdAt: leaf.occurredAt,
  };
}
