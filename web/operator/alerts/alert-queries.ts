import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";

const key = ["operator-alerts"];

/** Not asked for again by itself: each look is an event of the operator's log. */
export const alertsQuery = infiniteQueryOptions({
  queryKey: key,
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    call("GET /api/admin/alerts", { query: pageParam ? { cursor: pageParam } : {}, signal }),
  getNextPageParam: (last) => last.nextCursor ?? undefined,
  refetchOnWindowFocus: false,
});

/** A number leaves no event, so that it may be asked for often. */
export const openAlertsQuery = queryOptions({
  queryKey: ["open-alerts"],
  queryFn: ({ signal }) => call("GET /api/admin/alerts/count", { signal }),
  refetchInterval: 60_000,
});
