import { useQuery } from "@tanstack/react-query";
import { Bars } from "../components/bars.tsx";
import { Skeleton } from "../components/states.tsx";
import { formatDate, formatDecimal } from "../records/format.ts";
import type { LogState } from "./log-state.ts";
import { lastDays, statisticsQuery } from "./statistics.ts";

/** How much happened on each of the last days, views included; pressing a day shows its events. */
export function EventsPerDay({ state }: { state: LogState }) {
  const days = lastDays();
  const { data, isError } = useQuery(statisticsQuery());
  if (isError) return null;
  const counts = new Map(data?.dayCounts.map(({ day, count }) => [day, count]));
  const isChosen = (day: string) => state.filters.startDate === day && state.filters.endDate === day;
  return (
    <section className="px-4 pt-3 pb-2 max-sm:hidden" aria-label={`Events of the last ${days.length} days`}>
      {data ? (
        <>
          <Bars
            className="h-10"
            bars={days.map((day) => {
              const value = counts.get(day) ?? 0;
              const words = `${formatDate(day)}: ${formatDecimal(value)} ${value === 1 ? "event" : "events"}`;
              return { id: day, words, value };
            })}
            pressed={isChosen}
            onPress={(day) => {
              const chosen = isChosen(day) ? undefined : day;
              state.change({ startDate: chosen, endDate: chosen, period: undefined });
            }}
          />
          <p className="mt-1 flex justify-between text-2xs text-ink-faint">
            <span>{formatDate(days[0]!)}</span>
            <span>
              {formatDecimal(data.totalLogs)} events in {days.length} days, reads included, whatever is filtered
            </span>
            <span>Today</span>
          </p>
        </>
      ) : (
        <Skeleton className="h-14 w-full" />
      )}
    </section>
  );
}
