import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { Changes } from "../../audit/event.ts";
import type { Work } from "../../audit/work.ts";
import { lockRecords, updateRecords } from "../../records/bulk-write.ts";
import { changesBetween } from "../../records/store.ts";
import type { Values } from "../../records/store.ts";
import type { RecordType } from "../../records/record-type.ts";
import type { Row } from "../../records/record.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { keepWhatIsUsed } from "./keep.ts";
import type { StoredImport } from "./progress.ts";
import { findImport } from "./progress.ts";
import type { ImportTools } from "./run-import.ts";

interface Change {
  recordType: string;
  recordId: string;
  created: boolean;
  version: number;
}

const batchSize = 500;
const take = `select record_type as "recordType", record_id as "recordId", created, version from import_change
  where organization_id = $1 and import_id = $2 and kept is null order by created, record_id desc limit ${batchSize} for update`;

/** Takes an import back: restores what it changed, trashes what it made, keeps what somebody changed or used since. */
export async function undoImport(
  { db, types }: ImportTools,
  organizationId: string,
  importId: string,
  signal?: AbortSignal,
): Promise<void> {
  const stored = await inOrganization(
    db,
    systemActor(organizationId),
    internalOrigin("undo-import"),
    "audited",
    ({ sql }) => findImport(sql, organizationId, importId),
  );
  if (!stored || (stored.undoStatus !== "queued" && stored.undoStatus !== "running")) return;
  const door = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(db, stored.actor, { ...stored.origin, requestId: importId }, "audited", body);
  await door(async (work) => {
    await work.sql.query("update import set undo_status = 'running' where organization_id = $1 and id = $2", [
      organizationId,
      importId,
    ]);
    await keepWhatIsUsed(work, importId, types);
  });
  while (await door((work) => undoSome(work, stored, types))) if (signal?.aborted) throw signal.reason;
  await door((work) => end(work, stored));
}

async function undoSome(work: Work, stored: StoredImport, types: readonly RecordType[]): Promise<boolean> {
  const changes = await work.sql.query<Change>(take, [work.organizationId, stored.id]);
  for (const [name, group] of Map.groupBy(changes, ({ recordType }) => recordType)) {
    const type = types.find((one) => one.name === name)!;
    const records = await lockRecords(
      work,
      type,
      group.map(({ recordId }) => recordId),
    );
    const fresh = group.filter(({ recordId, version }) => records.get(recordId)?.version === version);
    await keep(
      work,
      stored.id,
      type,
      group.filter(({ recordId, version }) => records.has(recordId) && records.get(recordId)!.version !== version),
      "was changed since",
    );
    const removed = fresh.filter(({ created }) => created).map(({ recordId }) => records.get(recordId)!);
    await remove(work, stored.id, type, removed);
    const restored = await restore(
      work,
      stored.id,
      type,
      fresh.filter(({ created }) => !created).map(({ recordId }) => records.get(recordId)!),
    );
    await work.sql.query(
      "update import set undo_removed = undo_removed + $3, undo_restored = undo_restored + $4 where organization_id = $1 and id = $2",
      [work.organizationId, stored.id, removed.length, restored],
    );
    const forget =
      "delete from import_change where organization_id = $1 and import_id = $2 and record_type = $3 and record_id = any($4::uuid[]) and kept is null";
    await work.sql.query(forget, [work.organizationId, stored.id, name, group.map(({ recordId }) => recordId)]);
  }
  return changes.length > 0;
}

async function remove(work: Work, importId: string, type: RecordType, records: readonly Row[]): Promise<void> {
  if (records.length === 0) return;
  const text = `update ${type.table} set deleted_at = $3, deleted_by = $4, version = version + 1 where organization_id = $1 and id = any($2::uuid[])`;
  await work.sql.query(text, [work.organizationId, records.map(({ id }) => id), work.now, work.actor.userId]);
  for (const { id, displayName } of records) {
    work.record({
      action: "DELETE",
      resource: type.name,
      resourceId: id,
      name: displayName,
      details: { importId, undo: true },
    });
  }
}

/** Puts back the values that the audit log has from before; without them, erased or pruned, the record stays. */
async function restore(work: Work, importId: string, type: RecordType, records: readonly Row[]): Promise<number> {
  if (records.length === 0) return 0;
  const before = await valuesBefore(
    work,
    importId,
    type,
    records.map(({ id }) => id),
  );
  const lost = records.filter(({ id }) => !before.has(id));
  await keep(
    work,
    importId,
    type,
    lost.map(({ id }) => ({ recordId: id })),
    "its values from before are no longer in the audit log",
  );
  const changed = records
    .filter(({ id }) => before.has(id))
    .map((previous) => {
      const next: Values = { ...previous, ...before.get(previous.id) };
      const changes = changesBetween(type, previous, next);
      return { previous, next, changes, members: Object.keys(changes) };
    });
  await updateRecords(work, type, changed);
  for (const { previous, changes } of changed) {
    work.record({
      action: "UPDATE",
      resource: type.name,
      resourceId: previous.id,
      name: previous.displayName,
      changes,
      details: { importId, undo: true },
    });
  }
  return changed.length;
}

async function valuesBefore(
  work: Work,
  importId: string,
  type: RecordType,
  ids: readonly string[],
): Promise<Map<string, Values>> {
  const text = `select e.resource_id as id, d.disclosure from audit_event e join audit_disclosure d on d.organization_id = e.organization_id and d.event_id = e.id and d.name = 'record'
    where e.organization_id = $1 and e.resource = $2 and e.resource_id = any($3) and e.action = 'UPDATE'
      and e.leaf::jsonb->'context'->>'importId' = $4 and e.leaf::jsonb->'context'->>'undo' is null
    order by e.id`;
  const rows = await work.sql.query<{ id: string; disclosure: string }>(text, [
    work.organizationId,
    type.name,
    ids,
    importId,
  ]);
  const before = new Map<string, Values>();
  for (const { id, disclosure } of rows) {
    const [, , { changes }] = JSON.parse(disclosure) as [string, string, { changes: Changes }];
    const values = Object.fromEntries(Object.entries(changes).map(([member, { from }]) => [member, from]));
    // Of several changes, the first knows what was there before the import.
    before.set(id, { ...values, ...before.get(id) });
  }
  return before;
}

async function keep(
  work: Work,
  importId: string,
  type: RecordType,
  changes: readonly { recordId: string }[],
  reason: string,
): Promise<void> {
  if (changes.length === 0) return;
  const text =
    "update import_change set kept = $5 where organization_id = $1 and import_id = $2 and record_type = $3 and record_id = any($4::uuid[])";
  await work.sql.query(text, [
    work.organizationId,
    importId,
    type.name,
    changes.map(({ recordId }) => recordId),
    reason,
  ]);
}

async function end(work: Work, { id, filename, recordType }: StoredImport): Promise<void> {
  await work.sql.query(
    "update import set undo_status = 'done', status = 'done', undone_at = now() where organization_id = $1 and id = $2",
    [work.organizationId, id],
  );
  const ended = await findImport(work.sql, work.organizationId, id);
  const details = { recordType, undo: true, removed: ended!.undoRemoved, restored: ended!.undoRestored };
  work.record({
    action: "IMPORT",
    resource: "import",
    resourceId: id,
    ...(filename ? { name: filename } : {}),
    details,
  });
}
