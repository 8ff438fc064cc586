import type { Work } from "../../audit/work.ts";
import { roleHas } from "../../access/permissions.ts";
import { newId } from "../../identifier.ts";
import { eventDetails, foldText } from "./job.ts";
import type { ImportJob } from "./job.ts";
import type { ImportRow, Named } from "./row.ts";

interface Stage {
  id: string;
  name: string;
  pipelineId: string;
}

interface Pipeline {
  id: string;
  name: string;
}

const won = /\b(won|gewonnen|gagne|ganad[oa]|vinto)\b/;
const lost = /\b(lost|verloren|perdue?|perdid[oa]|perso)\b/;

/** Fills in the stages that cells name, case ignored, in the row's pipeline or else the first; makes them when asked. */
export async function resolveStages(work: Work, job: ImportJob, rows: readonly ImportRow[]): Promise<void> {
  const staged = rows.filter((row) => row.named.some(({ target }) => target.way === "stage"));
  if (staged.length === 0) return;
  const { stages, pipelines } = await work.once("stages of imports", () => loadStages(work));
  for (const row of staged) {
    const stage = row.named.find(({ target }) => target.way === "stage")!;
    const pipeline = row.named.find(({ target }) => target.way === "pipeline");
    const home = pipeline ? pipelines.find(({ name }) => foldText(name) === foldText(pipeline.text)) : pipelines[0];
    if (!home) {
      refuse(job, row, pipeline ?? stage, "is no pipeline");
      continue;
    }
    const matching = stages.filter(({ name }) => foldText(name) === foldText(stage.text));
    const found = matching.find(({ pipelineId }) => pipelineId === home.id) ?? (pipeline ? undefined : matching[0]);
    const id = found?.id ?? (await makeStage(work, job, stages, home, row, stage));
    if (id !== undefined) row.values.stageId = id;
  }
}

async function makeStage(work: Work, job: ImportJob, stages: Stage[], pipeline: Pipeline, row: ImportRow, { text, column }: Named): Promise<string | undefined> {
  if (job.plan.missing !== "create") {
    refuse(job, row, { text, column }, `is no stage of the pipeline ${pipeline.name}`);
    return undefined;
  }
  if (!roleHas(work.actor.role, "pipelines.manage")) {
    row.issues.push({ column, reason: `“${text}” is no stage of the pipeline ${pipeline.name}, and only an admin may add one` });
    return undefined;
  }
  const stage = { id: newId(), name: text.slice(0, 100), pipelineId: pipeline.id };
  const outcome = won.test(foldText(text)) ? "won" : lost.test(foldText(text)) ? "lost" : "open";
  const probability = { won: 100, lost: 0, open: 50 }[outcome];
  const position = stages.filter(({ pipelineId }) => pipelineId === pipeline.id).length;
  await work.sql.query(
    "insert into stage (organization_id, id, pipeline_id, name, position, probability, outcome) values ($1, $2, $3, $4, $5, $6, $7)",
    [work.organizationId, stage.id, stage.pipelineId, stage.name, position, probability, outcome],
  );
  work.record({ action: "CREATE", resource: "stage", resourceId: stage.id, name: stage.name, changes: { outcome: { from: null, to: outcome } }, ...eventDetails(job) });
  stages.push(stage);
  return stage.id;
}

function refuse(job: ImportJob, row: ImportRow, { text, column }: Pick<Named, "text" | "column">, reason: string): void {
  if (job.plan.missing === "blank") row.issues.push({ column, reason: `“${text}” ${reason}; left blank`, warning: true });
  else row.issues.push({ column, reason: `“${text}” ${reason}` });
}

async function loadStages(work: Work): Promise<{ stages: Stage[]; pipelines: Pipeline[] }> {
  const [stages, pipelines] = await Promise.all([
    work.sql.query<Stage>('select id, name, pipeline_id as "pipelineId" from stage where organization_id = $1 order by position', [work.organizationId]),
    work.sql.query<Pipeline>("select id, name from pipeline where organization_id = $1 order by position, name", [work.organizationId]),
  ]);
  return { stages, pipelines };
}
