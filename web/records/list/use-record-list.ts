import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { RecordType } from "../model.ts";
import { recordCountQuery, recordListQuery } from "../queries.ts";
import type { useListState } from "./list-state.ts";

/** The records that a list shows, page after page, and how many there are. */
export function useRecordList(type: RecordType, { query, awaitsView }: ReturnType<typeof useListState>) {
  const list = useInfiniteQuery({
    ...recordListQuery(type.plural, query),
    enabled: !awaitsView,
    // What was there stays to be looked at until the answer to what is asked now comes.
    placeholderData: keepPreviousData,
  });
  const records = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  const isStale = list.isPlaceholderData;
  const hasMore = list.hasNextPage && !isStale;
  const { fetchNextPage, isFetchingNextPage } = list;
  // The same function until something changes, so that the rows are not drawn anew for it.
  const loadMore = useCallback(() => {
    if (hasMore && !isFetchingNextPage) void fetchNextPage();
  }, [hasMore, isFetchingNextPage, fetchNextPage]);
  const count = useQuery({ ...recordCountQuery(type.plural, query), enabled: list.isSuccess && hasMore });
  const counted = hasMore
    ? count.data
    : list.isSuccess && !isStale
      ? { total: records.length, totalIsCapped: false }
      : undefined;
  return {
    records,
    list,
    hasMore,
    /** Rows of another question are shown while the answer is under way. */
    isStale,
    total: counted?.total,
    isCapped: counted?.totalIsCapped ?? false,
    loadMore,
  };
}
