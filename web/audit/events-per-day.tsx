import { useQuery } from "@tanstack/react-query";
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
  const most = Math.max(1, ...counts.values());
  return (
    <section className="px-4 pt-3 pb-2 max-sm:hidden" aria-label={`Events of the last ${days.length} days`}>
      {data ? (
        <>
          <div className="flex h-10 items-end gap-0.5">
            {days.map((day) => {
              const count = counts.get(day) ?? 0;
              const words = `${formatDate(day)}: ${formatDecimal(count)} ${count === 1 ? "event" : "events"}`;
              const chosen = state.filters.startDate === day && state.filters.endDate === day;
              return (
                <button
                  key={day}
                  type="button"
                  aria-label={words}
                  data-tooltip={words}
                  aria-pressed={chosen}
                  onClick={() =>
                    state.change({
                      startDate: chosen ? undefined : day,
                      endDate: chosen ? undefined : day,
                      period: undefined,
                    })
                  }
                  className="group flex h-full flex-1 items-end"
                >
                  <span
                    className="w-full rounded-sm bg-accent/35 group-hover:bg-accent group-aria-pressed:bg-accent"
                    style={{ height: count === 0 ? "2px" : `${Math.max(8, (count / most) * 100)}%` }}
                  />
                </button>
              );
            })}
          </div>
          <p className="mt-1 flex justify-between text-2xs text-ink-faint">
            <span>{formatDate(days[0]!)}</span>
            <span>
              {formatDecimal(data.totalLogs)} events in {days.length} days, views included, whatever is filtered
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
