import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { notFound, Problem } from "../problems.ts";

export const stageOutcomes = ["open", "won", "lost"] as const;
export type StageOutcome = (typeof stageOutcomes)[number];

export interface Stage {
  id: string;
  pipelineId: string;
  name: string;
  position: number;
  /** Percent, an exact decimal. */
  probability: string;
  outcome: StageOutcome;
}

export interface Pipeline {
  id: string;
  name: string;
  position: number;
  stages: Stage[];
}

export type NewStage = Pick<Stage, "name" | "probability" | "outcome">;

const stageMembers = `id, pipeline_id as "pipelineId", name, position, probability, outcome`;
const allStages = `select ${stageMembers} from stage where organization_id = $1 order by position, id`;
const allPipelines =
  "select id, name, position from pipeline where organization_id = $1 order by position, lower(name)";

/** The organization's pipelines in order, each with its stages in order. */
export async function listPipelines(work: Work): Promise<Pipeline[]> {
  const [pipelines, stages] = await Promise.all([
    work.sql.query<Pipeline>(allPipelines, [work.organizationId], { prepare: true }),
    work.sql.query<Stage>(allStages, [work.organizationId], { prepare: true }),
  ]);
  return pipelines.map((pipeline) => ({
    ...pipeline,
    stages: stages.filter(({ pipelineId }) => pipelineId === pipeline.id),
  }));
}

export async function readPipeline(work: Work, id: string): Promise<Pipeline> {
  const pipeline = (await listPipelines(work)).find((one) => one.id === id);
  if (!pipeline) throw notFound("pipeline");
  return pipeline;
}

/** The pipeline, locked until the transaction ends, so that its stages keep their order. */
export async function lockPipeline(work: Work, id: string): Promise<Pipeline> {
  await work.sql.query("select 1 from pipeline where organization_id = $1 and id = $2 for no key update", [
    work.organizationId,
    id,
  ]);
  return readPipeline(work, id);
}

/** Adds a pipeline behind the others, with its stages in the order given. */
export async function insertPipeline(work: Work, name: string, stages: readonly NewStage[]): Promise<string> {
  const id = newId();
  const text = `insert into pipeline (organization_id, id, name, position)
    values ($1, $2, $3, (select coalesce(max(position) + 1, 0) from pipeline where organization_id = $1))`;
  await work.sql.query(text, [work.organizationId, id, name]).catch((error) => nameTaken(error, "pipeline"));
  for (const [position, stage] of stages.entries()) await insertStage(work, id, stage, position);
  const changes = { name: { from: null, to: name }, stages: { from: null, to: stages.map((stage) => stage.name) } };
  work.record({ action: "CREATE", resource: "pipeline", resourceId: id, name, changes });
  return id;
}

/** Adds a stage, without an event. */
export async function insertStage(work: Work, pipelineId: string, stage: NewStage, position: number): Promise<string> {
  const id = newId();
  const text =
    "insert into stage (organization_id, id, pipeline_id, name, position, probability, outcome) values ($1, $2, $3, $4, $5, $6, $7)";
  const values = [work.organizationId, id, pipelineId, stage.name, position, stage.probability, stage.outcome];
  await work.sql.query(text, values).catch((error) => nameTaken(error, "stage"));
  return id;
}

export function nameTaken(error: unknown, what: string): never {
  if ((error as { code?: string }).code !== "23505") throw error;
  throw new Problem("already-exists", `Another ${what} has this name already.`, {
    errors: [{ field: "name", reason: "is taken" }],
  });
}
