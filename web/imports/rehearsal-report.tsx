import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ImportRun } from "../api/contract.ts";
import { reasonOf } from "../api/problem.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { FormError } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { BadRows, Warnings } from "./bad-rows.tsx";
import { draftOf } from "./plan.ts";
import { RunCounts } from "./run-counts.tsx";
import { useRefreshImport } from "./use-import-verbs.ts";

type RehearsalReportProps = { run: ImportRun; type: RecordType | undefined };

/** What will happen, before anything did; from here it is done in earnest. */
export function RehearsalReport({ run, type }: RehearsalReportProps) {
  const many = type?.pluralLabel.toLowerCase() ?? "records";
  return (
    <div className="flex flex-col gap-5">
      <header>
        <h2 className="text-lg font-semibold">{titleOf(run)}</h2>
        <p className="mt-0.5 text-sm text-ink-muted">{summaryOf(run, many)}</p>
      </header>
      {run.reason && <FormError>{run.reason}.</FormError>}
      {run.status === "done" && <RunCounts run={run} />}
      {run.related > 0 && (
        <p className="text-sm text-ink-muted">
          {formatDecimal(run.related)} {run.related === 1 ? "record" : "records"} that the file names and that{" "}
          {run.related === 1 ? "is" : "are"} not here yet would be created as well.
        </p>
      )}
      <BadRows run={run} />
      <Warnings run={run} />
      <Decision run={run} type={type} many={many} />
    </div>
  );
}

function titleOf({ status }: ImportRun): string {
  if (status === "done") return "This is what will happen";
  return status === "cancelled" ? "You stopped the trial" : "The file could not be tried";
}

function summaryOf({ status, created, updated, failed }: ImportRun, many: string): string {
  if (status !== "done") return "Nothing was saved.";
  if (created + updated === 0)
    return failed > 0
      ? "No row can go in as it is."
      : `All ${many} of the file are here already, just as the file has them.`;
  return failed > 0
    ? "Nothing is saved yet. Rows with mistakes are left out; all others are imported."
    : "Nothing is saved yet. Every row was tried, and none has a mistake.";
}

type DecisionProps = RehearsalReportProps & { many: string };

function Decision({ run, type, many }: DecisionProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const refresh = useRefreshImport(run.id);
  const sum = run.created + run.updated;
  const plural = type?.plural ?? "accounts";
  const draft = draftOf(run.id);
  async function start() {
    setBusy(true);
    setError(undefined);
    try {
      await call("POST /api/imports/{id}/run", { params: { id: run.id } });
      await refresh();
    } catch (failure) {
      setError(reasonOf(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <footer className="sticky -bottom-6 -mx-4 -mb-6 border-t border-line bg-surface px-4 py-3 lg:-mx-8 lg:px-8">
      <FormError>{error}</FormError>
      <div className="flex items-center justify-between gap-3">
        <Link to="/$plural/import" params={{ plural }} search={draft ? { from: run.id } : {}} className={buttonClass()}>
          {draft ? "Back to the columns" : "Choose the file again"}
        </Link>
        {run.status === "done" && sum > 0 && run.fileKept && (
          <Button look="primary" busy={busy} onClick={() => void start()}>
            Import {formatDecimal(sum)} {sum === 1 ? (type?.label.toLowerCase() ?? "record") : many}
          </Button>
        )}
        {run.status === "done" && sum === 0 && (
          <Link to="/$plural" params={{ plural }} search={{}} className={buttonClass({ look: "primary" })}>
            Show {many}
          </Link>
        )}
      </div>
    </footer>
  );
}
