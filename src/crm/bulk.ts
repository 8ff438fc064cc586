import type { Action } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { problemOf } from "../api/failures.ts";
import { readInput } from "../records/input.ts";
import type { RecordType } from "../records/record-type.ts";
import { updateRecord } from "../records/store.ts";
import type { Values } from "../records/store.ts";
import { purgeRecord, restoreRecord, trashRecord } from "../records/trash.ts";
import { recordTypes } from "./record-types.ts";

export const bulkActions = ["update", "trash", "restore", "purge"] as const;
export type BulkAction = (typeof bulkActions)[number];

export interface BulkResult {
  id: string;
  status: "changed" | "unchanged" | "failed";
  problem?: { type: string; title: string; status: number; detail: string };
}

export interface BulkReport {
  results: BulkResult[];
  changed: number;
  unchanged: number;
  failed: number;
}

const acts: Record<
  BulkAction,
  { event: Action; one(work: Work, type: RecordType, id: string, values: Values): Promise<unknown> }
> = {
  update: { event: "UPDATE", one: (work, type, id, values) => updateRecord(work, type, id, values) },
  trash: { event: "DELETE", one: (work, type, id) => trashRecord(work, type, recordTypes, id) },
  restore: { event: "RESTORE", one: (work, type, id) => restoreRecord(work, type, recordTypes, id) },
  purge: { event: "DELETE", one: (work, type, id) => purgeRecord(work, type, recordTypes, id) },
};

/** Does the same to many records in one transaction. What fails for one record is told and leaves the others alone. */
export async function changeMany(
  work: Work,
  type: RecordType,
  ids: readonly string[],
  action: BulkAction,
  values: Values,
): Promise<BulkReport> {
  if (action === "update") readInput(type, "update", values);
  const { event, one } = acts[action];
  const results = new Map<string, BulkResult>();
  // In one order for everybody, so that two who do this at once do not wait for each other in a circle.
  for (const id of [...new Set(ids)].toSorted())
    results.set(id, await attempt(work, id, () => one(work, type, id, values)));
  const count = (status: BulkResult["status"]) =>
    [...results.values()].filter((result) => result.status === status).length;
  const counts = { changed: count("changed"), unchanged: count("unchanged"), failed: count("failed") };
  work.record({
    action: event,
    resource: type.name,
    // What nothing came of is no success.
    ...(counts.failed > 0 && counts.changed === 0 ? { outcome: "failure" as const } : {}),
    details: { bulk: action, fields: Object.keys(values), ...counts },
  });
  return { results: [...new Set(ids)].map((id) => results.get(id)!), ...counts };
}

async function attempt(work: Work, id: string, act: () => Promise<unknown>): Promise<BulkResult> {
  const events = work.entries.length;
  await work.sql.query("savepoint one");
  try {
    await act();
    await work.sql.query("release savepoint one");
    return { id, status: work.entries.length > events ? "changed" : "unchanged" };
  } catch (error) {
    const known = problemOf(error);
    if (!known) throw error;
    await work.sql.query("rollback to savepoint one; release savepoint one");
    work.entries.length = events;
    const { type, title, status, detail } = known.document("") as Required<BulkResult>["problem"];
    return { id, status: "failed", problem: { type, title, status, detail } };
  }
}
