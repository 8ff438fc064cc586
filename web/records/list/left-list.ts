import type { Search } from "../../app/address-search.ts";
import type { ListQuery } from "../queries.ts";

/** `query` is what it asked the server, by which its pages are kept. */
type LeftList = { search: Search; query: ListQuery; historyIndex: number };

const left = new Map<string, LeftList>();

/** The list of a type that was shown last: where its records' pages lead back to, and whose order they follow. */
export function leftList(plural: string): LeftList | undefined {
  return left.get(plural);
}

export function rememberList(plural: string, search: Search, query: ListQuery) {
  // The list may be drawn once more while the page that follows it is under way.
  if (window.location.pathname === `/${plural}`) left.set(plural, { search, query, historyIndex: historyIndex() });
}

/** Where in the tab's history we are; the router counts. */
export function historyIndex(): number {
  return (window.history.state as { __TSR_index?: number } | null)?.__TSR_index ?? 0;
}
