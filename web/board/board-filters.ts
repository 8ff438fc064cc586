import { useNavigate } from "@tanstack/react-router";
import type { Search } from "../app/address-search.ts";
import { useAddressSearch } from "../app/use-search.ts";
import { closeFilter } from "./close-dates.ts";
import { today } from "../records/clock.ts";
import type { ListQuery } from "../records/queries.ts";

export type BoardState = {
  pipeline: string | undefined;
  search: string;
  /** A member's user id, or `me`. */
  owner: string | undefined;
  close: string | undefined;
  /** Whether what was won and lost is unfolded. */
  closed: boolean;
};

/** What the board shows, kept in the address. */
export function useBoardState() {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const state: BoardState = {
    pipeline: search["pipeline"],
    search: search["search"] ?? "",
    owner: search["owner"],
    close: search["close"],
    closed: search["closed"] === "shown",
  };
  function change(changes: Record<string, string | undefined>) {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value);
    void navigate({ to: ".", search: Object.fromEntries(next) as Search, replace: true });
  }
  const narrowed = Boolean(state.search || state.owner || state.close);
  return { state, change, narrowed };
}

/** The state as a question to the server. */
export function filtersOf({ search, owner, close }: BoardState, me: string): ListQuery {
  return {
    ...(search && { search }),
    ...(owner && { "filter[owner][eq]": owner === "me" ? me : owner }),
    ...closeFilter(close, today()),
  };
}
