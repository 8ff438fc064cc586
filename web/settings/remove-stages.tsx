import { useState } from "react";
import { call } from "../api/client.ts";
import type { Pipeline, Stage } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

type RemoveStagesProps = { pipelines: Pipeline[]; pipeline: Pipeline; stage?: Stage; onClose: () => void };

/** Removes a stage, or a pipeline with all its stages, and says where the deals in them go. */
export function RemoveStages({ pipelines, pipeline, stage, onClose }: RemoveStagesProps) {
  const leaving = new Set(stage ? [stage.id] : pipeline.stages.map(({ id }) => id));
  const others = pipelines.flatMap((other) =>
    other.stages
      .filter(({ id }) => !leaving.has(id))
      .map(({ id, name }) => ({ value: id, label: other.id === pipeline.id ? name : `${other.name}: ${name}` })),
  );
  const [moveTo, setMoveTo] = useState(others[0]?.value ?? null);
  const { refresh } = usePipelineChanges();
  const name = (stage ?? pipeline).name;
  const submission = useSubmission(async () => {
    const query = moveTo ? { moveTo } : {};
    if (stage) await call("DELETE /api/stages/{id}", { params: { id: stage.id }, query });
    else await call("DELETE /api/pipelines/{id}", { params: { id: pipeline.id }, query });
    await refresh();
    onClose();
  });
  return (
    <FormDialog
      title={stage ? `Remove the stage “${name}”?` : `Remove the pipeline “${name}”?`}
      action="Remove"
      submission={submission}
      onClose={onClose}
    >
      <Field label="Opportunities in it move to" error={submission.faultOf("moveTo")}>
        <Select value={moveTo} options={others} onChange={setMoveTo} />
      </Field>
    </FormDialog>
  );
}
