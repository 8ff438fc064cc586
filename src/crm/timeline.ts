import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { isId } from "../identifier.ts";
import { invalidField } from "../problems.ts";
import type { RecordType } from "../records/record-type.ts";
import { readRecord } from "../records/store.ts";
import { nameReferences } from "./readable-changes.ts";
import { sourcesOf } from "./timeline-sources.ts";

export const itemKinds = ["activity", "task", "document", "comment", "event"] as const;
type ItemKind = (typeof itemKinds)[number];

/** One thing that happened to a record or around it. */
export interface TimelineItem {
  kind: ItemKind;
  id: string;
  at: string;
  title: string | null;
  body: string | null;
  /** An activity's or a document's type. */
  type: string | null;
  status: string | null;
  /** What an event says was done. */
  action: string | null;
  changes: Changes | null;
  by: { id: string; name: string | null } | null;
}

interface Cursor {
  at: string;
  id: string;
}

/** A record's timeline or some kinds of it, newest first, by keyset. */
export async function readTimeline(
  work: Work,
  type: RecordType,
  recordId: string,
  limit: number,
  after: string | undefined,
  kinds: readonly ItemKind[] = itemKinds,
): Promise<{ data: TimelineItem[]; nextCursor: string | null }> {
  await readRecord(work, type, recordId, "include");
  const cursor = after === undefined ? null : readCursor(after);
  const parts = await Promise.all([
    ...sourcesOf(type)
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ select }) => itemsFrom(work, select, recordId, cursor, limit + 1)),
    kinds.includes("event") ? eventsOf(work, type, recordId, cursor, limit + 1) : [],
  ]);
  const all = parts
    .flat()
    .toSorted((one, other) => (one.at === other.at ? (one.id < other.id ? 1 : -1) : one.at < other.at ? 1 : -1));
  const data = all.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: all.length > limit && last ? writeCursor(last) : null };
}

const behind = "($3::timestamptz is null or (t.at, t.id) < ($3, $4::uuid)) order by t.at desc, t.id desc";

async function itemsFrom(
  work: Work,
  select: string,
  recordId: string,
  cursor: Cursor | null,
  most: number,
): Promise<TimelineItem[]> {
  const text = `select t.kind, t.id, t.at, t.title, t.body, t.type, t.status, m.user_id as "by", m.name as "byName"
    from (${select}) t left join member m on m.organization_id = $1 and m.user_id = t.by where ${behind} limit $5`;
  const parameters = [work.organizationId, recordId, cursor?.at ?? null, cursor?.id ?? null, most];
  const rows = await work.sql.query<Omit<TimelineItem, "by"> & { by: string | null; byName: string | null }>(
    text,
    parameters,
    { prepare: true },
  );
  return rows.map(({ byName, by, ...row }) => ({
    ...row,
    action: null,
    changes: null,
    by: by === null ? null : { id: by, name: byName },
  }));
}

interface StoredEvent {
  id: string;
  at: string;
  action: string;
  by: string | null;
  actor: [string, string, { name?: string }] | null;
  record: [string, string, { changes?: Changes }] | null;
}

const told = ["CREATE", "UPDATE", "DELETE", "RESTORE", "PAYMENT", "IMPORT", "ERASE"];

/** What the log says of the record itself, without where it came from. */
async function eventsOf(
  work: Work,
  type: RecordType,
  recordId: string,
  cursor: Cursor | null,
  most: number,
): Promise<TimelineItem[]> {
  const disclosed = (name: string) =>
    `(select d.disclosure::jsonb from audit_disclosure d where d.organization_id = $1 and d.event_id = t.id and d.name = '${name}') as ${name}`;
  const text = `select t.id, t.at, t.action, t.by, ${disclosed("actor")}, ${disclosed("record")} from (
      select e.id, e.occurred_at as at, e.action, e.actor_id as by from audit_event e
      where e.organization_id = $1 and e.resource = $6 and e.resource_id = $2 and e.outcome = 'success' and e.action = any($7)
    ) t where ${behind} limit $5`;
  const parameters = [work.organizationId, recordId, cursor?.at ?? null, cursor?.id ?? null, most, type.name, told];
  const events = await work.sql.query<StoredEvent>(text, parameters, { prepare: true });
  await nameReferences(
    work,
    type,
    events.map(({ record }) => record?.[2].changes ?? {}),
  );
  return events.map(({ id, at, action, by, actor, record }) => {
    const who = by === null ? null : { id: by, name: actor?.[2].name ?? null };
    return {
      kind: "event",
      id,
      at,
      title: null,
      body: null,
      type: null,
      status: null,
      action,
      changes: record?.[2].changes ?? null,
      by: who,
    };
  });
}

function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

function readCursor(text: string): Cursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as [unknown, unknown];
    if (typeof at === "string" && typeof id === "string" && isId(id)) return { at: new Date(at).toISOString(), id };
  } catch {
    // Said below.
  }
  throw invalidField("cursor", "is none of this timeline's");
}
