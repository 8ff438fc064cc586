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
 * The names today of what changed references in these events name, by id; the events stay as they are written. None
 * for whoever may read the log and no record.
 */
export async function namesIn(work: Work, entries: readonly LogEntry[]): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  if (!roleHas(work.actor.role, "records.read")) return names;
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
