import { roleHas } from "../access/permissions.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { recordTypes } from "../crm/record-types.ts";
import { newId } from "../identifier.ts";
import { invalidField, notFound, Problem } from "../problems.ts";

/** What a hold names: the whole log, one record with what the log says of it, or what one person did and met. */
export type HoldScope = "log" | "record" | "user";

interface Person {
  id: string;
  name: string;
}

export interface LegalHold {
  id: string;
  name: string;
  reason: string;
  scope: HoldScope;
  /** Its title is null where the record is gone, once the hold is released, and for whoever sees no records. */
  record: { type: string; id: string; title: string | null } | null;
  user: Person | null;
  /** RFC 3339, both included; null is open. Of events: a record itself is held whatever the period. */
  from: string | null;
  to: string | null;
  createdAt: string;
  createdBy: Person | null;
  releasedAt: string | null;
  releasedBy: Person | null;
  releaseReason: string | null;
}

export interface NewHold {
  name: string;
  reason: string;
  scope: HoldScope;
  recordType?: string;
  recordId?: string;
  userId?: string;
  from?: string;
  to?: string;
}

/** Members that are null or absent do not narrow. */
export interface HoldFilter {
  status?: "living" | "released";
  recordType?: string;
  recordId?: string;
  userId?: string;
}

const person = (id: string, name: string) =>
  `case when h.${id} is not null then jsonb_build_object('id', h.${id}, 'name', ${name}.name) end`;
const columns = `h.id, h.name, h.reason, h.scope, h.starts_at as "from", h.ends_at as "to", h.created_at as "createdAt",
  case when h.record_id is not null then jsonb_build_object('type', h.record_type, 'id', h.record_id) end as record,
  ${person("user_id", "named")} as user, ${person("created_by", "creator")} as "createdBy",
  h.released_at as "releasedAt", ${person("released_by", "releaser")} as "releasedBy", h.release_reason as "releaseReason"`;
const member = (alias: string, column: string) =>
  `left join member ${alias} on ${alias}.organization_id = h.organization_id and ${alias}.user_id = h.${column}`;
const holds = `select ${columns} from legal_hold h ${member("named", "user_id")} ${member("creator", "created_by")} ${member("releaser", "released_by")}`;

/** At most `limit` holds, newest first, after the one with the id `after`. */
export async function listHolds(
  work: Work,
  { status, recordType, recordId, userId }: HoldFilter,
  limit: number,
  after: string | null,
): Promise<LegalHold[]> {
  const text = `${holds} where h.organization_id = $1 and ($2::text is null or (h.released_at is null) = ($2 = 'living'))
    and ($3::text is null or h.record_type = $3) and ($4::uuid is null or h.record_id = $4) and ($5::uuid is null or h.user_id = $5)
    and ($6::uuid is null or h.id < $6) order by h.id desc limit $7`;
  const asked = [status, recordType, recordId, userId, after].map((value) => value ?? null);
  return named(work, await work.sql.query<LegalHold>(text, [work.organizationId, ...asked, limit]));
}

export async function readHold(work: Work, id: string): Promise<LegalHold> {
  const found = await work.sql.query<LegalHold>(`${holds} where h.organization_id = $1 and h.id = $2`, [
    work.organizationId,
    id,
  ]);
  const [hold] = await named(work, found);
  if (!hold) throw notFound("legal hold");
  return hold;
}

/** Gives each held record the title that it has today, for whoever may read records. */
async function named(work: Work, found: LegalHold[]): Promise<LegalHold[]> {
  for (const { record } of found) if (record) record.title = null;
  if (!roleHas(work.actor.role, "records.read")) return found;
  const records = found.flatMap(({ record }) => (record ? [record] : []));
  for (const [type, group] of Map.groupBy(records, (record) => record.type)) {
    const titles = await titlesOf(
      work,
      type,
      group.map(({ id }) => id),
    );
    for (const record of group) record.title = titles.get(record.id) ?? null;
  }
  return found;
}

/** Of records that are there, in the trash too. */
async function titlesOf(work: Work, typeName: string, ids: readonly string[]): Promise<Map<string, string>> {
  const { table } = recordTypes.find(({ name }) => name === typeName)!;
  const text = `select id, display_name as title from ${table} where organization_id = $1 and id = any($2::uuid[])`;
  const rows = await work.sql.query<{ id: string; title: string }>(text, [work.organizationId, ids]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/**
 * Begins a hold. Waits for removals under way, so that what it names is there or it does not begin; whoever removes
 * something afterwards sees it.
 */
export async function createHold(work: Work, hold: NewHold): Promise<LegalHold> {
  await work.sql.query("select begin_hold($1)", [work.organizationId]);
  await refuseUnknown(work, hold);
  const id = newId();
  const { name, reason, scope, ...what } = hold;
  const text = `insert into legal_hold (organization_id, id, name, reason, scope, record_type, record_id, user_id, starts_at, ends_at, created_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
  const { recordType = null, recordId = null, userId = null, from = null, to = null } = what;
  const values = [name, reason, scope, recordType, recordId, userId, from, to];
  await work.sql.query(text, [work.organizationId, id, ...values, work.now, work.actor.userId]);
  const said = Object.entries({ reason, scope, ...what }).filter(([, value]) => value !== undefined);
  const changes: Changes = Object.fromEntries(said.map(([member, to]) => [member, { from: null, to }]));
  work.record({ action: "CREATE", resource: "legal_hold", resourceId: id, name, changes, targets: targetsOf(hold) });
  return readHold(work, id);
}

async function refuseUnknown(work: Work, { recordType, recordId, userId }: NewHold): Promise<void> {
  if (recordType !== undefined && (await titlesOf(work, recordType, [recordId!])).size === 0)
    throw invalidField("recordId", "names nothing that exists");
  if (userId === undefined) return;
  const text = "select 1 from member where organization_id = $1 and user_id = $2";
  const members = await work.sql.query(text, [work.organizationId, userId]);
  if (members.length === 0) throw invalidField("userId", "names nobody who is or was a member");
}

/** Ends a hold for good. What it named may be removed from then on. */
export async function releaseHold(work: Work, id: string, reason: string): Promise<LegalHold> {
  const text = `update legal_hold set released_at = $3, released_by = $4, release_reason = $5
    where organization_id = $1 and id = $2 and released_at is null returning id`;
  const released = await work.sql.query(text, [work.organizationId, id, work.now, work.actor.userId, reason]);
  const hold = await readHold(work, id);
  if (released.length === 0) throw new Problem("conflict", "This legal hold is released already.");
  const { name, scope, record, user } = hold;
  const changes: Changes = {
    releasedAt: { from: null, to: work.now },
    releaseReason: { from: null, to: reason },
  };
  const targets = targetsOf({ scope, recordType: record?.type, recordId: record?.id, userId: user?.id });
  work.record({ action: "UPDATE", resource: "legal_hold", resourceId: id, name, changes, targets });
  return hold;
}

function targetsOf({ recordType, recordId, userId }: Pick<NewHold, "scope" | "recordType" | "recordId" | "userId">) {
  if (recordType !== undefined) return [{ type: recordType, id: recordId! }];
  return userId === undefined ? [] : [{ type: "user", id: userId }];
}
