import { useState } from "react";
import { call } from "../api/client.ts";
import type { Pipeline } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

/** Names a new pipeline, which begins with the usual stages, or renames one. */
export function PipelineDialog({ pipeline, onClose }: { pipeline?: Pipeline; onClose: () => void }) {
  const [name, setName] = useState(pipeline?.name ?? "");
  const { refresh } = usePipelineChanges();
  const submission = useSubmission(async () => {
    if (pipeline) await call("PATCH /api/pipelines/{id}", { params: { id: pipeline.id }, body: { name } });
    else await call("POST /api/pipelines", { body: { name } });
    await refresh();
    onClose();
  });
  return (
    <FormDialog
      title={pipeline ? "Rename the pipeline" : "New pipeline"}
      action={pipeline ? "Rename" : "Create pipeline"}
      submission={submission}
      onClose={onClose}
    >
      <Field
        label="Name"
        {...(!pipeline && { hint: "It begins with the usual stages, which you can change." })}
        error={submission.faultOf("name")}
        required
      >
        <Input autoFocus required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
