import type { Sql } from "../../ports/database.ts";
import { Refusal } from "../../refusal.ts";
import { columnOf, exportedTables, memberOf } from "../export/tables.ts";
import type { Arrival } from "./arrival.ts";
import type { FileColumn } from "./check-rows.ts";
import type { ArchivedRows } from "./contents.ts";
import type { Line } from "./lines.ts";
import { importedTables } from "./tables.ts";

/** Foreign keys between rows of one table: who is named may stand in a later line. */
const withinOneTable = [
  "account_organization_id_parent_account_id_fkey",
  "document_organization_id_predecessor_id_fkey",
];

/** Loads every table, those first that others refer to. Throws a Refusal that names the line which PostgreSQL refuses. */
export async function loadRows(
  sql: Sql,
  rows: ArchivedRows,
  arrival: Arrival,
  loaded: (table: string, lines: number) => void,
): Promise<void> {
  await sql.query(`set constraints ${withinOneTable.join(", ")} deferred`);
  for (const table of await inOrder(sql, rows.tables)) {
    const columns = rows.columnsOf(table)!;
    const text = insertInto(table, columns);
    const ready = preparer(table, arrival);
    for await (const batch of rows.batches(table)) {
      await insertBatch(sql, table, text, arrival.organizationId, batch.map(ready));
      loaded(table, batch.length);
    }
    await settle(sql, rows, table);
  }
}

/** Tables in the order of their foreign keys. */
async function inOrder(sql: Sql, tables: readonly string[]): Promise<string[]> {
  const text = `select c.relname as table, r.relname as target from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.relname = any($1) and r.relname = any($1) and c.oid <> r.oid`;
  const edges = await sql.query<{ table: string; target: string }>(text, [tables]);
  const ordered: string[] = [];
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      (table) =>
        !ordered.includes(table) && edges.every((edge) => edge.table !== table || ordered.includes(edge.target)),
    );
    if (ready.length === 0) throw new Error("The foreign keys of the tables run in a circle");
    ordered.push(...ready);
  }
  return ordered;
}

function insertInto(table: string, columns: readonly FileColumn[]): string {
  const { added = [] } = importedTables[table]!;
  const casts = new Map(exportedTables[table]!.columns.map(columnOf).map(({ column, cast }) => [column, cast]));
  const all = [
    ...columns.map(({ column, member, database }) => ({
      column,
      member,
      type: database.type,
      cast: casts.get(column),
    })),
    ...added.map((column) => ({ column, member: column, type: "text", cast: null })),
  ];
  const scope = table === "organization" ? [] : ["organization_id"];
  const names = [...scope, ...all.map(({ column }) => column)].join(", ");
  const values = [...scope.map(() => "$1::uuid"), ...all.map(({ member }) => `line."${member}"`)].join(", ");
  const shape = all.map(({ member, type }) => `"${member}" ${type}`).join(", ");
  return `insert into ${table} (${names}) select ${values} from jsonb_to_recordset($2::jsonb) as line(${shape})${scope.length === 0 ? " where $1::uuid is not null" : ""}`;
}

/** A line as it goes in: what becomes of its row here, and the ids of people by whom they are here. */
function preparer(table: string, arrival: Arrival): (line: Line) => Line {
  const { arrive } = importedTables[table]!;
  const { ids } = arrival.people;
  const renamed = (text: string) =>
    ids.size === 0
      ? text
      : text.replaceAll(/"([0-9a-f-]{36})"/g, (whole, id: string) => (ids.has(id) ? `"${ids.get(id)}"` : whole));
  return ({ number, text }) => {
    const arrived = arrive ? JSON.stringify(arrive(JSON.parse(text) as Record<string, unknown>, arrival)) : text;
    return { number, text: renamed(arrived) };
  };
}

async function insertBatch(
  sql: Sql,
  table: string,
  text: string,
  organizationId: string,
  lines: readonly Line[],
): Promise<void> {
  const insert = (some: readonly Line[]) =>
    sql.query(text, [organizationId, `[${some.map((line) => line.text).join(",")}]`], { prepare: true });
  await sql.query("savepoint batch");
  try {
    await insert(lines);
  } catch (error) {
    if (!isOfARow(error)) throw refusalOf(error);
    await sql.query("rollback to savepoint batch");
    const [line, reason] = await firstRefused(sql, insert, lines, error);
    throw new Refusal(`${exportedTables[table]!.file}, line ${line.number}: ${sentenceOf(reason, table, line.text)}`, {
      cause: reason,
    });
  }
  await sql.query("release savepoint batch");
}

/** Halves the lines until one is left that is refused. */
async function firstRefused(
  sql: Sql,
  insert: (lines: readonly Line[]) => Promise<unknown>,
  lines: readonly Line[],
  reason: unknown,
): Promise<[Line, unknown]> {
  let left = lines;
  let why = reason;
  while (left.length > 1) {
    const half = left.slice(0, Math.ceil(left.length / 2));
    await sql.query("savepoint half");
    try {
      await insert(half);
      // These are in order; the others are refused behind them, as before.
      left = left.slice(half.length);
    } catch (error) {
      await sql.query("rollback to savepoint half");
      [left, why] = [half, error];
    }
  }
  return [left[0]!, why];
}

/** References within the table, now that all of it is there. */
async function settle(sql: Sql, rows: ArchivedRows, table: string): Promise<void> {
  const own = withinOneTable.filter((name) => name.startsWith(`${table}_`));
  if (own.length === 0) return;
  try {
    await sql.query(`set constraints ${own.join(", ")} immediate`);
  } catch (error) {
    if (!isOfARow(error)) throw error;
    const line = await firstAstray(rows, table, (error as DatabaseError).constraint ?? "");
    throw new Refusal(`${exportedTables[table]!.file}, line ${line.number}: ${sentenceOf(error, table, line.text)}`, {
      cause: error,
    });
  }
}

/** The first line that names one of its own table that is not there. Reads the file twice more. */
async function firstAstray(rows: ArchivedRows, table: string, constraint: string): Promise<Line> {
  const member = memberOf(constraint.slice(`${table}_organization_id_`.length, -"_fkey".length));
  const rowOf = ({ text }: Line) => JSON.parse(text) as Record<string, unknown>;
  const ids = new Set<unknown>([null]);
  for await (const batch of rows.batches(table)) for (const line of batch) ids.add(rowOf(line).id);
  for await (const batch of rows.batches(table)) {
    const astray = batch.find((line) => !ids.has(rowOf(line)[member]));
    if (astray) return astray;
  }
  throw new Error(`No line was found for ${constraint}`);
}

interface DatabaseError {
  code?: string;
  message: string;
  detail?: string;
  constraint?: string;
}

/** Data that is wrong, as against a database that is away or full. */
function isOfARow(error: unknown): boolean {
  return /^2[23]/.test((error as DatabaseError).code ?? "");
}

/** What a plan does not allow, in words. */
export function refusalOf(error: unknown): unknown {
  const { code, detail } = error as DatabaseError;
  if (code !== "QUOTA") return error;
  const { quota, limit } = JSON.parse(detail ?? "{}") as { quota: string; limit: number };
  const what = { members: "members", records: "records", storageBytes: "bytes of files" }[quota];
  return new Refusal(
    `The organization has more than the ${limit} ${what} that the plan allows; choose another by --plan.`,
    {
      cause: error,
    },
  );
}

/** What PostgreSQL found wrong, by the constraint's name: under row security it does not say of which values. */
function sentenceOf(error: unknown, table: string, text?: string): string {
  const { code, message, constraint = "" } = error as DatabaseError;
  const column = constraint
    .replace(new RegExp(`^${table}_(organization_id_)?`), "")
    .replace(/_fkey$/, "")
    .replace(/^pkey$/, exportedTables[table]!.key.at(-1) ?? "id");
  const value = text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>)[memberOf(column)];
  const shown = typeof value === "string" ? `${column}, ${value.slice(0, 100)}` : column;
  if (code === "23503") return `refers to what is not in the export: ${shown}.`;
  if (code === "23505") return `has what another one has: ${shown}.`;
  return `is refused by the database: ${message}.`;
}
