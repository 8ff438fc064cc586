import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { beginOf, type UsagePeriod } from "./usage-periods.ts";

/** Asked again now and then, since it goes on. */
export function usageQuery(period: UsagePeriod) {
  return queryOptions({
    queryKey: ["usage", period.name],
    queryFn: ({ signal }) =>
      call("GET /api/organization/usage", { query: { from: beginOf(period), by: period.by }, signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}

export const limitsQuery = queryOptions({
  queryKey: ["rate-limit"],
  queryFn: ({ signal }) => call("GET /api/rate-limit", { signal }),
  refetchInterval: 15_000,
});
