import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { DataExportLine } from "./data-export-line.tsx";
import { useDataExports } from "./data-exports.ts";
import { NewDataExport } from "./new-data-export.tsx";
import { boxClass, Section } from "./section.tsx";

/** Everything that the organization has, in one file: asked for here, watched, and taken away. */
export function YourDataPage() {
  const exports = useDataExports();
  const all = exports.exports;
  return (
    <>
      <Section
        title="Export everything"
        intro="One file with everything that NextCRM keeps for this organization at one moment. It opens offline in a browser, and can be verified against the log’s public key. Once an hour; you get an email when it is ready."
      >
        <NewDataExport exports={exports} />
      </Section>
      <Section title="Exports" intro="Owners can download a file for seven days. Each download is in the audit log.">
        {exports.isPending && <SkeletonLines lines={3} />}
        {exports.isError && !all && <ErrorState error={exports.error} retry={() => void exports.refetch()} />}
        {all?.length === 0 && <p className="text-sm text-ink-muted">None yet. Exports you ask for appear here.</p>}
        {all && all.length > 0 && (
          <ul className={boxClass}>
            {all.map((one) => (
              <DataExportLine key={one.id} one={one} exports={exports} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
