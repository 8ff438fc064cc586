import type { ImportRun } from "../api/contract.ts";
import { Progress } from "../components/progress.tsx";
import { formatDecimal } from "../records/format.ts";

/** An undo under way. */
export function UndoProgress({ run }: { run: ImportRun }) {
  const all = run.created + run.updated + run.related;
  const done = (run.undo?.removed ?? 0) + (run.undo?.restored ?? 0);
  return (
    <section className="rounded-xl border border-line p-4" role="status">
      <h2 className="text-base font-semibold">Undoing the import…</h2>
      <Progress label="Records taken back" part={all === 0 ? 1 : Math.min(1, done / all)} />
      <p className="mt-2 text-sm text-ink-muted tabular-nums">
        {formatDecimal(done)} of {formatDecimal(all)} records. You can close this page; it goes on.
      </p>
    </section>
  );
}
