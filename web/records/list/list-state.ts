import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Search } from "../../app/address-search.ts";
import { useMe } from "../../app/session.ts";
import { useAddressSearch } from "../../app/use-search.ts";
import { type Condition, conditionsOf, filtersFor } from "./conditions.ts";
import { listQueryOf, readerOf } from "./list-query.ts";
import { filtersOf, sortsOf, withFilters } from "./list-search.ts";
import { builtInViews } from "./views/built-in-views.ts";
import { readDefaultView } from "./views/default-view.ts";
import { addressFor, savedViewsQuery, showsSame, shownSearch, viewNamed } from "./views/view.ts";

const route = getRouteApi("/inside/$plural");

/** The state of a list, kept in the address bar so that it can be shared and gone back to. */
export function useListState() {
  const { type } = route.useRouteContext();
  const address = useAddressSearch();
  const navigate = useNavigate();
  const me = useMe();
  const saved = useQuery(savedViewsQuery);
  const named = viewNamed(type, address["view"], saved.data ?? []);
  const view = named ?? builtInViews(type)[0]!;
  const search = shownSearch(address, named);

  function go(next: Search, replace = false) {
    void navigate({ to: ".", search: next, replace });
  }

  function withChanges(changes: Record<string, string | undefined>): Search {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined && value !== "");
    return addressFor(Object.fromEntries(next) as Search, named);
  }

  function setConditions(conditions: readonly Condition[], replace = false) {
    go(addressFor(withFilters(search, conditions.flatMap(filtersFor)), named), replace);
  }

  const filters = filtersOf(search);
  const conditions = conditionsOf(filters);
  return {
    address,
    search,
    /** What of it the server is asked. */
    query: listQueryOf(type, search, readerOf(me)),
    conditions,
    sorts: sortsOf(search),
    text: search["search"] ?? "",
    inTrash: search["trash"] === "only",
    columns: search["columns"]?.split(","),
    view,
    /** Whether more or less is shown than the view says. */
    edited: named ? address["edited"] !== undefined : !showsSame(search, {}),
    /** A view that is asked for and not known yet; until then nobody knows what to show. */
    awaitsView: address["view"] !== undefined && !named && saved.isPending,
    /** A view that is asked for and is not there, or not for this reader. */
    lacksView: address["view"] !== undefined && !named && !saved.isPending,
    change: (changes: Record<string, string | undefined>, replace = false) => go(withChanges(changes), replace),
    /** Resolves when the list has them. */
    setColumns: (columns: string | undefined) => navigate({ to: ".", search: withChanges({ columns }), replace: true }),
    setConditions,
    /** Puts `next` in the place of `previous`; without a previous one it is added, without a next one removed. */
    setCondition(next: Condition | undefined, previous?: Condition, replace = false) {
      const at = previous ? conditions.findIndex((one) => isSame(one, previous)) : -1;
      const rest = conditions.filter((one, index) => index !== at && !(next && isSame(one, next)));
      const place = at < 0 ? rest.length : Math.min(at, rest.length);
      setConditions(next ? rest.toSpliced(place, 0, next) : rest, replace);
    },
    clear: () => {
      const { search: _, ...rest } = withFilters(search, []);
      go(addressFor(rest, named));
    },
    reset: () => go(named ? { view: named.id } : {}),
    open: (id: string) => {
      const plain = id === "all" && readDefaultView(me, type.plural) === undefined;
      go(plain ? {} : { view: id });
    },
  };
}

/** A field is compared in one way only once. */
function isSame(one: Condition, other: Condition): boolean {
  return one.field === other.field && one.comparison === other.comparison;
}
