/** What a caller looks for in a log. All of it combines. */
export interface LogFilter {
  /** One event. */
  id?: string;
  action?: string;
  resource?: string;
  resourceId?: string;
  userId?: string;
  outcome?: string;
  /** An address, or a network such as `10.0.0.0/8`. */
  ip?: string;
  /** RFC 3339, both inclusive. */
  startDate?: string;
  endDate?: string;
  /** `1` leaves out what was only looked at. */
  excludeReads?: "0" | "1";
  /** Anywhere in the resource's type or name, or in the fields that changed: their names, and both their values. */
  search?: string;
}

/** The first and the last millisecond that a filter means; events have milliseconds, what is asked for may be finer. */
export function momentsOf({ startDate, endDate }: LogFilter): { start?: number; end?: number } {
  const momentOf = (text: string) => Math.min(Math.max(Date.parse(text), -1), endOfTime);
  return {
    ...(startDate !== undefined && { start: momentOf(startDate) + (/\.\d{3}\d*[1-9]/.test(startDate) ? 1 : 0) }),
    ...(endDate !== undefined && { end: momentOf(endDate) }),
  };
}

/** What is further away than PostgreSQL and RFC 3339 reach has no events. They reach the day behind this, too. */
const endOfTime = Date.UTC(9999, 11, 30, 23, 59, 59, 999);

/** An event's id has its time, or nearly: that of a long act may be of its beginning, and the event of its end. */
export const idSlackMilliseconds = 60_000;
const smallestId = "00000000-0000-0000-0000-000000000000";
export const largestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The ids that events of the filter's time can have: from the first to before the second. */
export function idsOf(filter: LogFilter): { since: string; until: string } {
  const { start, end } = momentsOf(filter);
  return {
    since: start === undefined ? smallestId : smallestIdAt(start - idSlackMilliseconds),
    until: end === undefined ? largestId : smallestIdAt(end + idSlackMilliseconds),
  };
}

/** By RFC 9562, an id of version 7 begins with its milliseconds. */
function smallestIdAt(milliseconds: number): string {
  const hex = Math.max(milliseconds, 0).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

type Condition = (value: string, placeholder: (operand: unknown) => string) => string;

const conditions: Record<Exclude<keyof LogFilter, "startDate" | "endDate" | "ip" | "search">, Condition> = {
  id: (value, of) => `e.id = ${of(value)}::uuid`,
  action: (value, of) => `e.action = ${of(value)}`,
  resource: (value, of) => `e.resource = ${of(value)}`,
  resourceId: (value, of) => `e.resource_id = ${of(value)}`,
  userId: (value, of) => `e.actor_id = ${of(value)}::uuid`,
  outcome: (value, of) => `e.outcome = ${of(value)}`,
  excludeReads: (value) => (value === "1" ? "e.action <> 'VIEW'" : "true"),
};

/** The condition that a filter means; appends its operands to the parameters, of which the first is the organization. */
export function whereSql(filter: LogFilter, parameters: unknown[]): string {
  return [plainSql(filter, parameters), ...disclosedSql(filter, parameters)].join(" and ");
}

/**
 * Events by an array of their ids. Each is looked up by itself: to read all of a log looks cheap to PostgreSQL 15 while
 * it knows nothing of it, and `offset 0` leaves it no choice.
 */
export function eventsSql(ids: string): string {
  return `(select e.* from (select distinct unnest(${ids}) as id) wanted
    cross join lateral (select * from audit_event where organization_id = $1 and id = wanted.id offset 0) e)`;
}

/**
 * Events of blocks by an array of these blocks' numbers. A block's events are neighbours in every index, so that all of
 * them cost little more than one.
 */
export function eventsOfBlocksSql(numbers: string): string {
  const ids = `select event_id from audit_leaf
    where organization_id = $1 and sequence >= block.number * ${eventsInBlock} and sequence < (block.number + 1) * ${eventsInBlock}`;
  return `(select e.* from unnest(${numbers}::bigint[]) block (number)
    cross join lateral (select * from audit_event where organization_id = $1 and id = any(array(${ids})) offset 0) e)`;
}

/** As many as migrations/0016 puts into one. */
export const eventsInBlock = 16;

/** Ids of those that match, of a few events: what they disclose is read in one go. */
export function amongSql(filter: LogFilter, parameters: unknown[], events: string, condition: string): string {
  const plain = plainSql(filter, parameters);
  const disclosed = disclosedSql(filter, parameters, "select id from looked");
  const from = `from ${events} e where ${condition} and ${plain}`;
  if (disclosed.length === 0) return `select e.id ${from}`;
  return `with looked as materialized (select e.id, e.resource ${from}) select e.id from looked e where ${disclosed.join(" and ")}`;
}

/** What an event's own columns tell. */
export function plainSql(filter: LogFilter, parameters: unknown[]): string {
  const of = (operand: unknown) => `$${parameters.push(operand)}`;
  const parts = ["e.organization_id = $1"];
  const { start, end } = momentsOf(filter);
  const { since, until } = idsOf(filter);
  // The range of ids is an index's; the time itself decides.
  if (start !== undefined)
    parts.push(`e.id >= ${of(since)}::uuid and e.occurred_at >= ${of(new Date(start).toISOString())}::timestamptz`);
  if (end !== undefined)
    parts.push(`e.id < ${of(until)}::uuid and e.occurred_at <= ${of(new Date(end).toISOString())}::timestamptz`);
  for (const [name, condition] of Object.entries(conditions) as [keyof typeof conditions, Condition][]) {
    const value = filter[name];
    if (value !== undefined) parts.push(condition(value, of));
  }
  return parts.join(" and ");
}

/** What an event discloses; `among` selects the ids of all events that it is asked of, where these are few. */
export function disclosedSql({ ip, search }: LogFilter, parameters: unknown[], among?: string): string[] {
  const parts = [];
  if (ip !== undefined) parts.push(discloses(`d.name = 'actor' and d.ip <<= $${parameters.push(ip)}::inet`, among));
  if (search !== undefined) {
    const folded = `fold($${parameters.push(search)})`;
    const inText = `strpos(searched_text(d.disclosure), ${folded}) > 0`;
    // JSON has most texts as they are, and to look into it first is cheaper than to take it apart.
    const isInJsonAsItIs = /^[^"\\,:\p{C}]*$/u.test(search);
    const told = isInJsonAsItIs
      ? `case when strpos(${foldedSql("d.disclosure")}, ${folded}) > 0 then ${inText} else false end`
      : inText;
    const inRecord = discloses(`d.name = 'record' and ${told}`, among);
    parts.push(`(strpos(${foldedSql("e.resource")}, ${folded}) > 0 or ${inRecord})`);
  }
  return parts;
}

/** The same as fold() makes of it, in a tenth of the time where nothing but ASCII is in it. */
function foldedSql(column: string): string {
  return `case when octet_length(${column}) = length(${column}) then lower(${column} collate "C") else fold(${column}) end`;
}

/**
 * `offset 0` and `is true` keep the planner from joining all that the organization discloses, which looks cheap while
 * nothing is known of a new log.
 */
function discloses(what: string, among?: string): string {
  const of = (organizationId: string, eventId: string) =>
    `select d.event_id from audit_disclosure d where d.organization_id = ${organizationId} and d.event_id = ${eventId} and ${what} offset 0`;
  return among === undefined
    ? `exists (${of("e.organization_id", "e.id")})`
    : `(e.id in (select d.event_id from unnest(array(${among})) wanted (id) cross join lateral (${of("$1", "wanted.id")}) d)) is true`;
}
