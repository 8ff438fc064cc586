import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ImportPreview } from "../api/contract.ts";
import { reasonOf, sentence } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { ErrorState, FormError, Skeleton } from "../components/states.tsx";
import { formatBytes, formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { ColumnList } from "./column-list.tsx";
import { DefaultValues } from "./default-values.tsx";
import { FileReading } from "./file-reading.tsx";
import { FirstRows } from "./first-rows.tsx";
import { type Plan, preview, rehearse } from "./plan.ts";
import { RowPolicy } from "./row-policy.tsx";

type MapColumnsProps = { type: RecordType; file: File; startingPlan: Plan; onBack: () => void };

/** What each column is, and what to do with the rows. The server reads the file anew whenever that changes. */
export function MapColumns({ type, file, startingPlan, onBack }: MapColumnsProps) {
  const [plan, setPlan] = useState(startingPlan);
  const { mapping, encoding, delimiter, dateOrder, decimal, key } = plan;
  const asked = { mapping, encoding, delimiter, dateOrder, decimal, key };
  const read = useQuery({
    queryKey: ["import-preview", type.plural, file.name, file.size, file.lastModified, asked],
    queryFn: ({ signal }) => preview(type, { file, plan }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (read.isPending) return <Reading file={file} />;
  if (read.isError) {
    return (
      <>
        <ErrorState error={read.error} retry={() => void read.refetch()} />
        <div className="-mt-10 text-center">
          <Button look="quiet" onClick={onBack}>
            Choose another file
          </Button>
        </div>
      </>
    );
  }
  return (
    <Mapping
      type={type}
      file={file}
      plan={plan}
      set={(changes) => setPlan((now) => ({ ...now, ...changes }))}
      read={read.data}
      busy={read.isFetching}
      onBack={onBack}
    />
  );
}

function Reading({ file }: { file: File }) {
  return (
    <div role="status" aria-label={`Reading ${file.name}`} className="flex flex-col gap-3">
      <p className="text-sm text-ink-muted">
        Reading {file.name} ({formatBytes(file.size)})…
      </p>
      {Array.from({ length: 6 }, (_, line) => (
        <Skeleton key={line} className="h-11 w-full" />
      ))}
    </div>
  );
}

type MappingProps = {
  type: RecordType;
  file: File;
  plan: Plan;
  set: (changes: Partial<Plan>) => void;
  read: ImportPreview;
  busy: boolean;
  onBack: () => void;
};

function Mapping({ type, file, plan, set, read, busy, onBack }: MappingProps) {
  const many = type.pluralLabel.toLowerCase();
  return (
    <div className="flex flex-col gap-8">
      <header>
        <h2 className="text-lg font-semibold wrap-anywhere">{file.name}</h2>
        <p className="mt-0.5 text-sm text-ink-muted">
          {formatDecimal(read.rows)} {read.rows === 1 ? "row" : "rows"} in {read.columns.length}{" "}
          {read.columns.length === 1 ? "column" : "columns"}. Check which field of {many} each column fills.
        </p>
      </header>
      <ColumnList read={read} mapping={plan.mapping} onChange={(mapping) => set({ mapping })} />
      <FirstRows read={read} />
      <FileReading type={type} read={read} plan={plan} set={set} />
      <RowPolicy type={type} read={read} plan={plan} set={set} />
      <DefaultValues type={type} read={read} plan={plan} set={set} />
      <Next type={type} file={file} plan={plan} read={read} busy={busy} onBack={onBack} />
    </div>
  );
}

function Next({ type, file, plan, read, busy, onBack }: Omit<MappingProps, "set">) {
  const navigate = useNavigate();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  const obstacles = [
    ...read.problems.map(({ reason }) => sentence(reason)),
    ...(read.rows === 0 ? ["The file has a line of names and no rows under it."] : []),
    ...(read.ambiguities.length > 0
      ? ["Say above how dates and numbers are written; they can be read in two ways."]
      : []),
  ];
  async function next() {
    setSending(true);
    setError(undefined);
    try {
      const id = await rehearse(type, { file, plan });
      await navigate({ to: "/imports/$id", params: { id }, search: {} });
    } catch (failure) {
      setError(reasonOf(failure));
      setSending(false);
    }
  }
  return (
    <footer className="sticky -bottom-6 -mx-4 -mb-6 border-t border-line bg-surface px-4 py-3 lg:-mx-8 lg:px-8">
      <FormError>{error}</FormError>
      {obstacles.length > 0 && (
        <ul className="mb-2 text-sm text-warning" role="status">
          {obstacles.map((obstacle) => (
            <li key={obstacle}>{obstacle}</li>
          ))}
        </ul>
      )}
      <div className="flex items-center justify-between gap-3">
        <Button onClick={onBack}>Back</Button>
        <p className="ml-auto text-xs text-ink-faint max-sm:hidden">Nothing is saved yet.</p>
        <Button look="primary" busy={sending} disabled={obstacles.length > 0 || busy} onClick={() => void next()}>
          {sending ? "Sending the file…" : "See what will happen"}
        </Button>
      </div>
    </footer>
  );
}
