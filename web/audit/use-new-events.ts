import { useQuery } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { LogState } from "./log-state.ts";

/** Asking is itself an event of the log, so it is not done often, and views are not counted. */
const pollMs = 30_000;

/** How many events match that are newer than the newest on the page; at most a page of them is counted. */
export function useNewEvents(query: LogState["query"], newest: string | undefined): number {
  const { data } = useQuery({
    queryKey: ["audit-news", query, newest],
    enabled: newest !== undefined,
    refetchInterval: pollMs,
    refetchOnWindowFocus: true,
    initialData: 0,
    staleTime: pollMs,
    queryFn: async ({ signal }) => {
      const { logs } = await call("GET /api/organization/audit-logs", {
        query: { ...query, excludeReads: "1", limit: 50 },
        signal,
      });
      // Ids are in the order of their making.
      return logs.filter(({ id }) => id > (newest ?? "")).length;
    },
  });
  return data;
}
