import type { Action, Changes } from "../audit/event.ts";
import { heldBy, heldDenial } from "../audit/held.ts";
import type { Work } from "../audit/work.ts";
import { problemOf } from "../api/failures.ts";
import { isInputMember, readInput } from "../records/input.ts";
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
  /** Of an update: the record's version now, and what the named members were before. */
  version?: number;
  before?: Values;
  problem?: { type: string; title: string; status: number; detail: string };
}

/** What one record is to become; `version` is what the caller saw last, another one refuses this record. */
export interface BulkChange {
  id: string;
  values: Values;
  version?: number | undefined;
}

export interface BulkReport {
  results: BulkResult[];
  changed: number;
  unchanged: number;
  failed: number;
}

type Told = Pick<BulkResult, "version" | "before">;

const acts: Record<
  BulkAction,
  { event: Action; one(work: Work, type: RecordType, change: BulkChange): Promise<Told | void> }
> = {
  update: { event: "UPDATE", one: update },
  trash: { event: "DELETE", one: (work, type, { id }) => trashRecord(work, type, recordTypes, id) },
  restore: {
    event: "RESTORE",
    one: async (work, type, { id }) => void (await restoreRecord(work, type, recordTypes, id)),
  },
  purge: { event: "DELETE", one: (work, type, { id }) => purgeRecord(work, type, recordTypes, id) },
};

async function update(work: Work, type: RecordType, { id, values, version }: BulkChange): Promise<Told> {
  const events = work.entries.length;
  const record = await updateRecord(work, type, id, values, version);
  const changes = work.entries.slice(events).flatMap((entry) => Object.entries(entry.changes ?? {}));
  return { version: record.version, before: previousOf(values, Object.fromEntries(changes)) };
}

/** What would put the named members back; a custom field that was not there comes back as null. */
function previousOf(values: Values, changes: Changes): Values {
  const before: Values = {};
  for (const member of Object.keys(values)) {
    const change = changes[member];
    if (!change) continue;
    const from = (change.from ?? {}) as Values;
    before[member] =
      member === "custom"
        ? Object.fromEntries(Object.keys(values.custom as Values).map((name) => [name, from[name] ?? null]))
        : change.from;
  }
  return before;
}

/** Does the same to many records in one transaction. What fails for one record is told and leaves the others alone. */
export async function changeMany(
  work: Work,
  type: RecordType,
  ids: readonly string[],
  action: BulkAction,
  values: Values,
): Promise<BulkReport> {
  if (action === "update") readInput(type, "update", values);
  return changeEach(
    work,
    type,
    ids.map((id) => ({ id, values })),
    action,
  );
}

/** Like `changeMany`, with values of its own for each record. */
export async function changeEach(
  work: Work,
  type: RecordType,
  changes: readonly BulkChange[],
  action: BulkAction,
): Promise<BulkReport> {
  const { event, one } = acts[action];
  const wanted = new Map(changes.map((change) => [change.id, change]));
  const results = new Map<string, BulkResult>();
  // In one order for everybody, so that two who do this at once do not wait for each other in a circle.
  for (const [id, change] of [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    results.set(id, await attempt(work, type, id, () => one(work, type, change)));
  const count = (status: BulkResult["status"]) =>
    [...results.values()].filter((result) => result.status === status).length;
  const counts = { changed: count("changed"), unchanged: count("unchanged"), failed: count("failed") };
  work.record({
    action: event,
    resource: type.name,
    // What nothing came of is no success.
    ...(counts.failed > 0 && counts.changed === 0 ? { outcome: "failure" as const } : {}),
    details: { bulk: action, fields: membersOf(type, changes), ...counts },
  });
  return { results: [...wanted.keys()].map((id) => results.get(id)!), ...counts };
}

/** What was to change; names of the caller's own making stay out of the log. */
function membersOf(type: RecordType, changes: readonly BulkChange[]): string[] {
  const named = new Set(changes.flatMap(({ values }) => Object.keys(values)));
  return [...named].filter((name) => isInputMember(type, name));
}

async function attempt(work: Work, type: RecordType, id: string, act: () => Promise<Told | void>): Promise<BulkResult> {
  const events = work.entries.length;
  await work.sql.query("savepoint one");
  try {
    const told = await act();
    await work.sql.query("release savepoint one");
    return { id, status: work.entries.length > events ? "changed" : "unchanged", ...told };
  } catch (error) {
    const known = problemOf(error);
    if (!known) throw error;
    await work.sql.query("rollback to savepoint one; release savepoint one");
    work.entries.length = events;
    await noteHeld(work, type, id, error);
    const { type: kind, title, status, detail } = known.document("") as Required<BulkResult>["problem"];
    return { id, status: "failed", problem: { type: kind, title, status, detail } };
  }
}

async function noteHeld(work: Work, type: RecordType, id: string, error: unknown): Promise<void> {
  const holds = heldBy(error);
  if (!holds) return;
  const denial = await heldDenial(work, holds);
  work.record({ action: "DENIED", outcome: "denied", resource: type.name, resourceId: id, ...denial });
}
