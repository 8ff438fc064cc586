import { detectDialect } from "../../records/csv/dialect.ts";
import type { Dialect } from "../../records/csv/dialect.ts";
import type { Bytes } from "../../records/csv/encoding.ts";
import { readCsv } from "../../records/csv/read.ts";
import { ColumnSurvey } from "../../records/csv/survey.ts";
import type { Ambiguity, ColumnConventions, Surveyed } from "../../records/csv/survey.ts";
import type { RecordType } from "../../records/record-type.ts";
import { foldText } from "./job.ts";
import type { ImportPlan } from "./plan.ts";
import type { ImportTarget } from "./target.ts";

/** What only a look at the whole file tells. */
export interface FileSurvey {
  dialect: Dialect;
  conventions: ColumnConventions[];
  ambiguities: Ambiguity[];
  rows: number;
  /** Folded names of records of the same type that are referred to and that no row bears. */
  absent: Set<string>;
}

const surveyed: Record<string, Surveyed> = {
  date: "date",
  datetime: "date",
  money: "number",
  decimal: "number",
  percent: "number",
  integer: "integer",
};

/** Reads the file through before the first row is imported. `open` gives it from its beginning, each time. */
export async function surveyFile(
  type: RecordType,
  targets: readonly ImportTarget[],
  plan: ImportPlan,
  open: () => Promise<Bytes>,
): Promise<FileSurvey> {
  const dialect = await detectDialect(await open(), {
    ...(plan.encoding && { encoding: plan.encoding }),
    ...(plan.delimiter && { delimiter: plan.delimiter }),
  });
  const fields = plan.columns.map(({ field }) => targets.find(({ name }) => name === field));
  const columns = new ColumnSurvey(fields.map((target) => target && surveyed[target.field.kind.name]));
  const inward = fields.flatMap((target, index) =>
    target?.way === "record" && target.field.target === type.name ? [index] : [],
  );
  const absent = new Set<string>();
  let rows = 0;
  for await (const { cells } of dataRows(open, dialect)) {
    rows += 1;
    columns.see(cells);
    for (const index of inward) if (cells[index]?.trim()) absent.add(foldText(cells[index]));
  }
  if (absent.size > 0) await strikeBorne(type, fields, open, dialect, absent);
  const given = {
    ...(plan.dateOrder && { dateOrder: plan.dateOrder }),
    ...(plan.decimal && { decimal: plan.decimal }),
  };
  return { dialect, ...columns.conclude(given), rows, absent };
}

/** Leaves in `absent` what no row of the file answers to. */
async function strikeBorne(
  type: RecordType,
  fields: readonly (ImportTarget | undefined)[],
  open: () => Promise<Bytes>,
  dialect: Dialect,
  absent: Set<string>,
): Promise<void> {
  const naming = fields.flatMap((target, index) =>
    target && ["id", "externalId", ...type.title].includes(target.name) ? [index] : [],
  );
  for await (const { cells } of dataRows(open, dialect)) {
    for (const index of naming) if (cells[index]) absent.delete(foldText(cells[index]));
  }
}

/** The file's rows without its header, wholly blank ones left out. */
export async function* dataRows(
  open: () => Promise<Bytes>,
  dialect: Dialect,
): AsyncGenerator<{ line: number; cells: string[]; fault?: string }> {
  let isHeader = true;
  for await (const row of readCsv(await open(), dialect)) {
    if (isHeader) isHeader = false;
    else if (row.fault || row.cells.some((cell) => cell.trim() !== "")) yield row;
  }
}
