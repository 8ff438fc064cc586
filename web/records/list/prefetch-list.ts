import type { QueryClient } from "@tanstack/react-query";
import type { Search } from "../../app/address-search.ts";
import { meQuery } from "../../app/session.ts";
import type { RecordType } from "../model.ts";
import { recordListQuery } from "../queries.ts";
import { listQueryOf, readerOf } from "./list-query.ts";
import { savedViewsQuery, shownSearch, viewNamed } from "./views/view.ts";

/** Asks for a list's first page before the page that shows it is there. */
export async function prefetchList(queryClient: QueryClient, type: RecordType, address: Search): Promise<void> {
  const me = queryClient.getQueryData(meQuery.queryKey);
  if (!me) return;
  const id = address["view"];
  const builtIn = viewNamed(type, id, []);
  const saved = id && !builtIn ? await queryClient.ensureQueryData(savedViewsQuery).catch(() => []) : [];
  const search = shownSearch(address, builtIn ?? viewNamed(type, id, saved));
  await queryClient.prefetchInfiniteQuery(recordListQuery(type.plural, listQueryOf(type, search, readerOf(me))));
}
