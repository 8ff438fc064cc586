import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Pipeline, Stage } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import { Skeleton } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { formatDecimal } from "../records/format.ts";
import { FormDialog } from "./form-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

type RemoveStagesProps = { pipelines: Pipeline[]; pipeline: Pipeline; stage?: Stage; onClose: () => void };

/** Removes a stage, or a pipeline with all its stages, and says where the opportunities in them go. */
export function RemoveStages({ pipelines, pipeline, stage, onClose }: RemoveStagesProps) {
  const leaving = stage ? [stage.id] : pipeline.stages.map(({ id }) => id);
  const outcome = stage?.outcome;
  const others = pipelines.flatMap((other) =>
    other.stages
      .filter(({ id }) => !leaving.includes(id))
      .map((one) => ({ ...one, label: other.id === pipeline.id ? one.name : `${other.name}: ${one.name}` })),
  );
  // What is won shall not be lost by tidying up.
  const likely = others.find((one) => one.outcome === outcome) ?? others[0];
  const [moveTo, setMoveTo] = useState(likely?.id ?? null);
  const { refresh } = usePipelineChanges();
  const count = useOpportunitiesIn(leaving);
  const { name } = stage ?? pipeline;
  const submission = useSubmission(async () => {
    const query = moveTo ? { moveTo } : {};
    if (stage) await call("DELETE /api/stages/{id}", { params: { id: stage.id }, query });
    else await call("DELETE /api/pipelines/{id}", { params: { id: pipeline.id }, query });
    await refresh();
    toast.done({ title: `“${name}” is removed` });
    onClose();
  });
  const target = others.find(({ id }) => id === moveTo);
  return (
    <FormDialog
      title={stage ? `Remove the stage “${name}”?` : `Remove the pipeline “${name}”?`}
      action="Remove"
      submission={submission}
      onClose={onClose}
    >
      {count === undefined ? (
        <Skeleton className="w-2/3" />
      ) : (
        <p className="text-sm text-ink-muted">
          {count === 0
            ? "No opportunity is in it."
            : `${formatDecimal(count)} ${count === 1 ? "opportunity is" : "opportunities are"} in it, including those in the trash.`}
        </p>
      )}
      {count !== 0 && (
        <Field label="Move them to" hint={outcomeHint(outcome, target?.outcome)} error={submission.faultOf("moveTo")}>
          <Select value={moveTo} options={others.map(({ id, label }) => ({ value: id, label }))} onChange={setMoveTo} />
        </Field>
      )}
    </FormDialog>
  );
}

function outcomeHint(from: Stage["outcome"] | undefined, to: Stage["outcome"] | undefined): string | undefined {
  if (!from || !to || from === to) return undefined;
  return `They become ${to} by that.`;
}

/** How many opportunities are in some stages; undefined until all are counted. */
function useOpportunitiesIn(stageIds: string[]): number | undefined {
  return useQueries({
    queries: stageIds.map((id) => ({
      queryKey: ["records", "opportunities", "count in stage", id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call("GET /api/{plural}", {
          params: { plural: "opportunities" },
          query: { "filter[stage][eq]": id, trash: "include", limit: 1, count: "1" },
          signal,
        }),
    })),
    combine: (answers) =>
      answers.every(({ data }) => data) ? answers.reduce((sum, { data }) => sum + (data?.total ?? 0), 0) : undefined,
  });
}
