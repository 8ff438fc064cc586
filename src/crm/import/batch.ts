import type { Work } from "../../audit/work.ts";
import type { Changes } from "../../audit/event.ts";
import { newId } from "../../identifier.ts";
import { Problem } from "../../problems.ts";
import { insertRecords, updateRecords } from "../../records/bulk-write.ts";
import { columnName, titleOf } from "../../records/record-type.ts";
import { allFields } from "../../records/row.ts";
import type { Row } from "../../records/record.ts";
import { changesBetween, checkRules, defaultsOf } from "../../records/store.ts";
import type { Values } from "../../records/store.ts";
import { eventDetails, foldText } from "./job.ts";
import type { ImportJob } from "./job.ts";
import { matchRows, recordsNamed } from "./match.ts";
import { resolveMembers } from "./members.ts";
import { emptyOutcome } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { resolveRecords } from "./references.ts";
import type { Resolution } from "./references.ts";
import type { ImportRow } from "./row.ts";
import { resolveStages } from "./stages.ts";

/** A row with the record that it becomes or changes. */
interface Draft {
  row: ImportRow;
  id: string;
  previous: Row | null;
  next: Values;
  changes: Changes;
}

/** Writes rows that bear different keys: new records, changed records, their events. Bad rows are told, not thrown. */
export async function importBatch(work: Work, job: ImportJob, rows: readonly ImportRow[]): Promise<Outcome> {
  const outcome = emptyOutcome(rows.length);
  const readable = rows.filter(isGood);
  const matches = await matchRows(work, job, readable);
  const ids = new Map(readable.map((row) => [row, matches.get(row)?.id ?? newId()]));
  await resolveMembers(work, readable, job.plan.missing);
  await resolveStages(work, job, readable);
  const resolution = await resolveRecords(work, job, readable, namesOf(job, readable, ids));
  const drafts: Draft[] = [];
  for (const row of readable.filter(isGood)) {
    const draft = await draftOf(work, job, row, ids.get(row)!, matches.get(row) ?? null);
    if (draft) drafts.push(draft);
  }
  await create(
    work,
    job,
    drafts.filter(({ previous }) => previous === null),
    outcome,
  );
  await change(
    work,
    job,
    drafts.filter(({ previous }) => previous !== null),
    outcome,
  );
  conclude(rows, ids, resolution, outcome);
  return outcome;
}

function isGood(row: ImportRow): boolean {
  return row.issues.every(({ warning }) => warning);
}

/** Every name by which other rows may refer to these. */
function namesOf(job: ImportJob, rows: readonly ImportRow[], ids: ReadonlyMap<ImportRow, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const row of rows) {
    for (const name of [row.id, row.values.externalId, titleOf(job.type, row.values)]) {
      if (typeof name === "string" && name !== "" && !names.has(foldText(name)))
        names.set(foldText(name), ids.get(row)!);
    }
  }
  return names;
}

async function draftOf(
  work: Work,
  job: ImportJob,
  row: ImportRow,
  id: string,
  previous: Row | null,
): Promise<Draft | undefined> {
  if (previous && job.plan.existing === "skip") return { row, id, previous, next: previous, changes: {} };
  const base: Values = previous ?? { ...defaultsOf(job.type), ownerId: work.actor.userId, ...job.plan.defaults };
  const next: Values = { ...base, ...row.values };
  if (row.id !== undefined && row.id.toLowerCase() !== previous?.id) next.externalId ??= row.id;
  if (Object.keys(row.custom).length > 0) next.custom = { ...(base.custom as Values), ...row.custom };
  try {
    if (!previous) requireFields(job, row, next);
    await job.type.derive?.(work, next, previous);
    checkRules(job.type, next);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    explain(job, row, error);
    return undefined;
  }
  return { row, id, previous, next, changes: changesBetween(job.type, previous ?? {}, next) };
}

function requireFields(job: ImportJob, row: ImportRow, next: Values): void {
  const errors = Object.entries(job.type.fields)
    .filter(([name, field]) => field.required && !field.rows && (next[name] === undefined || next[name] === null))
    .map(([name, field]) => ({ field: name, reason: `${field.label} is required` }));
  if (errors.length > 0) throw new Problem("invalid-input", `line ${row.line}`, { errors });
}

/** A problem with fields as issues with columns. */
function explain(job: ImportJob, row: ImportRow, problem: Problem): void {
  const errors = problem.extras.errors ?? [{ field: "", reason: problem.message }];
  for (const { field, reason } of errors) row.issues.push({ column: columnOf(job, field), reason });
}

function columnOf(job: ImportJob, member: string): string | null {
  const target = job.targets.find(({ name, member: own }) => name === member || own === member);
  return (
    job.plan.columns.find(({ field }) => field !== null && field === target?.name)?.column ?? target?.label ?? null
  );
}

async function create(work: Work, job: ImportJob, drafts: readonly Draft[], outcome: Outcome): Promise<void> {
  const inserted = await insertRecords(
    work,
    job.type,
    drafts.map(({ id, next }) => ({ id, values: next })),
  );
  const refused = drafts.filter(({ id }) => !inserted.has(id));
  if (refused.length > 0) await explainTaken(work, job, refused);
  for (const { id, next, changes } of drafts.filter((draft) => inserted.has(draft.id))) {
    work.record({
      action: "CREATE",
      resource: job.type.name,
      resourceId: id,
      name: titleOf(job.type, next),
      changes,
      ...eventDetails(job),
    });
    outcome.touched.push({ type: job.type, id, created: true, version: 1 });
    outcome.created += 1;
  }
}

/** Finds which unique value of each row another record has already. */
async function explainTaken(work: Work, job: ImportJob, drafts: readonly Draft[]): Promise<void> {
  const unique = [
    "externalId",
    ...Object.entries(job.type.fields)
      .filter(([, field]) => field.unique)
      .map(([name]) => name),
  ];
  for (const name of unique) {
    const texts = drafts.map(({ next }) => (typeof next[name] === "string" ? next[name] : ""));
    const by = columnName(name, allFields(job.type)[name]!);
    const found = await recordsNamed(work, job.type, by, texts);
    drafts.forEach(({ row }, at) => {
      if (texts[at] === "" || found[at] === undefined || !isGood(row)) return;
      row.issues.push({
        column: columnOf(job, name),
        reason: `“${texts[at]}” belongs to another ${job.type.label.toLowerCase()} already`,
      });
    });
  }
  for (const { row } of drafts.filter((draft) => isGood(draft.row)))
    row.issues.push({ column: null, reason: "A unique value belongs to another record already" });
}

async function change(work: Work, job: ImportJob, drafts: readonly Draft[], outcome: Outcome): Promise<void> {
  const changed = drafts.filter(({ changes }) => Object.keys(changes).length > 0);
  outcome.unchanged += drafts.length - changed.length;
  await updateRecords(
    work,
    job.type,
    changed.map(({ previous, next, changes }) => ({ previous: previous!, next, members: Object.keys(changes) })),
  );
  for (const { id, previous, next, changes } of changed) {
    work.record({
      action: "UPDATE",
      resource: job.type.name,
      resourceId: id,
      name: titleOf(job.type, next),
      changes,
      ...eventDetails(job),
    });
    outcome.touched.push({ type: job.type, id, created: false, version: previous!.version + 1 });
    outcome.updated += 1;
  }
}

function conclude(
  rows: readonly ImportRow[],
  ids: ReadonlyMap<ImportRow, string>,
  resolution: Resolution,
  outcome: Outcome,
): void {
  for (const row of rows) {
    for (const issue of row.issues) outcome.issues.push({ line: row.line, ...issue });
    if (!isGood(row)) outcome.failed += 1;
  }
  for (const { type, id } of resolution.made) outcome.touched.push({ type, id, created: true, version: 1 });
  outcome.related += resolution.made.length;
  for (const { row, name } of resolution.pending.filter(({ row: waiting }) => isGood(waiting))) {
    outcome.pending.push({
      line: row.line,
      member: name.target.member,
      column: name.column,
      recordId: ids.get(row)!,
      named: name.text,
    });
  }
}
