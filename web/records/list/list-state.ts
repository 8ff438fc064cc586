import { useNavigate } from "@tanstack/react-router";
import type { Search } from "../../app/address-search.ts";
import type { RecordField, RecordType } from "../model.ts";
import type { ListQuery } from "../queries.ts";
import { useAddressSearch } from "../../app/use-search.ts";

export type Filter = { field: string; operator: string; value: string };
export type Sort = { field: string; descending: boolean };

const filterKey = /^filter\[([^\]]+)\]\[([^\]]+)\]$/;

export function filtersOf(search: Search): Filter[] {
  return Object.entries(search).flatMap(([key, value]) => {
    const match = filterKey.exec(key);
    return match?.[1] && match[2] ? [{ field: match[1], operator: match[2], value: String(value) }] : [];
  });
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

/** What of a list's address is a question to the server; unknown fields in it are left out. */
export function listQueryOf(type: RecordType, search: Search): ListQuery {
  const known = new Set(type.fields.map((field) => field.name));
  const query: ListQuery = { search: search["search"], sort: search["sort"], trash: search["trash"] };
  for (const { field, operator, value } of filtersOf(search)) {
    if (known.has(field)) query[`filter[${field}][${operator}]`] = value;
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ""));
}

/** The state of a list, kept in the address bar so that it can be shared and gone back to. */
export function useListState() {
  const search = useAddressSearch();
  const navigate = useNavigate();

  function change(changes: Record<string, string | undefined>, replace = false) {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined && value !== ""),
    );
    void navigate({ to: ".", search: next as Search, replace });
  }

  function setFilter({ field, operator, value }: Filter, previous?: Filter) {
    const gone = previous ? { [keyOf(previous)]: undefined } : {};
    change({ ...gone, [`filter[${field}][${operator}]`]: value });
  }

  return {
    search,
    filters: filtersOf(search),
    sorts: sortsOf(search),
    text: search["search"] ?? "",
    inTrash: search["trash"] === "only",
    columns: search["columns"]?.split(","),
    change,
    setFilter,
    removeFilter: (filter: Filter) => change({ [keyOf(filter)]: undefined }),
    clear: () =>
      change({ ...Object.fromEntries(filtersOf(search).map((f) => [keyOf(f), undefined])), search: undefined }),
  };
}

function keyOf({ field, operator }: Filter): string {
  return `filter[${field}][${operator}]`;
}

/** The columns to show: those of the address, or the declaration's. */
export function shownFields(type: RecordType, columns: string[] | undefined): RecordField[] {
  // The name column stands for the fields that make up the name.
  if (!columns) return type.fields.filter((field) => field.inList && !type.title.includes(field.name));
  return columns.flatMap((name) => type.fields.find((field) => field.name === name) ?? []);
}
