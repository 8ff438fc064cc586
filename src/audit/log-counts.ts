import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { classOf } from "./event.ts";
import type { Action } from "./event.ts";
import { amongSql, eventsOfBlocksSql, idsOf, largestId, momentsOf, whereSql } from "./filter-sql.ts";
import type { LogFilter } from "./filter-sql.ts";
import { LogReader } from "./find-events.ts";

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

const mostUsers = 20;

type Counted = Record<"action" | "resource" | "outcome" | "day", string | null> & { count: number };

/** Counts of the events of a time by action, class, resource, outcome, user and day, the most frequent first. */
export async function logStatistics(
  sql: Sql,
  organizationId: string,
  filter: Pick<LogFilter, "startDate" | "endDate">,
): Promise<LogStatistics> {
  const values: unknown[] = [organizationId];
  const kinds = `
    select action, resource, outcome, day::text, sum(events)::bigint as count
    from (${countedSql("kind", filter, values)}) e group by grouping sets ((action), (resource), (outcome), (day))`;
  const userValues: unknown[] = [organizationId];
  const users = `
    select e.id, e.count, m.name, m.email from (
      select actor_id as id, sum(events)::bigint as count from (${countedSql("actor", filter, userValues)}) e
      where actor_id is not null group by 1 order by 2 desc, 1 limit ${mostUsers}) e
    left join member m on m.organization_id = $1 and m.user_id = e.id order by 2 desc, 1`;
  const [counted, top] = await Promise.all([
    sql.query<Counted>(kinds, values),
    sql.query<{ id: string; count: number; name: string | null; email: string | null }>(users, userValues),
  ]);
  const actionCounts = countsOf(counted, "action");
  return {
    totalLogs: actionCounts.reduce((sum, { count }) => sum + count, 0),
    actionCounts,
    classCounts: byClass(actionCounts),
    resourceCounts: countsOf(counted, "resource"),
    outcomeCounts: countsOf(counted, "outcome"),
    topUsers: top.map(({ count, ...user }) => ({ user, count })),
    dayCounts: countsOf(counted, "day").toSorted((one, other) => (one.day < other.day ? -1 : 1)),
  };
}

function countsOf<Name extends "action" | "resource" | "outcome" | "day">(
  counted: readonly Counted[],
  name: Name,
): (Record<Name, string> & { count: number })[] {
  return counted
    .filter((row) => row[name] !== null)
    .map((row) => ({ [name]: row[name], count: row.count }) as Record<Name, string> & { count: number })
    .toSorted((one, other) => other.count - one.count || (one[name] < other[name] ? -1 : 1));
}

function byClass(actionCounts: readonly { action: string; count: number }[]): { class: string; count: number }[] {
  const counts = Map.groupBy(actionCounts, ({ action }) => classOf(action as Action));
  return [...counts]
    .map(([name, parts]) => ({ class: name, count: parts.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((one, other) => other.count - one.count || (one.class < other.class ? -1 : 1));
}

/**
 * How many events match, exactly. Null where that would take reading more than so many blocks of 16 events: what only
 * the events themselves tell, such as a text, is counted by looking at each. Throws a Problem when that takes too long.
 */
export async function countLog(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  mostBlocks = Number.MAX_SAFE_INTEGER,
): Promise<number | null> {
  const { id, resourceId, ip, search, userId, ...plain } = filter;
  const others = [plain.action, plain.resource, plain.outcome, plain.excludeReads === "1" ? "1" : undefined];
  const isPlain = userId === undefined || others.every((one) => one === undefined);
  if (id !== undefined || resourceId !== undefined) return countedAt(sql, organizationId, filter);
  if (search !== undefined || ip !== undefined || !isPlain)
    return countInBlocks(sql, organizationId, filter, mostBlocks);
  const values: unknown[] = [organizationId];
  const kind = userId === undefined ? "kind" : "actor";
  const counted = countedSql(kind, filter, values);
  const text = `select coalesce(sum(events), 0)::bigint as count from (${counted}) e`;
  return (await sql.query<{ count: number }>(text, values))[0]!.count;
}

async function countedAt(sql: Sql, organizationId: string, filter: LogFilter): Promise<number> {
  const values: unknown[] = [organizationId];
  const text = `select count(*) as count from audit_event e where ${whereSql(filter, values)}`;
  return (await sql.query<{ count: number }>(text, values))[0]!.count;
}

const blocksAtOnce = 2_048;

async function countInBlocks(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  mostBlocks: number,
): Promise<number | null> {
  const { since, until } = idsOf(filter);
  const log = new LogReader(sql, organizationId, filter, Number.MAX_SAFE_INTEGER, since);
  // Of these, some may be in a block by the time that blocks are asked for.
  const others = await log.inNoBlock(until);
  const { blocks, further } = await log.candidates(until, largestId, Math.min(mostBlocks, mostIntegers));
  if (further !== null || blocks.length > mostBlocks) return null;
  const latest = performance.now() + longestWholeMilliseconds;
  let count = others.length;
  for (let at = 0; at < blocks.length; at += blocksAtOnce) {
    const numbers = blocks.slice(at, at + blocksAtOnce).map(({ number }) => number);
    const values: unknown[] = [organizationId, numbers, others];
    const ids = amongSql(filter, values, eventsOfBlocksSql("$2"), "not e.id = any($3::uuid[])");
    count += (await sql.query<{ count: number }>(`select count(*) as count from (${ids}) e`, values))[0]!.count;
    if (performance.now() > latest) throw tookTooLong();
  }
  return count;
}

/** What must be known as a whole is given up after this. */
export const longestWholeMilliseconds = 30_000;

export function tookTooLong(): Problem {
  return new Problem("unavailable", "This took too long and was stopped. Narrow the request, or go on by cursor.");
}

const mostIntegers = 2 ** 31 - 1;

const dayMilliseconds = 86_400_000;

/**
 * Rows `action, resource, outcome, day, events`, or `actor_id, events`, that add up to what matches: days are counted
 * already, as far as their events are in blocks; the others, and parts of days at either end, are looked at one by one.
 */
function countedSql(kind: "kind" | "actor", filter: LogFilter, parameters: unknown[]): string {
  const { start, end } = momentsOf(filter);
  const first = start === undefined ? -Infinity : Math.ceil(start / dayMilliseconds) * dayMilliseconds;
  const last = end === undefined ? Infinity : Math.floor((end + 1) / dayMilliseconds) * dayMilliseconds;
  const columns = { kind: "action, resource, outcome, day, events", actor: "actor_id, events" }[kind];
  const between = (from: number, to: number) => {
    const part = {
      ...filter,
      ...(from > -Infinity && { startDate: new Date(from).toISOString() }),
      ...(to < Infinity && { endDate: new Date(to).toISOString() }),
    };
    return (condition: string) =>
      `select ${columns} from (select action, resource, outcome, actor_id, (occurred_at at time zone 'UTC')::date as day, 1 as events
        from audit_event e where ${condition} and ${whereSql(part, parameters)}) looked_at`;
  };
  if (first >= last) return between(start ?? -Infinity, end ?? Infinity)("true");
  const parts = [
    `select ${columns} from (${daysSql(kind, filter, [first, last], parameters)}) whole_days`,
    between(first, last - 1)("e.id = any(array(select events_in_no_block()))"),
  ];
  if (start !== undefined && start < first) parts.push(between(start, first - 1)("true"));
  if (end !== undefined && end >= last) parts.push(between(last, end)("true"));
  return parts.join(" union all ");
}

function daysSql(
  kind: "kind" | "actor",
  { startDate: _, endDate: __, ...filter }: LogFilter,
  [first, last]: [number, number],
  parameters: unknown[],
): string {
  const table = {
    kind: "audit_count",
    actor: `(select organization_id, day, nullif(actor_id, '${nobody}') as actor_id, events from audit_actor_count)`,
  }[kind];
  const dayOf = (at: number) => `$${parameters.push(new Date(at).toISOString().slice(0, 10))}::date`;
  const days = [
    ...(first > -Infinity ? [`e.day >= ${dayOf(first)}`] : []),
    ...(last < Infinity ? [`e.day < ${dayOf(last)}`] : []),
  ];
  return `select * from ${table} e where ${[whereSql(filter, parameters), ...days].join(" and ")}`;
}

const nobody = "00000000-0000-0000-0000-000000000000";
