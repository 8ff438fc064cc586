import { isId } from "../identifier.ts";
import type { Parameters } from "./conditions.ts";
import { refuseCursor } from "./list-query.ts";
import type { Sort } from "./list-query.ts";

/** Where a page ended: the sort it belongs to, the last row's sort values as text, and its id. */
export interface Cursor {
  sort: string;
  values: (string | null)[];
  id: string;
}

export function sortKey(sorts: readonly Sort[]): string {
  return sorts.map(({ member, descending }) => (descending ? "-" : "") + member).join(",");
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString("base64url");
}

/** Reads a cursor of this very sort; throws a 400 otherwise. */
export function readCursor(text: string, sorts: readonly Sort[]): Cursor {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return refuseCursor();
  }
  if (!Array.isArray(parsed)) return refuseCursor();
  const [sort, values, id] = parsed as [unknown, unknown, unknown];
  const valid =
    sort === sortKey(sorts) &&
    Array.isArray(values) &&
    values.length === sorts.length &&
    typeof id === "string" &&
    isId(id) &&
    values.every((value) => value === null || (typeof value === "string" && !value.includes("\0")));
  return valid ? { sort, values, id } : refuseCursor();
}

/** The order of rows: the sorts, empty values last, then the id in the direction of the first sort. */
export function orderSql(sorts: readonly Sort[]): string {
  const terms = sorts.map(
    ({ expression, descending, nullable }) =>
      `${expression}${descending ? " desc" : ""}${nullable ? " nulls last" : ""}`,
  );
  return [...terms, `r.id${idDescends(sorts) ? " desc" : ""}`].join(", ");
}

/** Without a sort the newest come first: ids are in the order of their making. */
function idDescends(sorts: readonly Sort[]): boolean {
  return sorts[0]?.descending ?? true;
}

/** The rows behind the cursor in the order of `orderSql`. */
export function behindSql(cursor: Cursor, sorts: readonly Sort[], parameters: Parameters): string {
  const id = `${parameters.add(cursor.id)}::uuid`;
  const descending = idDescends(sorts);
  const plain = sorts.every((sort) => !sort.nullable && sort.descending === descending);
  if (plain) {
    // A comparison of rows is one range of an index.
    const left = [...sorts.map(({ expression }) => expression), "r.id"].join(", ");
    const right = [...sorts.map((sort, at) => placeholder(sort, cursor.values[at]!, parameters)), id].join(", ");
    return `(${left}) ${descending ? "<" : ">"} (${right})`;
  }
  return behindFrom(0, cursor, sorts, parameters, `r.id ${descending ? "<" : ">"} ${id}`);
}

function behindFrom(at: number, cursor: Cursor, sorts: readonly Sort[], parameters: Parameters, byId: string): string {
  const sort = sorts[at];
  if (!sort) return byId;
  const value = cursor.values[at] ?? null;
  const rest = behindFrom(at + 1, cursor, sorts, parameters, byId);
  if (value === null) return `(${sort.expression} is null and ${rest})`;
  const bound = placeholder(sort, value, parameters);
  const further = `${sort.expression} ${sort.descending ? "<" : ">"} ${bound}`;
  const empty = sort.nullable ? ` or ${sort.expression} is null` : "";
  return `(${further}${empty} or (${sort.expression} = ${bound} and ${rest}))`;
}

function placeholder(sort: Sort, value: string, parameters: Parameters): string {
  return `${parameters.add(value)}::${sort.columnType}`;
}
