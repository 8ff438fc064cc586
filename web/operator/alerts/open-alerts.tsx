import { useQuery } from "@tanstack/react-query";
import { cn } from "../../components/class-names.ts";
import { openAlertsQuery } from "./alert-queries.ts";

/** How many alerts are open, where any is. */
export function OpenAlerts() {
  const { data } = useQuery(openAlertsQuery);
  if (!data?.open) return null;
  return (
    <span
      className={cn(
        "rounded-full px-1.5 text-2xs font-medium tabular-nums",
        data.critical > 0 ? "bg-danger-soft text-danger" : "bg-accent-soft text-accent-text",
      )}
    >
      {data.open > 99 ? "99+" : data.open}
      <span className="sr-only"> open</span>
    </span>
  );
}
