import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleSlash, TriangleAlert } from "lucide-react";
import type { ImportRun } from "../api/contract.ts";
import { buttonClass } from "../components/button.tsx";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { BadRows, Warnings } from "./bad-rows.tsx";
import { importedRecords } from "./imported-records.ts";
import { KeptRecords } from "./kept-records.tsx";
import { RunCounts } from "./run-counts.tsx";
import { UndoImport } from "./undo-import.tsx";

/** What an import did, with the ways on from here. */
export function ImportReport({ run, type }: { run: ImportRun; type: RecordType | undefined }) {
  const many = type?.pluralLabel.toLowerCase() ?? "records";
  const undone = run.undo?.status === "done";
  const plural = type?.plural ?? "accounts";
  return (
    <div className="flex flex-col gap-5" role="status">
      <Heading run={run} many={many} />
      <RunCounts run={run} />
      {run.related > 0 && (
        <p className="text-sm text-ink-muted">
          {formatDecimal(run.related)} {run.related === 1 ? "record" : "records"} that the file names{" "}
          {run.related === 1 ? "was" : "were"} created as well.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {run.created > 0 && !undone && (
          <Link
            to="/$plural"
            params={{ plural }}
            search={importedRecords(run)}
            className={buttonClass({ look: "primary" })}
          >
            {run.created === 1 ? "Show the new record" : `Show the ${formatDecimal(run.created)} new ${many}`}
          </Link>
        )}
        <Link to="/$plural" params={{ plural }} search={{}} className={buttonClass()}>
          All {many}
        </Link>
        <Link to="/$plural/import" params={{ plural }} search={{}} className={buttonClass()}>
          Import another file
        </Link>
        {run.created + run.updated + run.related > 0 && !run.undo && <UndoImport run={run} />}
      </div>
      {undone && <KeptRecords run={run} />}
      <BadRows run={run} />
      <Warnings run={run} />
    </div>
  );
}

function Heading({ run, many }: { run: ImportRun; many: string }) {
  const undone = run.undo?.status === "done";
  const whole = run.status === "done";
  const Icon = undone ? CircleSlash : whole ? CircleCheck : TriangleAlert;
  const tone = undone ? "text-ink-muted" : whole ? "text-success" : "text-warning";
  return (
    <header className="flex items-start gap-3">
      <Icon className={`mt-0.5 size-6 shrink-0 ${tone}`} aria-hidden />
      <div>
        <h2 className="text-lg font-semibold">{titleOf(run, many)}</h2>
        <p className="mt-0.5 text-sm text-ink-muted">{detailOf(run)}</p>
      </div>
    </header>
  );
}

function titleOf(run: ImportRun, many: string): string {
  if (run.undo?.status === "done") return "The import is undone";
  if (run.status === "cancelled") return "The import was stopped";
  if (run.status === "failed") return "The import broke off";
  const sum = run.created + run.updated;
  return sum === 0 ? "Nothing had to be changed" : `${formatDecimal(sum)} ${sum === 1 ? "record" : many} imported`;
}

function detailOf(run: ImportRun): string {
  if (run.undo?.status === "done") {
    const { removed, restored } = run.undo;
    const moved = `${formatDecimal(removed)} moved to the trash`;
    if (restored === 0) return `${moved}.`;
    const back = `${formatDecimal(restored)} got ${restored === 1 ? "its" : "their"} former values back.`;
    return removed === 0 ? back : `${moved}, ${back}`;
  }
  if (run.reason) return /[.!?]$/.test(run.reason) ? run.reason : `${run.reason}.`;
  if (run.status === "cancelled") return "Rows imported by then stay until you undo the import.";
  return run.failed > 0 ? "Some rows were left out. They are below, each with its reason." : "Every row went in.";
}
