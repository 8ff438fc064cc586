import type { Actor, Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { disclose } from "./disclosure.ts";
import type { Disclosure } from "./disclosure.ts";
import { classOf } from "./event.ts";
import type { Entry } from "./event.ts";

/** An event as it is stored: a clear part, and the disclosures that can be erased. */
export interface Event {
  id: string;
  organizationId: string;
  entry: Entry;
  actor: Record<string, unknown>;
  actorId: string | null;
  context: Record<string, unknown>;
  disclosures: Disclosure[];
  occurredAt: string;
}

/** Splits an entry into what stays forever and what tells of people. */
export function eventOf(actor: Actor, origin: Origin, entry: Entry, at = new Date()): Event {
  const { type, userId, role, sessionId, keyId, method } = actor;
  const about = { type: entry.resource, id: entry.resourceId ?? null };
  const person = { type: "user", id: userId };
  const disclosures = [
    disclose(
      "actor",
      person,
      { name: actor.name, email: actor.email, ip: origin.ip, userAgent: origin.userAgent },
      origin.ip,
    ),
  ];
  if (entry.name !== undefined || entry.changes) {
    disclosures.push(disclose("record", about, { name: entry.name, changes: entry.changes }));
  }
  return {
    id: newId(),
    organizationId: actor.organizationId,
    entry,
    actor: { type, id: userId, role, sessionId, keyId, method },
    actorId: userId,
    context: {
      requestId: origin.requestId,
      method: origin.method,
      route: origin.route,
      ipSource: origin.ipSource,
      ...entry.details,
    },
    disclosures,
    occurredAt: at.toISOString(),
  };
}

interface Column<Source> {
  name: string;
  type: string;
  of(source: Source): unknown;
}

const eventColumns: readonly Column<Event>[] = [
  { name: "organization_id", type: "uuid", of: (event) => event.organizationId },
  { name: "id", type: "uuid", of: (event) => event.id },
  { name: "action", type: "text", of: ({ entry }) => entry.action },
  { name: "class", type: "text", of: ({ entry }) => classOf(entry.action) },
  { name: "resource", type: "text", of: ({ entry }) => entry.resource },
  { name: "resource_id", type: "text", of: ({ entry }) => entry.resourceId ?? null },
  { name: "outcome", type: "text", of: ({ entry }) => entry.outcome ?? "success" },
  { name: "reason", type: "text", of: ({ entry }) => entry.reason ?? null },
  { name: "actor", type: "jsonb", of: (event) => JSON.stringify(event.actor) },
  { name: "actor_id", type: "uuid", of: (event) => event.actorId },
  { name: "targets", type: "jsonb", of: ({ entry }) => JSON.stringify(entry.targets ?? []) },
  { name: "context", type: "jsonb", of: (event) => JSON.stringify(event.context) },
  { name: "digests", type: "text", of: (event) => `{${event.disclosures.map(({ digest }) => digest).join(",")}}` },
  { name: "occurred_at", type: "timestamptz", of: (event) => event.occurredAt },
];

type Disclosed = { event: Event; disclosure: Disclosure };

const disclosureColumns: readonly Column<Disclosed>[] = [
  { name: "organization_id", type: "uuid", of: ({ event }) => event.organizationId },
  { name: "event_id", type: "uuid", of: ({ event }) => event.id },
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
  with written as (
    ${intoEvents} select ${namesOf(eventColumns).replace("digests", "digests::text[]")} from ${unnest(eventColumns, 1)}
  )
  ${intoDisclosures} select * from ${unnest(disclosureColumns, eventColumns.length + 1)}`;

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
  const [first, ...others] = events;
  if (!first) return;
  const disclosed = events.flatMap((event) => event.disclosures.map((disclosure) => ({ event, disclosure })));
  const [text, parameters] =
    others.length === 0
      ? [
          insertOne(disclosed.length),
          [
            ...eventColumns.map(({ of }) => of(first)),
            ...disclosed.flatMap((one) => disclosureColumns.map(({ of }) => of(one))),
          ],
        ]
      : [
          insertMany,
          [...eventColumns.map(({ of }) => events.map(of)), ...disclosureColumns.map(({ of }) => disclosed.map(of))],
        ];
  await sql.query(text, parameters, { prepare: true });
}
