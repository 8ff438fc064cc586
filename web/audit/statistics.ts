import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

const shownDays = 30;

/** What the log counts of its last 30 days. */
export function statisticsQuery() {
  const days = lastDays();
  const [startDate, endDate] = [days[0]!, days.at(-1)!];
  return queryOptions({
    queryKey: ["audit-statistics", startDate, endDate],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => call("POST /api/organization/audit-logs", { body: { startDate, endDate }, signal }),
  });
}

/** In UTC, as the server counts them. */
export function lastDays(): string[] {
  const today = Date.now();
  return Array.from({ length: shownDays }, (_, at) =>
    new Date(today - (shownDays - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
}
