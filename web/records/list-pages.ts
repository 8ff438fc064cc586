import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { StoredRecord } from "./model.ts";

type Page = { data: StoredRecord[]; nextCursor?: string | null };
type Pages = InfiniteData<Page>;

/** Beyond these a list is not fetched again as a whole: what is changed here is written into its pages. */
export const mostRefetchedPages = 8;

/** When a list counts as old. A long one never does: asking for hundreds of pages again helps nobody. */
export function staleTimeOf(query: { state: { data?: unknown } }): number | "static" {
  const pages = (query.state.data as Pages | undefined)?.pages.length ?? 0;
  return pages > mostRefetchedPages ? "static" : 15_000;
}

/** Writes into the pages of every list of a type; undefined takes a record out. Untouched pages stay the same. */
export function changeLists(
  queryClient: QueryClient,
  plural: string,
  change: (record: StoredRecord) => StoredRecord | undefined,
) {
  queryClient.setQueriesData<Pages>({ queryKey: ["records", plural, "list"] }, (list) => {
    if (!list) return list;
    const pages = list.pages.map((page) => changedPage(page, change));
    return pages.every((page, index) => page === list.pages[index]) ? list : { ...list, pages };
  });
}

function changedPage(page: Page, change: (record: StoredRecord) => StoredRecord | undefined): Page {
  const data = page.data.flatMap((record) => change(record) ?? []);
  return data.length === page.data.length && data.every((record, index) => record === page.data[index])
    ? page
    : { ...page, data };
}

/** The lists as they are, to be put back; for what takes records out and may be undone. */
export function photographLists(queryClient: QueryClient, plural: string): () => void {
  const lists = queryClient.getQueriesData<Pages>({ queryKey: ["records", plural, "list"] });
  return () => lists.forEach(([key, data]) => queryClient.setQueryData(key, data));
}
