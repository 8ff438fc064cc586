import { roleHas } from "../access/permissions.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { isId } from "../identifier.ts";
import type { RecordType } from "../records/record-type.ts";
import { recordTypes } from "./record-types.ts";
import type { LogEntry } from "../audit/query.ts";
import { allColumns, keyColumnOf, titleColumnOf } from "../records/row.ts";

/** Replaces the ids of what changed references name by `{id, title}`, in place. What is gone has no title. */
export async function nameReferences(work: Work, type: RecordType, changes: readonly Changes[]): Promise<void> {
  for (const { member, field } of allColumns(type)) {
    if (field.target === undefined) continue;
    const changed = changes.map((one) => one[member]).filter((change) => change !== undefined);
    const ids = [...new Set(changed.flatMap(({ from, to }) => [from, to]))].filter(
      (id) => typeof id === "string" && isId(id),
    );
    if (ids.length === 0) continue;
    const text = `select ${keyColumnOf(field)} as id, ${titleColumnOf(field)} as title from ${field.target} where organization_id = $1 and ${keyColumnOf(field)} = any($2::uuid[])`;
    const rows = await work.sql.query<{ id: string; title: string }>(text, [work.organizationId, ids]);
    const titles = new Map(rows.map(({ id, title }) => [id, title]));
    const named = (id: unknown) => (id === null ? null : { id, title: titles.get(id as string) ?? null });
    for (const change of changed) Object.assign(change, { from: named(change.from), to: named(change.to) });
  }
}

/**
 * What ids in these events name, by id; the events stay as they are written. To whoever may read records, by the names
 * of today; to everybody who reads the log, that somebody was erased.
 */
export async function namesIn(work: Work, entries: readonly LogEntry[]): Promise<Record<string, string>> {
  const names = roleHas(work.actor.role, "records.read") ? await namesToday(work, entries) : {};
  return { ...(await erasedNames(work, entries, names)), ...names };
}

async function namesToday(work: Work, entries: readonly LogEntry[]): Promise<Record<string, string>> {
  const names = await namesOfHeld(work, entries);
  for (const type of recordTypes) {
    const changes = entries.flatMap((entry) =>
      entry.resource === type.name && entry.changes ? [structuredClone(entry.changes)] : [],
    );
    await nameReferences(work, type, changes);
    for (const value of changes.flatMap(Object.values).flatMap(({ from, to }) => [from, to])) {
      const { id, title } = (value ?? {}) as { id?: unknown; title?: unknown };
      if (typeof id === "string" && typeof title === "string") names[id] = title;
    }
  }
  return names;
}

/** What legal holds in these events name: a record or a member. */
async function namesOfHeld(work: Work, entries: readonly LogEntry[]): Promise<Record<string, string>> {
  const held = entries.filter(({ resource }) => resource === "legal_hold").map(({ changes }) => changes ?? {});
  const people = held.flatMap(({ userId }) => (typeof userId?.to === "string" ? [userId.to] : []));
  const found: { id: string; title: string }[] = [];
  for (const { name, table } of recordTypes) {
    const ids = held.filter(({ recordType }) => recordType?.to === name).map(({ recordId }) => recordId?.to);
    if (ids.length === 0) continue;
    const text = `select id, display_name as title from ${table} where organization_id = $1 and id = any($2::uuid[])`;
    found.push(...(await work.sql.query<(typeof found)[number]>(text, [work.organizationId, ids])));
  }
  const text =
    "select user_id as id, name as title from member where organization_id = $1 and user_id = any($2::uuid[])";
  if (people.length > 0)
    found.push(...(await work.sql.query<(typeof found)[number]>(text, [work.organizationId, people])));
  return Object.fromEntries(found.map(({ id, title }) => [id, title]));
}

/** What always had a name when it was written. */
const named = new Set(["CREATE", "UPDATE", "DELETE", "RESTORE", "ROLE_CHANGE", "REMOVE", "ERASE"]);

/** "Erased contact" for whoever was erased, in place of an id that says nothing. */
async function erasedNames(
  { sql, organizationId }: Work,
  entries: readonly LogEntry[],
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const nameless = entries.filter(({ action, resourceName }) => resourceName === null && named.has(action));
  const mentioned = entries
    .flatMap(({ changes }) => Object.values(changes ?? {}))
    .flatMap(({ from, to }) => [from, to]);
  const ids = [...nameless.map(({ resourceId }) => resourceId), ...mentioned.flatMap(idsWithin)];
  const unknown = [...new Set(ids)].filter((id) => id !== null && isId(id) && known[id] === undefined);
  if (unknown.length === 0) return {};
  const text = `select distinct resource_id as id, resource from audit_event
    where organization_id = $1 and resource_id = any($2) and action = 'ERASE'`;
  const erased = await sql.query<{ id: string; resource: string }>(text, [organizationId, unknown]);
  const labelOf = (resource: string) => recordTypes.find(({ name }) => name === resource)?.label.toLowerCase();
  return Object.fromEntries(erased.map(({ id, resource }) => [id, `Erased ${labelOf(resource) ?? "person"}`]));
}

/** Of a reference, of a list of links, and of rows. */
function idsWithin(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(idsWithin);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(idsWithin) : [];
}
