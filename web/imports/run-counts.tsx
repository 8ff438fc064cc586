import type { ImportRun } from "../api/contract.ts";
import { cn } from "../components/class-names.ts";
import { formatDecimal } from "../records/format.ts";

/** What became, or would become, of the rows. */
export function RunCounts({ run }: { run: ImportRun }) {
  const counts = [
    { label: run.dryRun ? "Would be new" : "New", count: run.created, mark: "bg-success" },
    { label: run.dryRun ? "Would change" : "Changed", count: run.updated, mark: "bg-accent" },
    {
      label: run.existing === "skip" ? (run.dryRun ? "Would be skipped" : "Skipped") : "As they are",
      count: run.unchanged,
      mark: "bg-ink-faint",
    },
    { label: run.dryRun ? "Would fail" : "Failed", count: run.failed, mark: "bg-danger" },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-4">
      {counts.map(({ label, count, mark }) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="flex items-center gap-1.5 text-xs text-ink-muted">
            <span className={cn("size-1.5 rounded-full", count > 0 ? mark : "bg-pressed")} aria-hidden />
            {label}
          </dt>
          <dd className={cn("mt-0.5 text-xl font-semibold tabular-nums", count === 0 && "text-ink-faint")}>
            {formatDecimal(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
