import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { tell } from "../changes.ts";
import { formatDecimal } from "../format.ts";
import { historyIndex, leftList } from "../list/left-list.ts";
import type { RecordType } from "../model.ts";
import { recordCountQuery, recordListQuery } from "../queries.ts";

/** How close to the end of what is loaded the next page is fetched. */
const lookAhead = 3;

export type ListPosition = {
  /** From 1; undefined where the record was not reached through a list that holds it. */
  at: number | undefined;
  total: string;
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  /** To the list as it was left. */
  back: () => void;
};

/** Where a record stands in the list that the person came from, and the ways from there. */
export function useListPosition(type: RecordType, id: string): ListPosition {
  const navigate = useNavigate();
  const router = useRouter();
  const [from] = useState(() => leftList(type.plural));
  // Not enabled: the order stays as it was seen, and nothing but a step past its end asks the server.
  const list = useInfiniteQuery({
    ...recordListQuery(type.plural, from?.query ?? {}),
    enabled: false,
  });
  const records = (from && list.data?.pages.flatMap((page) => page.data)) ?? [];
  const at = records.findIndex((record) => record.id === id);
  const { data: count } = useQuery({ ...recordCountQuery(type.plural, from?.query ?? {}), enabled: false });
  const goesOn = at >= 0 && list.hasNextPage;
  const nearEnd = goesOn && at >= records.length - lookAhead;
  const { fetchNextPage, isFetchingNextPage } = list;
  useEffect(() => {
    if (nearEnd && !isFetchingNextPage) void fetchNextPage();
  }, [nearEnd, isFetchingNextPage, fetchNextPage]);

  // In place of this page, so that going back leads to the list however many records were passed.
  const go = (to: string) =>
    void navigate({ to: "/$plural/$id", params: { plural: type.plural, id: to }, search: {}, replace: true });
  async function goPastLoaded() {
    const { data } = await fetchNextPage({ cancelRefetch: false });
    const more = data?.pages.flatMap((page) => page.data) ?? [];
    const to = more[more.findIndex((record) => record.id === id) + 1];
    if (to) go(to.id);
  }
  function back() {
    if (from && historyIndex() === from.historyIndex + 1) return router.history.back();
    void navigate({ to: "/$plural", params: { plural: type.plural }, search: from?.search ?? {} });
  }
  const before = records[at - 1];
  const after = records[at + 1];
  return {
    at: at < 0 ? undefined : at + 1,
    total: `${formatDecimal(count?.total ?? records.length)}${count?.totalIsCapped || (!count && goesOn) ? "+" : ""}`,
    previous: at >= 0 && before ? () => go(before.id) : undefined,
    next: at < 0 ? undefined : after ? () => go(after.id) : goesOn ? () => void goPastLoaded().catch(tell) : undefined,
    back,
  };
}
