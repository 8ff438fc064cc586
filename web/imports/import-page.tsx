import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Select } from "../components/select.tsx";
import { Notice } from "../components/states.tsx";
import type { RecordType } from "../records/model.ts";
import { useRecordTypes } from "../records/queries.ts";
import { ChooseFile } from "./choose-file.tsx";
import { MapColumns, type Plan } from "./map-columns.tsx";
import { RunImport } from "./run-import.tsx";

const route = getRouteApi("/inside/$plural/import");

/** A CSV file becomes records: choose it, say what its columns are, try it, do it. */
export function ImportPage() {
  const { type } = route.useRouteContext();
  const can = useCan();
  return (
    <>
      <PageHeader crumbs={[{ label: type.pluralLabel, plural: type.plural }]} title="Import" />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-3xl">
          {can("records.import") ? (
            <Steps key={type.name} type={type} />
          ) : (
            <Notice icon={Lock} title="You may not import">
              Your role can read records but not add them.
            </Notice>
          )}
        </div>
      </div>
    </>
  );
}

type Step = { at: "file" } | { at: "columns"; file: File } | { at: "run"; file: File; plan: Plan };

function Steps({ type }: { type: RecordType }) {
  const [step, setStep] = useState<Step>({ at: "file" });
  const restart = () => setStep({ at: "file" });
  return (
    <>
      <Progress at={step.at} />
      {step.at === "file" && (
        <>
          <TypeChoice type={type} />
          <ChooseFile type={type} onChoose={(file) => setStep({ at: "columns", file })} />
        </>
      )}
      {step.at === "columns" && (
        <MapColumns
          type={type}
          file={step.file}
          onBack={restart}
          onDone={(plan) => setStep({ at: "run", file: step.file, plan })}
        />
      )}
      {step.at === "run" && (
        <RunImport
          type={type}
          file={step.file}
          plan={step.plan}
          onBack={() => setStep({ at: "columns", file: step.file })}
          onRestart={restart}
        />
      )}
    </>
  );
}

/** Whoever came here from elsewhere than a list has not said yet what the file holds. */
function TypeChoice({ type }: { type: RecordType }) {
  const navigate = useNavigate();
  const options = useRecordTypes().map(({ plural, pluralLabel }) => ({ value: plural, label: pluralLabel }));
  return (
    <div className="mb-4 flex items-center gap-3 text-sm">
      <span className="text-ink-muted">The file holds</span>
      <Select
        label="What the file holds"
        className="w-48"
        value={type.plural}
        options={options}
        onChange={(plural) => plural && void navigate({ to: "/$plural/import", params: { plural } })}
      />
    </div>
  );
}

const stepLabels = { file: "File", columns: "Columns", run: "Try and import" };

function Progress({ at }: { at: Step["at"] }) {
  const names = Object.keys(stepLabels) as Step["at"][];
  return (
    <ol className="mb-6 flex items-center gap-2 text-sm" aria-label="Steps">
      {names.map((name, index) => (
        <li
          key={name}
          aria-current={name === at ? "step" : undefined}
          className="group flex items-center gap-2 text-ink-faint aria-[current=step]:font-medium aria-[current=step]:text-ink"
        >
          {index > 0 && <span className="h-px w-5 bg-line-strong" aria-hidden />}
          <span className="flex size-5 items-center justify-center rounded-full bg-pressed text-2xs text-ink-muted group-aria-[current=step]:bg-accent group-aria-[current=step]:text-accent-ink">
            {index + 1}
          </span>
          {stepLabels[name]}
        </li>
      ))}
    </ol>
  );
}
