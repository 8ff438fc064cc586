import type { Changes } from "../../audit/event.ts";
import { sealedSize } from "../../audit/in-order.ts";
import type { StreamSecrets } from "../../audit/stream-secret.ts";
import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import type { Outgoing } from "../../ports/outgoing.ts";
import { invalidField, notFound, Problem } from "../../problems.ts";
import type { EventFormat } from "../follow-log.ts";
import { maskedUrl } from "./masked-url.ts";
import { filterOf, readStream, readStreamRow } from "./stream.ts";
import type { Stream, StreamFilter, StreamRow } from "./stream.ts";

interface Settings {
  name: string;
  url: string;
  format: EventFormat;
  filter: StreamFilter;
}

export interface NewStream extends Settings {
  /** Where it begins; behind what is sealed now when left out. */
  nextSequence?: number | undefined;
}

export type StreamChange = { [Name in keyof NewStream]?: NewStream[Name] | undefined } & {
  status?: "active" | "paused" | undefined;
};

interface Parts {
  outgoing: Outgoing;
  streamSecrets: StreamSecrets;
}

const mostStreams = 10;
const resource = "audit_stream";

/** Makes a stream, whose secret is answered here and never again. Throws a Problem for an address that is refused. */
export async function createStream(
  work: Work,
  given: NewStream,
  { outgoing, streamSecrets }: Parts,
): Promise<Stream & { secret: string }> {
  checkUrl(outgoing, given.url);
  const size = await sealedSize(work.sql, work.organizationId);
  const nextSequence = given.nextSequence ?? size;
  checkPosition(nextSequence, size);
  // Two who make the last one at the same time wait for one another here.
  await work.sql.query("select from organization where id = $1 for update", [work.organizationId]);
  const [{ count }] = (await work.sql.query<{ count: number }>(
    "select count(*) as count from audit_stream where organization_id = $1",
    [work.organizationId],
  )) as [{ count: number }];
  if (count >= mostStreams) throw new Problem("conflict", `An organization has ${mostStreams} streams at most.`);
  const id = newId();
  const { actions = null, classes = null, outcomes = null } = given.filter;
  await work.sql.query(
    `insert into audit_stream (organization_id, id, name, url, format, actions, classes, outcomes, created_by, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      work.organizationId,
      id,
      given.name,
      given.url,
      given.format,
      actions,
      classes,
      outcomes,
      work.actor.userId,
      work.now,
    ],
  );
  await work.sql.query(
    "insert into audit_stream_position (organization_id, stream_id, next_sequence) values ($1, $2, $3)",
    [work.organizationId, id, nextSequence],
  );
  const changes = differences({ status: undefined }, { ...given, nextSequence, status: "active" });
  work.record({ action: "SETTINGS_CHANGE", resource, resourceId: id, name: given.name, changes });
  return { ...(await readStream(work, id)), secret: streamSecrets.of(id, 1) };
}

/** Changes what is given. A position, or what is sent, makes the next delivery a new one, whatever was sent before. */
export async function changeStream(work: Work, id: string, change: StreamChange, outgoing: Outgoing): Promise<Stream> {
  const row = await readStreamRow(work, id, true);
  const before = settingsOf(row);
  const after = { ...before, ...withoutAbsent(change) };
  if (after.url !== before.url) checkUrl(outgoing, after.url);
  if (change.nextSequence !== undefined)
    checkPosition(change.nextSequence, await sealedSize(work.sql, work.organizationId));
  const changes = differences(before, after);
  // To try again at once is worth saying although nothing differs.
  const resumes = change.status === "active" && row.failingSince !== null;
  if (Object.keys(changes).length === 0 && !resumes) return readStream(work, id);
  const { actions = null, classes = null, outcomes = null } = after.filter;
  await work.sql.query(
    `update audit_stream set name = $3, url = $4, format = $5, actions = $6, classes = $7, outcomes = $8, status = $9
      where organization_id = $1 and id = $2`,
    [work.organizationId, id, after.name, after.url, after.format, actions, classes, outcomes, after.status],
  );
  await move(work, id, {
    // In a row that somebody delivers just now, the position is that delivery's to move.
    ...(change.nextSequence !== undefined && { to: change.nextSequence }),
    anew: change.nextSequence !== undefined || ["format", "filter", "url"].some((name) => name in changes),
    resumes: resumes || "status" in changes || "url" in changes,
  });
  work.record({ action: "SETTINGS_CHANGE", resource, resourceId: id, name: after.name, changes });
  return readStream(work, id);
}

async function move(
  work: Work,
  id: string,
  { to, anew, resumes }: { to?: number; anew: boolean; resumes: boolean },
): Promise<void> {
  const sets = [
    ...(to === undefined ? [] : ["next_sequence = $3"]),
    ...(anew ? ["generation = generation + 1", "delivering_upto = null"] : []),
    ...(resumes || anew ? ["attempts = 0", "next_attempt_at = null", "failing_since = null"] : []),
  ];
  if (sets.length === 0) return;
  const text = `update audit_stream_position set ${sets.join(", ")} where organization_id = $1 and stream_id = $2`;
  await work.sql.query(text, [work.organizationId, id, ...(to === undefined ? [] : [to])]);
}

export async function deleteStream(work: Work, id: string): Promise<void> {
  const mine = [work.organizationId, id];
  await work.sql.query("delete from audit_stream_position where organization_id = $1 and stream_id = $2", mine);
  const text = "delete from audit_stream where organization_id = $1 and id = $2 returning name, url";
  const [row] = await work.sql.query<{ name: string; url: string }>(text, mine);
  if (!row) throw notFound("audit stream");
  const changes = { url: { from: maskedUrl(row.url), to: null } };
  work.record({
    action: "SETTINGS_CHANGE",
    resource,
    resourceId: id,
    name: row.name,
    changes,
    details: { deleted: true },
  });
}

/** Makes the next secret. Deliveries are signed with this one and the one before for a day. */
export async function rotateSecret(
  work: Work,
  id: string,
  streamSecrets: StreamSecrets,
): Promise<Stream & { secret: string }> {
  const { secretVersion, name } = await readStreamRow(work, id, true);
  await work.sql.query(
    "update audit_stream set secret_version = $3, secret_rotated_at = $4 where organization_id = $1 and id = $2",
    [work.organizationId, id, secretVersion + 1, work.now],
  );
  const changes = { secretVersion: { from: secretVersion, to: secretVersion + 1 } };
  work.record({ action: "SETTINGS_CHANGE", resource, resourceId: id, name, changes });
  return { ...(await readStream(work, id)), secret: streamSecrets.of(id, secretVersion + 1) };
}

function checkUrl(outgoing: Outgoing, url: string): void {
  const refusal = outgoing.refusalOf(url);
  if (refusal !== null) throw invalidField("url", refusal);
}

function checkPosition(nextSequence: number, size: number): void {
  if (nextSequence > size) throw invalidField("nextSequence", `is beyond the log, which has ${size} sealed events`);
}

function settingsOf(row: StreamRow): Settings & { nextSequence: number; status: "active" | "paused" } {
  const { name, url, format, status, nextSequence } = row;
  return { name, url, format, filter: filterOf(row), status, nextSequence };
}

function withoutAbsent<T extends object>(given: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

/** What the log says of a change; of an address, what is no secret. */
function differences(before: StreamChange, after: StreamChange): Changes {
  const changes: Changes = {};
  for (const name of ["name", "url", "format", "filter", "status", "nextSequence"] as const) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    const shown = ({ [name]: value }: StreamChange) =>
      name === "url" && typeof value === "string" ? maskedUrl(value) : (value ?? null);
    changes[name] = { from: shown(before), to: shown(after) };
  }
  return changes;
}
