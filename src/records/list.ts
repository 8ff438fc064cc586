import type { Work } from "../audit/work.ts";
import { loadChildren } from "./children.ts";
import { conditionSql, Parameters } from "./conditions.ts";
import { behindSql, orderSql, readCursor, sortKey, writeCursor } from "./cursor.ts";
import { refuseCursor } from "./list-query.ts";
import type { ListQuery, Sort } from "./list-query.ts";
import type { RecordType } from "./record-type.ts";
import { hasChildren, presentRow, readingOf } from "./row.ts";
import type { Row } from "./record.ts";
import { foldedWords, patternsOf, searchFor, searchSql } from "./search.ts";
import type { Search } from "./search.ts";
import { trashConditions } from "./store.ts";

export interface Page {
  data: Row[];
  nextCursor: string | null;
  /** How many match, up to `countedUpTo`; only where the query asked. */
  total?: number;
  totalIsCapped?: boolean;
}

/** Counting stops here, so that a count costs the same in a large organization. */
export const countedUpTo = 10_000;

/** One page of records by filters, search and sort, by keyset. */
export async function listRecords(work: Work, type: RecordType, query: ListQuery): Promise<Page> {
  const words = await foldedWords(work, query.search);
  // At once, and awaited together: a count that failed by itself, once the page has, would be nobody's error.
  const [total, rows] = await Promise.all([
    query.count ? countMatches(work, type, query, words) : undefined,
    words.length > 0 ? searchedRows(work, type, query, words) : pageRows(work, type, query, null),
  ]);
  const data = rows.slice(0, query.limit).map((row) => presentRow(type, row));
  const nextCursor = rows.length > query.limit ? cursorOf(type, query, rows[query.limit - 1]!) : null;
  if (hasChildren(type)) await loadChildren(work, type, data);
  return { data, nextCursor, ...total };
}

type RawRow = unknown[];

/** How far to look along the sort's index, before asking the trigram index and after it found too many. */
const nearRows = 2_000;
const farRows = 50_000;
const indexedSorts = new Set(["", "displayName", "-displayName", "createdAt", "-createdAt", "updatedAt", "-updatedAt"]);

function followsIndex(sorts: readonly Sort[]): boolean {
  return indexedSorts.has(sortKey(sorts));
}

/** A full page from the first rows of the sort's order is the page: frequent words never touch the trigram index. */
async function searchedRows(
  work: Work,
  type: RecordType,
  query: ListQuery,
  words: readonly string[],
): Promise<RawRow[]> {
  const along = async (search: Search, within: number) => {
    const rows = followsIndex(query.sorts) ? await pageRows(work, type, query, search, within) : [];
    return rows.length > query.limit ? rows : null;
  };
  const near = await along(patternsOf(words), nearRows);
  if (near) return near;
  const search = (await searchFor(work, type, words, query.trash))!;
  const far = "ids" in search || "among" in search ? null : await along(search, farRows);
  return far ?? pageRows(work, type, query, search);
}

/** The rows of one page and one more; `within` looks only at so many rows of the sort's order. */
async function pageRows(
  work: Work,
  type: RecordType,
  query: ListQuery,
  search: Search | null,
  within?: number,
): Promise<RawRow[]> {
  const parameters = new Parameters(work.organizationId);
  const behind =
    query.cursor === null ? "" : ` and ${behindSql(readCursor(query.cursor, query.sorts), query.sorts, parameters)}`;
  const base = `organization_id = $1${trashConditions[query.trash]}${behind}`;
  const further = [
    ...query.conditions.map((condition) => conditionSql(condition, parameters)),
    ...(search ? [searchSql(search, parameters)] : []),
  ];
  const text = pageSql(type, query, base, further, within);
  const rows = work.sql.values(text, parameters.values, { prepare: search === null && isPrepared(text) });
  return query.cursor === null ? rows : rows.catch(refuseUnreadable);
}

const mostPrepared = 100;
const prepared = new Set<string>();

/** Callers can ask for lists of more shapes than a connection could keep the plans of: the first are prepared. */
function isPrepared(text: string): boolean {
  if (prepared.size < mostPrepared) prepared.add(text);
  return prepared.has(text);
}

/** A cursor that we wrote can be read back; one that somebody made up may hold what is no value of its column. */
function refuseUnreadable(error: unknown): never {
  if (/^22(P02|00[378])$/.test((error as { code?: string }).code ?? "")) refuseCursor();
  throw error;
}

function cursorOf(type: RecordType, query: ListQuery, last: RawRow): string {
  const { width } = readingOf(type);
  const values = query.sorts.map((_, at) => last[width + at] as string | null);
  return writeCursor({ sort: sortKey(query.sorts), values, id: presentRow(type, last).id });
}

export function pageSql(
  type: RecordType,
  query: ListQuery,
  base: string,
  further: readonly string[],
  within?: number,
): string {
  const { columns, names, joins } = readingOf(type);
  const sortValues = query.sorts.map(({ expression }) => `, (${expression})::text`).join("");
  const order = orderSql(query.sorts);
  const source =
    within === undefined
      ? `${type.table} r`
      : `(select * from ${type.table} r where ${base} order by ${order} limit ${within}) r`;
  const where = [...(within === undefined ? [base] : []), ...further].join(" and ") || "true";
  // Sorted and cut before the joins, so that these touch one page only.
  const page = `select * from ${source} where ${where} order by ${order} limit ${query.limit + 1}`;
  return `select ${columns}${names}${sortValues} from (${page}) r${joins} order by ${order}`;
}

/** As many as there are. */
const everything = 2_000_000_000;

/** All that a query matches, in its order, as one statement for a cursor. */
export async function wholeListSql(
  work: Work,
  type: RecordType,
  query: ListQuery,
): Promise<{ text: string; values: unknown[] }> {
  const search = await searchFor(work, type, await foldedWords(work, query.search), query.trash);
  const parameters = new Parameters(work.organizationId);
  const conditions = query.conditions.map((condition) => conditionSql(condition, parameters));
  const further = [...conditions, ...(search ? [searchSql(search, parameters)] : [])];
  const text = pageSql(
    type,
    { ...query, limit: everything },
    `organization_id = $1${trashConditions[query.trash]}`,
    further,
  );
  return { text, values: parameters.values };
}

async function countMatches(
  work: Work,
  type: RecordType,
  query: ListQuery,
  words: readonly string[],
): Promise<{ total: number; totalIsCapped: boolean }> {
  const search = await searchFor(work, type, words, query.trash, countedUpTo + 1);
  const parameters = new Parameters(work.organizationId);
  const conditions = query.conditions.map((condition) => conditionSql(condition, parameters));
  const where = [
    `organization_id = $1${trashConditions[query.trash]}`,
    ...conditions,
    ...(search ? [searchSql(search, parameters)] : []),
  ].join(" and ");
  const text = `select count(*) as total from (select 1 from ${type.table} r where ${where} limit ${countedUpTo + 1}) counted`;
  const [row] = await work.sql.query<{ total: number }>(text, parameters.values);
  const total = row?.total ?? 0;
  return { total: Math.min(total, countedUpTo), totalIsCapped: total > countedUpTo };
}
