import { useSearch } from "@tanstack/react-router";
import type { Search } from "./address-search.ts";

/** The query part of the page's address, whichever page it is. */
export function useAddressSearch(): Search {
  return useSearch({ strict: false });
}
