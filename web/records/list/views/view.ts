import { queryOptions } from "@tanstack/react-query";
import { call } from "../../../api/client.ts";
import type { Answer } from "../../../api/contract.ts";
import type { Search } from "../../../app/address-search.ts";
import type { RecordType } from "../../model.ts";
import { filtersOf, withFilters } from "../list-search.ts";
import { builtInViews } from "./built-in-views.ts";

export type SavedView = Answer<"GET /api/saved-views">["data"][number];
export type ViewDefinition = SavedView["definition"];

/** A way to look at a list that has a name: one of the product's own, or a kept one. */
export type View = { id: string; name: string; definition: ViewDefinition; saved?: SavedView };

/** The caller's views of all types, and those that others share. */
export const savedViewsQuery = queryOptions({
  queryKey: ["saved-views"],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await call("GET /api/saved-views", { signal })).data,
});

/** A type's view by its id, the product's own or a kept one. */
export function viewNamed(type: RecordType, id: string | undefined, saved: readonly SavedView[]): View | undefined {
  if (!id) return undefined;
  const builtIn = builtInViews(type).find((view) => view.id === id);
  const kept = saved.find((view) => view.id === id && view.recordType === type.name);
  return builtIn ?? (kept && { id, name: kept.name, definition: kept.definition, saved: kept });
}

/** A definition as the address would say it. */
export function searchOf({ filters = [], sort, search, columns, layout }: ViewDefinition): Search {
  const plain = Object.entries({ search, sort, columns: columns?.join(","), layout }).filter(([, value]) => value);
  return withFilters(Object.fromEntries(plain) as Search, filters);
}

/** What of an address a view keeps. */
export function definitionOf(search: Search): ViewDefinition {
  const filters = filtersOf(search) as NonNullable<ViewDefinition["filters"]>;
  return {
    ...(filters.length > 0 && { filters }),
    ...(search["sort"] && { sort: search["sort"] }),
    ...(search["search"] && { search: search["search"] }),
    ...(search["columns"] && { columns: search["columns"].split(",") }),
    ...(search["layout"] === "board" && { layout: "board" as const }),
  };
}

/** The members of an address that say which view it is, not what is shown. */
const viewMembers = new Set(["view", "edited", "trash"]);

/** What an address shows: the view's definition, or, where somebody changed that, what the address itself says. */
export function shownSearch(address: Search, view: View | undefined): Search {
  if (!view || address["edited"]) return address;
  const own = Object.fromEntries(Object.entries(address).filter(([key]) => viewMembers.has(key)));
  return { ...searchOf(view.definition), ...own };
}

/** The address that shows `next`: a view by its name as long as nothing of it is changed. */
export function addressFor(next: Search, view: View | undefined): Search {
  const { edited: _, ...rest } = next;
  if (!view) return rest;
  const own = { view: view.id, ...(rest["trash"] && { trash: rest["trash"] }) };
  if (showsSame(rest, searchOf(view.definition))) return own;
  return { ...rest, ...own, edited: "1" };
}

/** Whether two addresses show the same; the order of filters does not matter. */
export function showsSame(one: Search, other: Search): boolean {
  return textOf(one) === textOf(other);
}

function textOf(search: Search): string {
  const shown = Object.entries(search).filter(([key, value]) => !viewMembers.has(key) && value);
  return JSON.stringify(shown.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
