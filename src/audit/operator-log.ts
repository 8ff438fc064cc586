import type { Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { disclose } from "./disclosure.ts";
import type { Entry } from "./event.ts";

/** Who acts above organizations: an operator, a person who is in none, or somebody unknown. */
export interface InstallationActor {
  type: "user" | "system" | "anonymous";
  userId: string | null;
  name?: string;
  email?: string;
  sessionId?: string;
  method: "session" | "password" | "internal";
}

const insertEvent = `
  insert into operator_event (id, action, resource, resource_id, outcome, reason, actor, context, digests, occurred_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const insertDisclosures = `
  insert into operator_disclosure (event_id, name, subject_type, subject_id, disclosure)
  select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[])`;

/** Writes an event of the operator's own log, in the caller's transaction. */
export async function appendOperatorEvent(
  sql: Sql,
  actor: InstallationActor,
  origin: Origin,
  entry: Entry,
  at = new Date(),
): Promise<void> {
  const id = newId();
  const { type, userId, sessionId, method } = actor;
  const disclosures = [
    disclose(
      "actor",
      { type: "user", id: userId },
      { name: actor.name, email: actor.email, ip: origin.ip, userAgent: origin.userAgent },
    ),
  ];
  if (entry.name !== undefined || entry.changes) {
    disclosures.push(
      disclose(
        "record",
        { type: entry.resource, id: entry.resourceId ?? null },
        { name: entry.name, changes: entry.changes },
      ),
    );
  }
  const { requestId, method: httpMethod, route, ipSource } = origin;
  await sql.query(insertEvent, [
    id,
    entry.action,
    entry.resource,
    entry.resourceId ?? null,
    entry.outcome ?? "success",
    entry.reason ?? null,
    JSON.stringify({ type, id: userId, sessionId, method }),
    JSON.stringify({ requestId, method: httpMethod, route, ipSource, targets: entry.targets, ...entry.details }),
    disclosures.map(({ digest }) => digest),
    at.toISOString(),
  ]);
  await sql.query(insertDisclosures, [
    id,
    disclosures.map(({ name }) => name),
    disclosures.map(({ subjectType }) => subjectType),
    disclosures.map(({ subjectId }) => subjectId),
    disclosures.map(({ text }) => text),
  ]);
}
