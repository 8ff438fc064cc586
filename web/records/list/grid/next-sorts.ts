import type { Sort } from "../list-search.ts";

/** As many as the server sorts by. */
const mostSorts = 4;

/** Ascending, then descending, then not; `add` keeps the other sorts and their rank. */
export function nextSorts(sorts: readonly Sort[], field: string, add: boolean): Sort[] {
  const at = sorts.findIndex((sort) => sort.field === field);
  const now = sorts[at];
  if (!add) return now?.descending ? [] : [{ field, descending: now !== undefined && sorts.length === 1 }];
  if (!now) return [...sorts, { field, descending: false }].slice(-mostSorts);
  return now.descending ? sorts.toSpliced(at, 1) : sorts.with(at, { field, descending: true });
}
