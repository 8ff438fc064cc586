import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Download, LoaderCircle, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { addressOf, call } from "../api/client.ts";
import type { ImportRun } from "../api/contract.ts";
import { reasonOf } from "../api/problem.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { FormError } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { asCsv, type Plan } from "./map-columns.tsx";

type RunImportProps = { type: RecordType; file: File; plan: Plan; onBack: () => void; onRestart: () => void };

/** First a dry run, then the import itself, each followed as it goes. */
export function RunImport({ type, file, plan, onBack, onRestart }: RunImportProps) {
  const [trialId, setTrialId] = useState<string>();
  const [realId, setRealId] = useState<string>();
  const [error, setError] = useState<string>();
  const trial = useRun(trialId);
  const real = useRun(realId);
  const start = async (dryRun: boolean) => {
    setError(undefined);
    try {
      const { id } = await send(type, file, plan, dryRun);
      if (dryRun) setTrialId(id);
      else setRealId(id);
    } catch (failure) {
      setError(reasonOf(failure));
    }
  };
  // Started once, when the step is reached.
  useQuery({
    queryKey: ["import-trial", file.name, file.lastModified, plan],
    queryFn: () => start(true).then(() => true),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

  if (realId) return <Outcome type={type} run={real} onRestart={onRestart} />;
  const tried = trial && isOver(trial);
  return (
    <div className="flex flex-col gap-5">
      <h2 className="text-base font-semibold">
        {tried ? "This is what will happen" : "Trying it without saving anything…"}
      </h2>
      {trial ? <Counts run={trial} /> : !error && <Working />}
      {trial && trial.errors.length > 0 && <Faults run={trial} />}
      <FormError>{error}</FormError>
      <div className="flex justify-between">
        <Button onClick={onBack}>Back to the columns</Button>
        <Button
          look="primary"
          disabled={!tried || trial.created + trial.updated === 0}
          onClick={() => void start(false)}
        >
          {tried
            ? `Import ${formatDecimal(trial.created + trial.updated)} ${type.pluralLabel.toLowerCase()}`
            : "Import"}
        </Button>
      </div>
    </div>
  );
}

function send(type: RecordType, file: File, plan: Plan, dryRun: boolean) {
  const { mapping, ...rest } = plan;
  return call("POST /api/{plural}/import", {
    params: { plural: type.plural },
    query: { ...rest, mapping: JSON.stringify(mapping), dryRun: dryRun ? "1" : undefined },
    body: asCsv(file),
  });
}

function isOver(run: ImportRun): boolean {
  const ended = run.status === "done" || run.status === "failed" || run.status === "cancelled";
  return ended && (run.undo === null || run.undo.status === "done");
}

function useRun(id: string | undefined): ImportRun | undefined {
  const { data } = useQuery({
    queryKey: ["import", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => call("GET /api/imports/{id}", { params: { id: id ?? "" }, signal }),
    refetchInterval: (query) => (query.state.data && isOver(query.state.data) ? false : 700),
  });
  return data;
}

function Working() {
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-ink-muted">
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
      Reading the file…
    </p>
  );
}

function Counts({ run }: { run: ImportRun }) {
  const counts = [
    ["New", run.created],
    ["Changed", run.updated],
    ["Unchanged", run.unchanged],
    ["Refused", run.failed],
  ] as const;
  return (
    <div role="status">
      {!isOver(run) && (
        <div className="mb-3 h-1.5 overflow-hidden rounded-full bg-pressed">
          <div
            className="h-full rounded-full bg-accent transition-[width] duration-500"
            style={{ width: run.total ? `${Math.min(100, (run.processed / run.total) * 100)}%` : "30%" }}
          />
        </div>
      )}
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-4">
        {counts.map(([label, count]) => (
          <div key={label} className="bg-surface px-4 py-3">
            <dt className="text-xs text-ink-muted">{label}</dt>
            <dd className="mt-0.5 text-xl font-semibold tabular-nums">{formatDecimal(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Faults({ run }: { run: ImportRun }) {
  return (
    <section>
      <div className="mb-2 flex items-center justify-between">
        <h3 className="flex items-center gap-2 text-sm font-semibold">
          <TriangleAlert className="size-4 text-warning" aria-hidden />
          Rows that cannot go in
        </h3>
        <a
          href={addressOf("/api/imports/{id}/errors.csv", { id: run.id })}
          download
          className={buttonClass({ size: "sm" })}
        >
          <Download aria-hidden />
          Download the report
        </a>
      </div>
      <div
        className="max-h-72 overflow-auto rounded-xl border border-line"
        tabIndex={0}
        role="region"
        aria-label="Rows that cannot go in"
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-surface text-left text-xs text-ink-muted">
            <tr>
              <th scope="col" className="px-3 py-2 font-medium">
                Line
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Column
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Reason
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {run.errors.slice(0, 200).map((fault, at) => (
              <tr key={at}>
                <td className="px-3 py-1.5 tabular-nums">{fault.line}</td>
                <td className="px-3 py-1.5">{fault.column}</td>
                <td className="px-3 py-1.5 wrap-anywhere">{fault.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function titleOf(run: ImportRun): string {
  if (run.undo) return run.undo.status === "done" ? "The import is undone" : "Undoing…";
  if (!isOver(run)) return "Importing…";
  return run.status === "done" ? "Done" : "The import stopped";
}

type OutcomeProps = { type: RecordType; run: ImportRun | undefined; onRestart: () => void };

function Outcome({ type, run, onRestart }: OutcomeProps) {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const over = run !== undefined && isOver(run);
  useEffect(() => {
    // Lists read before the import, or before its undoing, are out of date.
    if (over) void queryClient.invalidateQueries({ queryKey: ["records"] });
  }, [over, queryClient]);
  if (!run) return <Working />;
  const title = titleOf(run);
  return (
    <div className="flex flex-col gap-5">
      <h2 className="flex items-center gap-2 text-base font-semibold">
        {over && run.status === "done" && <CircleCheck className="size-5 text-success" aria-hidden />}
        {title}
      </h2>
      <Counts run={run} />
      {run.reason && <FormError>{run.reason}</FormError>}
      {run.undo?.status === "done" && (
        <p className="text-sm text-ink-muted">
          {formatDecimal(run.undo.removed)} removed, {formatDecimal(run.undo.restored)} restored
          {run.kept.length > 0 && `, ${formatDecimal(run.kept.length)} kept because they were changed since`}.
        </p>
      )}
      {run.errors.length > 0 && <Faults run={run} />}
      {over && (
        <div className="flex flex-wrap gap-2">
          <Link to="/$plural" params={{ plural: type.plural }} search={{}} className={buttonClass({ look: "primary" })}>
            Show {type.pluralLabel.toLowerCase()}
          </Link>
          <Button onClick={onRestart}>Import another file</Button>
          {run.created + run.updated > 0 && !run.undo && (
            <Button look="quiet" onClick={() => setAsking(true)}>
              Undo this import
            </Button>
          )}
        </div>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Undo this import?"
        description="What it created goes, and what it changed gets its former values back."
        action="Undo"
        onConfirm={async () => {
          await call("POST /api/imports/{id}/undo", { params: { id: run.id } });
          await queryClient.invalidateQueries({ queryKey: ["import", run.id] });
        }}
      />
    </div>
  );
}
