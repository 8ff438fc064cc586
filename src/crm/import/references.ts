import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import { insertRecords } from "../../records/bulk-write.ts";
import type { NewRecord } from "../../records/bulk-write.ts";
import { titleOf } from "../../records/record-type.ts";
import type { RecordType } from "../../records/record-type.ts";
import { changesBetween, checkRules, defaultsOf } from "../../records/store.ts";
import { eventDetails, foldText } from "./job.ts";
import type { ImportJob } from "./job.ts";
import { recordsNamed } from "./match.ts";
import type { ImportRow, Named } from "./row.ts";
import { isPerson } from "./target.ts";

interface Waiting {
  row: ImportRow;
  name: Named;
}

/** What became of the references of some rows. */
export interface Resolution {
  /** Records that were made because a reference named them. */
  made: { type: RecordType; id: string }[];
  /** References to records of the same file that are not there yet. */
  pending: Waiting[];
}

/**
 * Fills in the records that cells name, by external id, else by title with case and accents ignored. `coming` are the
 * rows of this batch that will be records of the job's own type, by every name that they answer to.
 */
export async function resolveRecords(
  work: Work,
  job: ImportJob,
  rows: readonly ImportRow[],
  coming: ReadonlyMap<string, string>,
): Promise<Resolution> {
  const resolution: Resolution = { made: [], pending: [] };
  const waiting = rows.flatMap((row) =>
    row.named.filter(({ target }) => target.way === "record").map((name) => ({ row, name })),
  );
  for (const [target, group] of Map.groupBy(waiting, ({ name }) => name.target.field.target!)) {
    const type = job.types.find(({ name }) => name === target)!;
    const open = await fillKnown(work, type, group, type === job.type ? coming : new Map());
    const later = type === job.type ? open.filter(({ name }) => !job.absent.has(foldText(name.text))) : [];
    resolution.pending.push(...later);
    const unknown = open.filter((one) => !later.includes(one));
    if (job.plan.missing === "create") await makeMissing(work, job, type, unknown, resolution);
    else for (const { row, name } of unknown) refuse(job, type, row, name);
  }
  return resolution;
}

/** Fills in what exists; answers what does not. */
async function fillKnown(
  work: Work,
  type: RecordType,
  group: readonly Waiting[],
  coming: ReadonlyMap<string, string>,
): Promise<Waiting[]> {
  const texts = [...new Set(group.map(({ name }) => name.text))];
  const ids = await findByNames(work, type, texts);
  return group.filter(({ row, name }) => {
    const id = ids.get(name.text) ?? coming.get(foldText(name.text));
    if (id !== undefined) row.values[name.target.member] = id;
    return id === undefined;
  });
}

/** The ids of the records that the texts name; what names nothing is left out. */
export async function findByNames(
  work: Work,
  type: RecordType,
  texts: readonly string[],
): Promise<Map<string, string>> {
  const [byKey, byTitle] = await Promise.all([
    recordsNamed(work, type, "external_id", texts),
    recordsNamed(work, type, "title", texts),
  ]);
  return new Map(
    texts.flatMap((text, at) => ((byKey[at] ?? byTitle[at]) ? [[text, (byKey[at] ?? byTitle[at])!]] : [])),
  );
}

async function makeMissing(
  work: Work,
  job: ImportJob,
  type: RecordType,
  unknown: readonly Waiting[],
  resolution: Resolution,
): Promise<void> {
  const records: NewRecord[] = [];
  for (const [, group] of Map.groupBy(unknown, ({ name }) => foldText(name.text))) {
    const record = await recordNamed(work, type, group[0]!.name.text);
    if (typeof record === "string") {
      for (const { row, name } of group)
        row.issues.push({ column: name.column, reason: `“${name.text}” is unknown and cannot be created: ${record}` });
      continue;
    }
    records.push(record);
    for (const { row, name } of group) row.values[name.target.member] = record.id;
  }
  const made = await insertRecords(work, type, records);
  for (const { id, values } of records.filter((record) => made.has(record.id))) {
    work.record({
      action: "CREATE",
      resource: type.name,
      resourceId: id,
      name: titleOf(type, values),
      changes: changesBetween(type, {}, values),
      ...eventDetails(job),
    });
    if (!job.dryRun || isNews(job, type, values)) resolution.made.push({ type, id });
  }
}

/** A dry run makes the same record in every batch that names it, and counts it once. */
function isNews(job: ImportJob, type: RecordType, values: Record<string, unknown>): boolean {
  const name = `made ${type.name} ${foldText(titleOf(type, values))}`;
  if (job.pretended.has(name)) return false;
  job.pretended.add(name);
  return true;
}

/** A record that has a name and nothing else, or the reason why there cannot be one. */
async function recordNamed(work: Work, type: RecordType, text: string): Promise<NewRecord | string> {
  const words = text.split(/\s+/);
  const named = isPerson(type)
    ? { firstName: words.slice(0, -1).join(" ") || null, lastName: words.at(-1) }
    : { [type.title[0]!]: text };
  const values = { ...defaultsOf(type), ownerId: work.actor.userId, ...named };
  const lacking = Object.entries(type.fields).find(
    ([name, field]) => field.required && !field.rows && (values as Record<string, unknown>)[name] === undefined,
  );
  if (lacking) return `${lacking[1].label} is required`;
  const tooLong = type.title.find(
    (name) =>
      !type.fields[name]!.kind.schema(type.fields[name] as never).safeParse(values[name as keyof typeof values] ?? "")
        .success,
  );
  if (tooLong) return `${type.fields[tooLong]!.label} is not valid`;
  try {
    await type.derive?.(work, values, null);
    checkRules(type, values);
  } catch (error) {
    return (error as Error).message;
  }
  return { id: newId(), values };
}

function refuse(job: ImportJob, type: RecordType, row: ImportRow, { column, text }: Named): void {
  const reason = `“${text}” names no ${type.label.toLowerCase()}`;
  if (job.plan.missing === "blank") row.issues.push({ column, reason: `${reason}; left blank`, warning: true });
  else row.issues.push({ column, reason });
}
