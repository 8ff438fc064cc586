import type { Actor, Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { disclose } from "./disclosure.ts";
import type { Disclosure, Event } from "./disclosure.ts";
import { classOf } from "./event.ts";
import type { Entry } from "./event.ts";
import { idSlackMilliseconds } from "./filter-sql.ts";
import { mostLeafBytes, textOfLeaf } from "./leaf.ts";
import type { Leaf } from "./leaf.ts";
import { withoutErased } from "./without-erased.ts";

/** The log of what happens above organizations: operators' acts, people who are in none. No tenant has this id. */
export const operatorLog = "00000000-0000-0000-0000-000000000000";

/** Who acts above organizations: an operator or their program, a person who is in none, or somebody unknown. */
export interface InstallationActor {
  type: "user" | "key" | "system" | "anonymous";
  userId: string | null;
  name?: string;
  email?: string;
  sessionId?: string;
  keyId?: string;
  /** How they proved who they are, where they did. */
  method?: "session" | "api_key" | "password" | "internal" | "command_line";
}

/** Splits an entry into what stays forever and what tells of people. */
export function eventOf(actor: Actor, origin: Origin, entry: Entry, at = new Date()): Event {
  const { type, role, sessionId, keyId, method, impersonator, visitId } = actor;
  const told = { type, role, sessionId, keyId, method, impersonator, visitId };
  return split(actor.organizationId, actor, told, origin, entry, at);
}

/** What somebody without an account did in an organization's log, by a link that one of its members made. */
export function strangersEvent(organizationId: string, origin: Origin, entry: Entry, at: Date): Event {
  return split(organizationId, { userId: null }, { type: "anonymous", method: "link" }, origin, entry, at);
}

/** What an operator did to an organization, in that organization's log. */
export function operatorsActEvent(
  organizationId: string,
  { userId, name, email, sessionId, keyId, method }: InstallationActor,
  origin: Origin,
  entry: Entry,
): Event {
  return split(
    organizationId,
    { userId, name, email },
    { type: "operator", sessionId, keyId, method },
    origin,
    entry,
    new Date(),
  );
}

/** An event of the operator's own log. */
export function operatorEventOf(actor: InstallationActor, origin: Origin, entry: Entry, at = new Date()): Event {
  const { type, sessionId, keyId, method } = actor;
  return split(operatorLog, actor, { type, sessionId, keyId, method }, origin, entry, at);
}

/** Writes an event of the operator's own log, in the caller's transaction. */
export function appendOperatorEvent(
  sql: Sql,
  actor: InstallationActor,
  origin: Origin,
  entry: Entry,
  at = new Date(),
): Promise<void> {
  return appendEvents(sql, [operatorEventOf(actor, origin, entry, at)]);
}

function split(
  organizationId: string,
  person: { userId: string | null; name?: string; email?: string },
  actor: Leaf["actor"],
  origin: Origin,
  entry: Entry,
  at: Date,
): Event {
  const { name, email, userId } = person;
  const { ip, userAgent, requestId, method, route, ipSource } = origin;
  const disclosures = [disclose("actor", { type: "user", id: userId }, { name, email, ip, userAgent }, ip)];
  const about = { type: entry.resource, id: entry.resourceId ?? null };
  if (entry.name !== undefined || entry.changes)
    disclosures.push(disclose("record", about, { name: entry.name, changes: entry.changes }));
  if (entry.said) disclosures.push(disclose("said", about, entry.said));
  const leaf = {
    schemaVersion: 1 as const,
    id: entry.id ?? idAt(at),
    organizationId,
    action: entry.action,
    class: classOf(entry.action),
    resource: entry.resource,
    resourceId: entry.resourceId,
    outcome: entry.outcome ?? "success",
    reason: entry.reason,
    actor: { ...actor, ...(userId !== null && { id: userId }) },
    targets: entry.targets ?? [],
    context: { requestId, method, route, ipSource, ...entry.details },
    digests: disclosures.map(({ digest }) => digest),
    occurredAt: at.toISOString(),
  };
  return { leaf, disclosures };
}

/** An id of that time, since the log is in the order of ids; those of this moment are in the order of their making. */
function idAt(at: Date): string {
  const isNow = Math.abs(Date.now() - at.getTime()) < idSlackMilliseconds / 2;
  return isNow ? newId() : newId({ msecs: at.getTime() });
}

interface Column<Source> {
  name: string;
  type: string;
  of(source: Source): unknown;
}

type Recorded = { leaf: Leaf; text: string; disclosures: readonly Disclosure[] };

const eventColumns: readonly Column<Recorded>[] = [
  { name: "organization_id", type: "uuid", of: ({ leaf }) => leaf.organizationId },
  { name: "id", type: "uuid", of: ({ leaf }) => leaf.id },
  { name: "action", type: "text", of: ({ leaf }) => leaf.action },
  { name: "resource", type: "text", of: ({ leaf }) => leaf.resource },
  { name: "resource_id", type: "text", of: ({ leaf }) => leaf.resourceId ?? null },
  { name: "outcome", type: "text", of: ({ leaf }) => leaf.outcome },
  { name: "actor_id", type: "uuid", of: ({ leaf }) => leaf.actor.id ?? null },
  { name: "occurred_at", type: "timestamptz", of: ({ leaf }) => leaf.occurredAt },
  { name: "leaf", type: "text", of: ({ text }) => text },
];

type Disclosed = { leaf: Leaf; disclosure: Disclosure };

const disclosureColumns: readonly Column<Disclosed>[] = [
  { name: "organization_id", type: "uuid", of: ({ leaf }) => leaf.organizationId },
  { name: "event_id", type: "uuid", of: ({ leaf }) => leaf.id },
  { name: "name", type: "text", of: ({ disclosure }) => disclosure.name },
  { name: "subject_type", type: "text", of: ({ disclosure }) => disclosure.subjectType },
  { name: "subject_id", type: "text", of: ({ disclosure }) => disclosure.subjectId },
  { name: "disclosure", type: "text", of: ({ disclosure }) => disclosure.text },
  { name: "ip", type: "inet", of: ({ disclosure }) => disclosure.ip },
];

const namesOf = (columns: readonly Column<never>[]) => columns.map(({ name }) => name).join(", ");
const intoEvents = `insert into audit_event (${namesOf(eventColumns)})`;
const intoDisclosures = `insert into audit_disclosure (${namesOf(disclosureColumns)})`;

/** Any number of events: each parameter is the list of one column's values. */
const insertMany = `
  with written as (${intoEvents} select * from ${unnest(eventColumns, 1)})
  ${intoDisclosures} select * from ${unnest(disclosureColumns, eventColumns.length + 1)}`;

/** The same for events of which some may be there already, perhaps with values that were erased since. */
const insertAgain = `
  with written as (${intoEvents} select * from ${unnest(eventColumns, 1)} on conflict do nothing returning organization_id, id)
  ${intoDisclosures} select given.* from ${unnest(disclosureColumns, eventColumns.length + 1)}
    join written on written.organization_id = given.organization_id and written.id = given.event_id`;

function unnest(columns: readonly Column<never>[], from: number): string {
  const lists = columns.map(({ type }, at) => `$${from + at}::${type}[]`).join(", ");
  return `unnest(${lists}) as given (${namesOf(columns)})`;
}

const insertOnes = new Map<number, string>();

/** One event, as nearly every change writes it, costs PostgreSQL a fifth less without the lists. */
function insertOne(disclosures: number): string {
  const known = insertOnes.get(disclosures);
  if (known) return known;
  const tuple = (columns: readonly Column<never>[], from: number) =>
    `(${columns.map((_, at) => `$${from + at}`).join(", ")})`;
  const tuples = Array.from({ length: disclosures }, (_, at) =>
    tuple(disclosureColumns, eventColumns.length + 1 + at * disclosureColumns.length),
  );
  const text = `with written as (${intoEvents} values ${tuple(eventColumns, 1)}) ${intoDisclosures} values ${tuples.join(", ")}`;
  insertOnes.set(disclosures, text);
  return text;
}

/** Writes the events in the caller's transaction, in one statement. */
export async function appendEvents(sql: Sql, events: readonly Event[]): Promise<void> {
  const { recorded, disclosed } = recordAll(events);
  const [first, ...others] = recorded;
  if (!first) return;
  if (others.length > 0) {
    await sql.query(insertMany, listsOf(recorded, disclosed), { prepare: true });
    return;
  }
  const parameters = [
    ...eventColumns.map(({ of }) => of(first)),
    ...disclosed.flatMap((one) => disclosureColumns.map(({ of }) => of(one))),
  ];
  await sql.query(insertOne(disclosed.length), parameters, { prepare: true });
}

/** Writes those of the events that are not in the log yet, without what they tell of people erased since. */
export async function appendAgain(sql: Sql, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  const { recorded, disclosed } = recordAll(await withoutErased(sql, events));
  await sql.query(insertAgain, listsOf(recorded, disclosed), { prepare: true });
}

function recordAll(events: readonly Event[]): { recorded: Recorded[]; disclosed: Disclosed[] } {
  const recordedAt = new Date().toISOString();
  const recorded = events.map((event) => record(event, recordedAt));
  const disclosed = recorded.flatMap(({ leaf, disclosures }) =>
    disclosures.map((disclosure) => ({ leaf, disclosure })),
  );
  return { recorded, disclosed };
}

function listsOf(recorded: readonly Recorded[], disclosed: readonly Disclosed[]): unknown[] {
  return [...eventColumns.map(({ of }) => recorded.map(of)), ...disclosureColumns.map(({ of }) => disclosed.map(of))];
}

/** Gives an event its last member and its bytes. What would make a leaf too long becomes a disclosure. */
function record({ leaf, disclosures }: Event, recordedAt: string): Recorded {
  const whole: Leaf = { ...leaf, recordedAt };
  const text = textOfLeaf(whole);
  if (Buffer.byteLength(text) <= mostLeafBytes) return { leaf: whole, text, disclosures };
  const { requestId, method, route, ipSource, ...details } = leaf.context;
  const about = { type: leaf.resource, id: leaf.resourceId ?? null };
  const rest = disclose("rest", about, { targets: leaf.targets, reason: leaf.reason, details });
  const all = [...disclosures, rest].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const short: Leaf = {
    ...whole,
    targets: [],
    reason: undefined,
    context: { requestId, method, route, ipSource },
    digests: all.map(({ digest }) => digest),
  };
  return { leaf: short, text: textOfLeaf(short), disclosures: all };
}
