import type { Work } from "../../audit/work.ts";
import { roleHas } from "../../access/permissions.ts";
import { createDefaultPipeline } from "../default-pipeline.ts";
import { insertStage, listPipelines } from "../pipelines.ts";
import type { Pipeline, Stage } from "../pipelines.ts";
import { eventDetails, foldText } from "./job.ts";
import type { ImportJob } from "./job.ts";
import type { ImportRow, Named } from "./row.ts";

const won = /\b(won|gewonnen|gagne|ganad[oa]|vinto)\b/;
const lost = /\b(lost|verloren|perdue?|perdid[oa]|perso)\b/;

/** Fills in the stages that cells name, case ignored, in the row's pipeline or else the first; makes them when asked. */
export async function resolveStages(work: Work, job: ImportJob, rows: readonly ImportRow[]): Promise<void> {
  const staged = rows.filter((row) => row.named.some(({ target }) => target.way === "stage"));
  if (staged.length === 0) return;
  const pipelines = await work.once("pipelines of imports", () => loadPipelines(work, job));
  const stages = pipelines.flatMap((one) => one.stages);
  for (const row of staged) {
    const stage = row.named.find(({ target }) => target.way === "stage")!;
    const pipeline = row.named.find(({ target }) => target.way === "pipeline");
    const home = pipeline ? pipelines.find(({ name }) => foldText(name) === foldText(pipeline.text)) : pipelines[0];
    if (!home) {
      refuse(job, row, pipeline ?? stage, "is no pipeline");
      continue;
    }
    const id =
      findStage(stages, stage.text, home, pipeline !== undefined) ?? (await makeStage(work, job, home, row, stage));
    if (id !== undefined) row.values.stageId = id;
  }
}

/** The stage of that name in its pipeline; in any, where the row names no pipeline. */
function findStage(stages: readonly Stage[], text: string, home: Pipeline, only: boolean): string | undefined {
  const matching = [...home.stages, ...(only ? [] : stages)].filter(({ name }) => foldText(name) === foldText(text));
  return matching[0]?.id;
}

async function makeStage(
  work: Work,
  job: ImportJob,
  pipeline: Pipeline,
  row: ImportRow,
  { text, column }: Pick<Named, "text" | "column">,
): Promise<string | undefined> {
  if (job.plan.missing !== "create") {
    refuse(job, row, { text, column }, `is not a stage of the pipeline ${pipeline.name}`);
    return undefined;
  }
  if (!roleHas(work.actor.role, "pipelines.manage")) {
    row.issues.push({
      column,
      reason: `“${text}” is not a stage of the pipeline ${pipeline.name}, and only an admin may add one`,
    });
    return undefined;
  }
  const outcome = won.test(foldText(text)) ? "won" : lost.test(foldText(text)) ? "lost" : "open";
  const stage = {
    name: text.slice(0, 100),
    probability: { won: "100", lost: "0", open: "50" }[outcome],
    outcome,
  } as const;
  const position = await makeRoom(work, pipeline, outcome);
  const id = await insertStage(work, pipeline.id, stage, position);
  work.record({
    action: "CREATE",
    resource: "stage",
    resourceId: id,
    name: stage.name,
    changes: { outcome: { from: null, to: outcome } },
    ...eventDetails(job),
  });
  pipeline.stages.push({ ...stage, id, pipelineId: pipeline.id, position });
  return id;
}

/** Open stages stand before those that close a sale. */
async function makeRoom(work: Work, { id, stages }: Pipeline, outcome: Stage["outcome"]): Promise<number> {
  const behind = outcome === "open" ? stages.filter((stage) => stage.outcome !== "open") : [];
  if (behind.length === 0) return Math.max(-1, ...stages.map(({ position }) => position)) + 1;
  const position = Math.min(...behind.map((stage) => stage.position));
  await work.sql.query(
    "update stage set position = position + 1 where organization_id = $1 and pipeline_id = $2 and position >= $3",
    [work.organizationId, id, position],
  );
  for (const stage of behind) stage.position += 1;
  return position;
}

function refuse(
  job: ImportJob,
  row: ImportRow,
  { text, column }: Pick<Named, "text" | "column">,
  reason: string,
): void {
  if (job.plan.missing === "blank")
    row.issues.push({ column, reason: `“${text}” ${reason}; left blank`, warning: true });
  else row.issues.push({ column, reason: `“${text}” ${reason}` });
}

async function loadPipelines(work: Work, job: ImportJob): Promise<Pipeline[]> {
  const pipelines = await listPipelines(work);
  if (pipelines.length > 0 || job.plan.missing !== "create" || !roleHas(work.actor.role, "pipelines.manage"))
    return pipelines;
  await createDefaultPipeline(work);
  return listPipelines(work);
}
