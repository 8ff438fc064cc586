import { useState } from "react";
import { call } from "../api/client.ts";
import type { Pipeline, Stage } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { type Option, Select } from "../components/select.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { bodyValue } from "../records/controls/body-value.ts";
import type { RecordField } from "../records/model.ts";
import { FormDialog } from "./form-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

type StageDialogProps = { pipeline?: Pipeline; stage?: Stage; onClose: () => void };

const percentField = { kind: "percent" } as RecordField;
const outcomeOptions = [
  { value: "open", label: "Open", hint: "The sale goes on." },
  { value: "won", label: "Won", hint: "Moving an opportunity here wins it." },
  { value: "lost", label: "Lost", hint: "Moving one here asks for the reason." },
] as const satisfies Option<Stage["outcome"]>[];

/** Adds a stage to a pipeline, or changes one. */
export function StageDialog({ pipeline, stage, onClose }: StageDialogProps) {
  const [name, setName] = useState(stage?.name ?? "");
  const [probability, setProbability] = useState(String(Number(stage?.probability ?? 0)));
  const [outcome, setOutcome] = useState<Stage["outcome"]>(stage?.outcome ?? "open");
  const { refresh } = usePipelineChanges();
  const submission = useSubmission(async () => {
    const body = { name, probability: (bodyValue(percentField, probability) as string | null) ?? "0", outcome };
    if (stage) await call("PATCH /api/stages/{id}", { params: { id: stage.id }, body });
    else if (pipeline) await call("POST /api/pipelines/{id}/stages", { params: { id: pipeline.id }, body });
    await refresh();
    onClose();
  });
  function choose(next: Stage["outcome"] | null) {
    if (!next || next === outcome) return;
    setOutcome(next);
    if (next !== "open") setProbability(next === "won" ? "100" : "0");
  }
  return (
    <FormDialog
      title={stage ? "Edit the stage" : "New stage"}
      action={stage ? "Save" : "Add stage"}
      submission={submission}
      onClose={onClose}
    >
      <Field label="Name" error={submission.faultOf("name")} required>
        <Input autoFocus required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label="Probability in percent"
        hint="How likely an opportunity that has come this far is to be won."
        error={submission.faultOf("probability")}
      >
        <Input
          inputMode="decimal"
          className="tabular-nums"
          value={probability}
          onChange={(event) => setProbability(event.target.value)}
        />
      </Field>
      <Field
        label="Outcome"
        hint={stage && "Can change only while no opportunity is in the stage."}
        error={submission.faultOf("outcome")}
      >
        <Select value={outcome} options={outcomeOptions} onChange={choose} />
      </Field>
    </FormDialog>
  );
}
