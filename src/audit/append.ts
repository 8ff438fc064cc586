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

const insert = `
with written as (
  insert into audit_event (organization_id, id, action, class, resource, resource_id, outcome, reason, actor, actor_id, targets, context, digests, occurred_at)
  select organization_id, id, action, class, resource, resource_id, outcome, reason, actor, actor_id, targets, context, digests::text[], occurred_at
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::uuid[], $11::jsonb[], $12::jsonb[], $13::text[], $14::timestamptz[])
    as e (organization_id, id, action, class, resource, resource_id, outcome, reason, actor, actor_id, targets, context, digests, occurred_at)
)
insert into audit_disclosure (organization_id, event_id, name, subject_type, subject_id, disclosure, ip)
select * from unnest($15::uuid[], $16::uuid[], $17::text[], $18::text[], $19::text[], $20::text[], $21::inet[])`;

/** Writes the events in the caller's transaction, in one statement. */
export async function appendEvents(sql: Sql, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  const disclosures = events.flatMap((event) => event.disclosures.map((disclosure) => ({ event, disclosure })));
  await sql.query(
    insert,
    [
      events.map((e) => e.organizationId),
      events.map((e) => e.id),
      events.map((e) => e.entry.action),
      events.map((e) => classOf(e.entry.action)),
      events.map((e) => e.entry.resource),
      events.map((e) => e.entry.resourceId ?? null),
      events.map((e) => e.entry.outcome ?? "success"),
      events.map((e) => e.entry.reason ?? null),
      events.map((e) => JSON.stringify(e.actor)),
      events.map((e) => e.actorId),
      events.map((e) => JSON.stringify(e.entry.targets ?? [])),
      events.map((e) => JSON.stringify(e.context)),
      events.map((e) => `{${e.disclosures.map((d) => d.digest).join(",")}}`),
      events.map((e) => e.occurredAt),
      disclosures.map(({ event }) => event.organizationId),
      disclosures.map(({ event }) => event.id),
      disclosures.map(({ disclosure }) => disclosure.name),
      disclosures.map(({ disclosure }) => disclosure.subjectType),
      disclosures.map(({ disclosure }) => disclosure.subjectId),
      disclosures.map(({ disclosure }) => disclosure.text),
      disclosures.map(({ disclosure }) => disclosure.ip),
    ],
    { prepare: true },
  );
}
