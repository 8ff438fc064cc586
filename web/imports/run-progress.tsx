import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { formatDecimal } from "../records/format.ts";
import type { FollowedRun } from "./import-run.ts";
import { useRefreshImport } from "./use-import-verbs.ts";

/** How far it is, how fast it goes, and the way to stop it. One may leave; it goes on. */
export function RunProgress({ run, many }: { run: FollowedRun; many: string }) {
  const [asking, setAsking] = useState(false);
  const refresh = useRefreshImport(run.id);
  const { pace } = run;
  const part = run.total ? Math.min(1, run.processed / run.total) : undefined;
  return (
    <section className="rounded-xl border border-line p-4">
      <div className="flex items-center gap-3">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{titleOf(run, many)}</h2>
        <Button onClick={() => setAsking(true)}>Cancel</Button>
      </div>
      <div
        role="progressbar"
        aria-label={run.dryRun ? "Rows tried" : "Rows imported"}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}
        className="mt-3 h-2 overflow-hidden rounded-full bg-pressed"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-700 ease-linear"
          style={{ width: part === undefined ? "4%" : `${Math.max(2, part * 100)}%` }}
        />
      </div>
      <p className="mt-2 flex flex-wrap justify-between gap-x-4 text-sm text-ink-muted tabular-nums">
        <span>
          {run.total === null
            ? "Reading the file…"
            : `${formatDecimal(run.processed)} of ${formatDecimal(run.total)} rows`}
        </span>
        {pace && (
          <span>
            {formatDecimal(Math.round(pace.perSecond))} rows/s, {remaining(pace.secondsLeft)} left
          </span>
        )}
      </p>
      <p className="mt-3 text-xs text-ink-faint">
        You can close this page. It goes on, and you find it under past imports.
      </p>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={run.dryRun ? "Stop trying?" : "Stop the import?"}
        description={
          run.dryRun
            ? "Nothing was saved."
            : "Rows imported by then stay. You can undo that, or import the file again: rows that are there already are recognized."
        }
        action="Stop"
        onConfirm={async () => {
          await call("POST /api/imports/{id}/cancel", { params: { id: run.id } });
          await refresh();
        }}
      />
    </section>
  );
}

function titleOf(run: FollowedRun, many: string): string {
  if (run.status === "queued") return "Waiting for its turn…";
  return run.dryRun ? "Trying every row, saving none…" : `Importing ${many}…`;
}

/** A length of time as one says it: `12 s`, `3 min`. */
function remaining(seconds: number | undefined): string {
  if (seconds === undefined) return "some time";
  if (seconds < 1) return "1 s";
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
