import type { CsvRow } from "../../records/csv/split.ts";
import type { ColumnConventions } from "../../records/csv/survey.ts";
import { isKnownCountry } from "../../records/kinds/choice.ts";
import type { RecordType } from "../../records/record-type.ts";
import type { Values } from "../../records/store.ts";
import type { ImportPlan } from "./plan.ts";
import type { ImportTarget } from "./target.ts";

/** Something wrong with a row, or with `warning` something that a person should look at. */
export interface Issue {
  column: string | null;
  reason: string;
  warning?: true;
}

/** A record that a cell names, not looked for yet. */
export interface Named {
  target: ImportTarget;
  column: string;
  text: string;
}

/** A row of the file as it will be stored. Blank cells are left out: they change nothing. */
export interface ImportRow {
  line: number;
  values: Values;
  custom: Values;
  named: Named[];
  /** The id that the row has in the system it came from, which may be ours. */
  id?: string;
  issues: Issue[];
}

interface CellReader {
  column: string;
  index: number;
  target: ImportTarget;
  read(cell: string, row: ImportRow): void;
}

/** Gives a function that turns rows of the file into rows to import. Wholly blank rows give nothing. */
export function rowReader(
  type: RecordType,
  targets: readonly ImportTarget[],
  plan: ImportPlan,
  conventions: readonly ColumnConventions[],
): (row: CsvRow) => ImportRow | undefined {
  const readers = plan.columns.flatMap(({ column, field }, index) => {
    const target = targets.find(({ name }) => name === field);
    return target ? [cellReader(column, index, target, conventions[index] ?? {})] : [];
  });
  const width = plan.columns.length;
  return ({ line, cells, fault }) => {
    const row: ImportRow = { line, values: {}, custom: {}, named: [], issues: [] };
    if (fault) {
      row.issues.push({ column: null, reason: fault });
      return row;
    }
    if (cells.every((cell) => cell.trim() === "")) return undefined;
    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== "")) {
      row.issues.push({ column: null, reason: `The row has ${cells.length} cells where the header has ${width}` });
      return row;
    }
    for (const reader of readers) {
      const cell = cells[reader.index];
      if (cell && cell.trim() !== "") readCell(reader, cell, row);
    }
    nameRow(type, row);
    return row;
  };
}

function readCell(reader: CellReader, cell: string, row: ImportRow): void {
  try {
    if (cell.includes("\0") || !cell.isWellFormed()) throw new Error("contains a character that cannot be stored");
    reader.read(cell.trim(), row);
  } catch (error) {
    const shown = cell.trim().length > 80 ? `${cell.trim().slice(0, 80)}…` : cell.trim();
    row.issues.push({ column: reader.column, reason: `“${shown}” ${(error as Error).message}` });
  }
}

function cellReader(column: string, index: number, target: ImportTarget, conventions: ColumnConventions): CellReader {
  const { way, member, field } = target;
  const base = { column, index, target };
  if (way === "fullName") return { ...base, read: (cell, row) => splitName(cell, row.values) };
  if (way !== "value" && way !== "custom" && way !== "id")
    return { ...base, read: (cell, row) => void row.named.push({ target, column, text: cell }) };
  const schema = field.kind.schema(field);
  return {
    ...base,
    read: (cell, row) => {
      const parsed = schema.safeParse(field.kind.parse ? field.kind.parse(cell, field, conventions) : cell);
      if (!parsed.success) throw new Error(parsed.error.issues[0]?.message ?? "is not valid");
      if (way === "id") row.id = parsed.data as string;
      else (way === "custom" ? row.custom : row.values)[member] = parsed.data;
      if (field.kind.name === "country" && !isKnownCountry(cell)) {
        row.issues.push({
          column,
          reason: `“${cell}” is not a country that NextCRM knows; kept as it is`,
          warning: true,
        });
      }
    },
  };
}

/** `Ada King Lovelace` and `Lovelace, Ada King`: the last name is one word unless a comma says otherwise. */
function splitName(cell: string, values: Values): void {
  const [last, first] = cell.includes(",")
    ? cell.split(/,\s*(.*)/)
    : [cell.split(/\s+/).at(-1), cell.split(/\s+/).slice(0, -1).join(" ")];
  values.lastName ??= last;
  if (first) values.firstName ??= first;
}

/** Names a nameless row after what it is about: `account – product`. */
function nameRow(type: RecordType, row: ImportRow): void {
  const [title] = type.title;
  if (type.title.length !== 1 || title === undefined || row.values[title] !== undefined) return;
  const account = row.named.find(({ target }) => target.name === "account")?.text;
  const parts = [account, row.values.product].filter((part) => typeof part === "string");
  if (parts.length > 0) row.values[title] = parts.join(" – ").slice(0, 500);
}
