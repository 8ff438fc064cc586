import { Sheet } from "../../components/dialog.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import type { LogState } from "../log-state.ts";
import { ExportLine } from "./export-line.tsx";
import { NewExport } from "./new-export.tsx";
import { useExports } from "./use-exports.ts";
import { useFilterWords } from "./use-filter-words.ts";

/** Asks for an export, and lists those that there are. */
export function ExportsSheet({ state, onClose }: { state: LogState; onClose: () => void }) {
  const exports = useExports();
  const words = useFilterWords();
  return (
    <Sheet
      open
      onClose={onClose}
      title="Export the log"
      description="The file is written in the background; you can close this."
    >
      <NewExport query={state.query} isNarrowed={state.isNarrowed} request={exports.request} />
      <h3 className="mt-6 border-t border-line pt-4 text-sm font-semibold">Exports</h3>
      {exports.isPending && <SkeletonLines lines={3} />}
      {exports.isError && !exports.exports && <ErrorState error={exports.error} retry={() => void exports.refetch()} />}
      {exports.exports?.length === 0 && (
        <p className="py-3 text-sm text-ink-muted">None yet. An export stays here until its time is over.</p>
      )}
      <ul className="divide-y divide-line">
        {exports.exports?.map((one) => (
          <ExportLine key={one.id} one={one} words={words(one.filter)} exports={exports} />
        ))}
      </ul>
    </Sheet>
  );
}
