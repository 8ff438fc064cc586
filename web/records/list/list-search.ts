import type { Search } from "../../app/address-search.ts";
import type { Filter } from "./conditions.ts";

export type Sort = { field: string; descending: boolean };

const filterKey = /^filter\[([^\]]+)\]\[([^\]]+)\]$/;

/** Nobody reads more chips than this; an address could hold thousands. */
const mostFilters = 50;

/** The filters in a list's address, in their order. */
export function filtersOf(search: Search): Filter[] {
  return Object.entries(search)
    .flatMap(([key, value]) => {
      const match = filterKey.exec(key);
      return match?.[1] && match[2] ? [{ field: match[1], operator: match[2], value: String(value) }] : [];
    })
    .slice(0, mostFilters);
}

export function keyOf({ field, operator }: Filter): string {
  return `filter[${field}][${operator}]`;
}

/** The same address with other filters. */
export function withFilters(search: Search, filters: readonly Filter[]): Search {
  const others = Object.entries(search).filter(([key]) => !filterKey.test(key));
  return Object.fromEntries([...others, ...filters.map((filter) => [keyOf(filter), filter.value])]);
}

export function sortsOf(search: Search): Sort[] {
  return (search["sort"] ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) =>
      part.startsWith("-") ? { field: part.slice(1), descending: true } : { field: part, descending: false },
    );
}

export function textOfSorts(sorts: Sort[]): string | undefined {
  return sorts.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",") || undefined;
}
