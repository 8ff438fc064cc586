import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

export const retentionQuery = queryOptions({
  queryKey: ["audit-retention"],
  queryFn: ({ signal }) => call("GET /api/organization/audit-retention", { signal }),
});

/** What a retention of so many days would remove. */
export function retentionPreviewQuery(days: number) {
  return queryOptions({
    queryKey: [...retentionQuery.queryKey, "preview", days],
    queryFn: ({ signal }) => call("GET /api/organization/audit-retention/preview", { query: { days }, signal }),
  });
}

export const archivesQuery = infiniteQueryOptions({
  queryKey: ["audit-archives"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    call("GET /api/organization/audit-archives", { query: { limit: 24, cursor: pageParam }, signal }),
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});
