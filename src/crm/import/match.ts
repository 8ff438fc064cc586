import type { Work } from "../../audit/work.ts";
import { isId } from "../../identifier.ts";
import { lockRecords } from "../../records/bulk-write.ts";
import { columnName } from "../../records/record-type.ts";
import type { RecordType } from "../../records/record-type.ts";
import { allFields } from "../../records/row.ts";
import type { Row } from "../../records/record.ts";
import { foldText } from "./job.ts";
import type { ImportJob } from "./job.ts";
import type { ImportRow } from "./row.ts";

/** Finds records by a text: by `title`, `external_id` or another column. Of several, the most alike, then the oldest. */
export async function recordsNamed(
  work: Work,
  type: RecordType,
  by: string,
  texts: readonly string[],
): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = texts.map(() => undefined);
  if (texts.length === 0) return found;
  const text = "select place, id from records_named($1::regclass, $2, $3)";
  const rows = await work.sql.query<{ place: number; id: string }>(text, [type.table, by, texts], { prepare: true });
  for (const { place, id } of rows) found[place - 1] ??= id;
  return found;
}

/** What tells this row from others under a key; undefined where the row says nothing there. */
export function keyText(row: ImportRow, key: string): string | undefined {
  const value = key === "id" ? row.id : (row.values[key] ?? (key === "externalId" ? row.id : undefined));
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Every text by which two rows could mean the same record. */
export function keysOfRow(job: ImportJob, row: ImportRow): string[] {
  return job.plan.keys.flatMap((key) => {
    const text = keyText(row, key);
    return text === undefined ? [] : [`${key} ${key === "externalId" ? text : foldText(text)}`];
  });
}

/**
 * The existing record of each row, locked. Keys are tried in order: the id, the external id, the natural key. A record
 * that bears another external id than the row is another record, whatever its name.
 */
export async function matchRows(work: Work, job: ImportJob, rows: readonly ImportRow[]): Promise<Map<ImportRow, Row>> {
  const candidates = await Promise.all(
    job.plan.keys.map(async (key) => ({ key, ids: await candidateIds(work, job, key, rows) })),
  );
  const records = await lockRecords(work, job.type, [
    ...new Set(candidates.flatMap(({ ids }) => ids.filter((id) => id !== undefined))),
  ]);
  const matches = new Map<ImportRow, Row>();
  rows.forEach((row, at) => {
    for (const { key, ids } of candidates) {
      const record = records.get(ids[at] ?? "");
      if (!record || (key !== "id" && isAnother(job, row, record, key))) continue;
      matches.set(row, record);
      return;
    }
  });
  return matches;
}

function isAnother(job: ImportJob, row: ImportRow, record: Row, key: string): boolean {
  // A reference forgives an accent; two accounts that differ in one are two.
  if (isTitle(job.type, key) && record.displayName.toLowerCase() !== keyText(row, key)?.trim().toLowerCase())
    return true;
  if (!job.plan.keys.includes("externalId")) return false;
  const external = keyText(row, "externalId");
  return external !== undefined && record.externalId !== null && record.externalId !== external;
}

async function candidateIds(
  work: Work,
  job: ImportJob,
  key: string,
  rows: readonly ImportRow[],
): Promise<(string | undefined)[]> {
  const texts = rows.map((row) => keyText(row, key) ?? "");
  if (key === "id") return texts.map((text) => (isId(text.toLowerCase()) ? text.toLowerCase() : undefined));
  const by =
    key === "externalId"
      ? "external_id"
      : isTitle(job.type, key)
        ? "title"
        : columnName(key, allFields(job.type)[key]!);
  const found = await recordsNamed(work, job.type, by, texts);
  return found.map((id, at) => (texts[at] === "" ? undefined : id));
}

function isTitle(type: RecordType, key: string): boolean {
  return type.title.length === 1 && type.title[0] === key;
}
