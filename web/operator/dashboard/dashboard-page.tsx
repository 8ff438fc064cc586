import { useQuery } from "@tanstack/react-query";
import { cn } from "../../components/class-names.ts";
import { ErrorState, Skeleton } from "../../components/states.tsx";
import { formatTime } from "../../records/format.ts";
import {
  ActiveDaysChart,
  ActiveWeeksChart,
  NewOrganizationsChart,
  NewRecordsChart,
  RequestsChart,
  ResponseChart,
} from "./charts.tsx";
import { Figures } from "./figures.tsx";
import { HealthPanel } from "./health-panel.tsx";
import {
  ActivityPanel,
  AlertsPanel,
  ErrorsPanel,
  JobsPanel,
  LargestPanel,
  PlansPanel,
  RecordsPanel,
  SystemPanel,
} from "./lists.tsx";
import { dashboardQuery, type LiveState, useLiveDashboard } from "./live.ts";

/** How the whole installation is, as it goes on. */
export function DashboardPage() {
  const dashboard = useQuery(dashboardQuery);
  const state = useLiveDashboard();
  if (dashboard.isPending) return <Loading />;
  if (dashboard.isError && !dashboard.data)
    return <ErrorState error={dashboard.error} retry={() => void dashboard.refetch()} />;
  const { data } = dashboard;
  return (
    <div className="flex flex-col gap-4">
      <AsOf timestamp={data.timestamp} state={state} />
      <HealthPanel health={data.health} />
      <Figures {...data} />
      <div className="grid gap-4 lg:grid-cols-2">
        <RequestsChart {...data.series} />
        <ResponseChart {...data.series} />
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <AlertsPanel {...data} />
        <ErrorsPanel {...data} />
        <JobsPanel {...data} />
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <ActiveDaysChart {...data.series} />
        <ActiveWeeksChart {...data.series} />
        <NewOrganizationsChart {...data.series} />
        <NewRecordsChart {...data.series} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ActivityPanel {...data} />
        <RecordsPanel {...data} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <PlansPanel {...data} />
        <LargestPanel {...data} />
        <SystemPanel {...data} />
      </div>
    </div>
  );
}

function AsOf({ timestamp, state }: { timestamp: string; state: LiveState }) {
  return (
    <p className="flex items-center gap-2 text-xs text-ink-muted">
      <span
        aria-hidden
        className={cn(
          "size-1.5 rounded-full",
          state === "live" ? "bg-success" : state === "away" ? "bg-warning" : "bg-line-strong",
        )}
      />
      {state === "away" ? "Not live now; as of" : "As of"} {formatTime(timestamp)}. Every look is an event of the
      operator’s log.
    </p>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-4">
      <Skeleton className="h-24 w-full rounded-xl" />
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} className="h-36 rounded-xl" />
        ))}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-44 rounded-xl" />
        <Skeleton className="h-44 rounded-xl" />
      </div>
    </div>
  );
}
