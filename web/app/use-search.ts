import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Search } from "./address-search.ts";

/** The query part of the page's address, whichever page it is. */
export function useAddressSearch(): Search {
  return useSearch({ strict: false });
}

/** The same, and how it is changed in its place: an empty value takes a member out. */
export function useFilters(): [Search, (changes: Search) => void] {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const change = (changes: Search) =>
    void navigate({
      to: ".",
      search: Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value)),
      replace: true,
    });
  return [search, change];
}
