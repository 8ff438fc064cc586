import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import type { Dashboard } from "../../api/contract.ts";

export const dashboardQuery = queryOptions({
  queryKey: ["dashboard"],
  queryFn: ({ signal }) => call("GET /api/admin/dashboard", { signal }),
});

export type LiveState = "connecting" | "live" | "away";

/** Puts each new dashboard in place of the last one, as long as the page is open. */
export function useLiveDashboard(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => {
    const source = new EventSource("/api/admin/dashboard/live");
    source.addEventListener("dashboard", (event: MessageEvent<string>) => {
      setState("live");
      client.setQueryData(dashboardQuery.queryKey, JSON.parse(event.data) as Dashboard);
    });
    source.addEventListener("silence", () => setState("away"));
    source.addEventListener("end", () => {
      source.close();
      setState("away");
      void client.invalidateQueries({ queryKey: ["me"] });
    });
    source.addEventListener("error", () => setState("away"));
    return () => source.close();
  }, [client]);
  return state;
}
