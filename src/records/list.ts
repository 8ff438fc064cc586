import type { Work } from "../audit/work.ts";
import { loadChildren } from "./children.ts";
import { conditionSql, Parameters } from "./conditions.ts";
import { behindSql, orderSql, readCursor, sortKey, writeCursor } from "./cursor.ts";
import type { ListQuery } from "./list-query.ts";
import type { RecordType } from "./record-type.ts";
import { hasChildren, presentRow, readingOf } from "./row.ts";
import type { Row } from "./row.ts";
import { searchFor, searchSql } from "./search.ts";
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
  const search = await searchFor(work, type, query.search);
  const parameters = new Parameters(work.organizationId);
  const where = whereSql(query, search, parameters);
  const counted = query.count ? countMatches(work, type, where, [...parameters.values]) : undefined;
  const behind = query.cursor === null ? "" : ` and ${behindSql(readCursor(query.cursor, query.sorts), query.sorts, parameters)}`;
  const rows = await work.sql.query<Record<string, unknown>>(pageSql(type, query, where + behind), parameters.values, { prepare: query.search === "" });
  const data = rows.slice(0, query.limit).map((row) => presentRow(type, row));
  const nextCursor = rows.length > query.limit ? cursorOf(query, rows[query.limit - 1]!) : null;
  if (hasChildren(type)) await loadChildren(work, type, data);
  return { data, nextCursor, ...(await counted) };
}

function cursorOf(query: ListQuery, last: Record<string, unknown>): string {
  const values = query.sorts.map((_, at) => last[`sort:${at}`] as string | null);
  return writeCursor({ sort: sortKey(query.sorts), values, id: last.id as string });
}

/** The conditions that every query of this list shares. `$1` is the organization. */
export function whereSql(query: ListQuery, search: Search | null, parameters: Parameters): string {
  const parts = ["organization_id = $1" + trashConditions[query.trash]];
  for (const condition of query.conditions) parts.push(conditionSql(condition, parameters));
  if (search) parts.push(searchSql(search, parameters));
  return parts.join(" and ");
}

export function pageSql(type: RecordType, query: ListQuery, where: string): string {
  const { columns, names, joins } = readingOf(type);
  const sortValues = query.sorts.map(({ expression }, at) => `, (${expression})::text as "sort:${at}"`).join("");
  const order = orderSql(query.sorts);
  // Sorted and cut before the joins, so that these touch one page only.
  const inner = `select * from ${type.table} r where ${where} order by ${order} limit ${query.limit + 1}`;
  return `select ${columns}${names}${sortValues} from (${inner}) r${joins} order by ${order}`;
}

async function countMatches(work: Work, type: RecordType, where: string, values: unknown[]): Promise<{ total: number; totalIsCapped: boolean }> {
  const text = `select count(*) as total from (select 1 from ${type.table} r where ${where} limit ${countedUpTo + 1}) counted`;
  const [row] = await work.sql.query<{ total: number }>(text, values);
  const total = row?.total ?? 0;
  return { total: Math.min(total, countedUpTo), totalIsCapped: total > countedUpTo };
}

