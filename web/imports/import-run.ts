import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../api/client.ts";
import type { ImportRun } from "../api/contract.ts";

export const importsKey = ["imports"];
/** An import, and how fast it goes. */
export type FollowedRun = ImportRun & { pace: Pace | undefined };
const pollMs = 700;

/** Whether nothing more will happen by itself. */
export function isOver({ status, undo }: Pick<ImportRun, "status" | "undo">): boolean {
  const ended = status === "done" || status === "failed" || status === "cancelled";
  return ended && (undo === null || undo.status === "done");
}

/** One import, asked for again and again while it runs. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: ["import", id],
    queryFn: async ({ signal }) => {
      const run = await call("GET /api/imports/{id}", { params: { id }, signal });
      return { ...run, pace: paceOf(run) };
    },
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : pollMs),
    // A second tab, or coming back to this one, shows what is so now.
    staleTime: 0,
  });
}

/** Follows an import; when it ends, lists that were read before are read again. */
export function useImportRun(id: string) {
  const queryClient = useQueryClient();
  const run = useQuery(importQuery(id));
  const over = run.data !== undefined && isOver(run.data) && !run.data.dryRun;
  const undone = run.data?.undo?.status === "done";
  useEffect(() => {
    if (!over) return;
    for (const queryKey of [["records"], ["timeline"], ["record-types"], importsKey])
      void queryClient.invalidateQueries({ queryKey });
  }, [over, undone, queryClient]);
  return run;
}

export type Pace = { perSecond: number; secondsLeft: number | undefined };

/** Where each import stood when it was first seen running. */
const beginnings = new Map<string, { at: number; processed: number }>();

/** How fast it goes, as seen from here: the clocks of server and browser need not agree. */
function paceOf({ id, status, processed, total }: ImportRun): Pace | undefined {
  const now = performance.now();
  const first = beginnings.get(id);
  if (status !== "running" || !first || processed < first.processed) {
    beginnings.set(id, { at: now, processed });
    return undefined;
  }
  const seconds = (now - first.at) / 1000;
  const perSecond = (processed - first.processed) / seconds;
  if (seconds < 1 || perSecond <= 0) return undefined;
  return { perSecond, secondsLeft: total === null ? undefined : (total - processed) / perSecond };
}
