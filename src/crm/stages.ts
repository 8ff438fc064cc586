import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { invalidField, notFound, Problem } from "../problems.ts";
import { changeRecords } from "./change-records.ts";
import { opportunity } from "./opportunity.ts";
import { insertStage, listPipelines, lockPipeline, nameTaken } from "./pipelines.ts";
import type { NewStage, Pipeline, Stage } from "./pipelines.ts";

export type StageChange = Partial<NewStage>;

/** The stage and its pipeline, which is locked so that stages change one at a time. */
async function lockStage(work: Work, id: string): Promise<{ stage: Stage; pipeline: Pipeline }> {
  const found = (await listPipelines(work)).find(({ stages }) => stages.some((stage) => stage.id === id));
  if (!found) throw notFound("stage");
  const pipeline = await lockPipeline(work, found.id);
  const stage = pipeline.stages.find((one) => one.id === id);
  if (!stage) throw notFound("stage");
  return { stage, pipeline };
}

/** Adds a stage at a place in the pipeline, at the end unless told otherwise. */
export async function addStage(
  work: Work,
  pipelineId: string,
  { position, ...stage }: NewStage & { position?: number },
): Promise<void> {
  const pipeline = await lockPipeline(work, pipelineId);
  const place = Math.min(position ?? pipeline.stages.length, pipeline.stages.length);
  const id = await insertStage(work, pipelineId, stage, place);
  const order = pipeline.stages.map((one) => one.id).toSpliced(place, 0, id);
  await numberStages(work, order);
  const changes = Object.fromEntries(
    Object.entries({ ...stage, pipelineId }).map(([name, to]) => [name, { from: null, to }]),
  );
  work.record({ action: "CREATE", resource: "stage", resourceId: id, name: stage.name, changes });
}

/** Renames a stage or sets its probability; what it says of a sale's outcome only while no sale is in it. */
export async function changeStage(work: Work, id: string, change: StageChange): Promise<Pipeline["id"]> {
  const { stage, pipeline } = await lockStage(work, id);
  const next = { ...stage, ...change };
  if (next.outcome !== stage.outcome && (await opportunitiesIn(work, [id])).length > 0) {
    throw new Problem(
      "still-referenced",
      "Opportunities are in this stage, and won or lost ones must stay so. Move them first.",
    );
  }
  requireOpenStage(pipeline.stages.map((one) => (one.id === id ? next : one)));
  const changes: Changes = {};
  for (const name of ["name", "probability", "outcome"] as const) {
    if (next[name] !== stage[name]) changes[name] = { from: stage[name], to: next[name] };
  }
  if (Object.keys(changes).length === 0) return pipeline.id;
  const text = "update stage set name = $3, probability = $4, outcome = $5 where organization_id = $1 and id = $2";
  await work.sql
    .query(text, [work.organizationId, id, next.name, next.probability, next.outcome])
    .catch((error) => nameTaken(error, "stage"));
  work.record({ action: "UPDATE", resource: "stage", resourceId: id, name: next.name, changes });
  return pipeline.id;
}

/** Puts a pipeline's stages in an order that names each of them once. */
export async function orderStages(work: Work, pipelineId: string, order: readonly string[]): Promise<void> {
  const pipeline = await lockPipeline(work, pipelineId);
  const before = pipeline.stages.map(({ id }) => id);
  if (order.length !== before.length || before.some((id) => !order.includes(id)))
    throw invalidField("stageIds", "must name each stage of the pipeline once");
  if (before.every((id, at) => id === order[at])) return;
  await numberStages(work, order);
  work.record({
    action: "UPDATE",
    resource: "pipeline",
    resourceId: pipelineId,
    name: pipeline.name,
    changes: { stageIds: { from: before, to: order } },
  });
}

async function numberStages(work: Work, order: readonly string[]): Promise<void> {
  const text = `update stage s set position = o.place - 1 from unnest($2::uuid[]) with ordinality o (id, place)
    where s.organization_id = $1 and s.id = o.id and s.position <> o.place - 1`;
  await work.sql.query(text, [work.organizationId, order]);
}

/** Removes a stage. Its opportunities, those in the trash too, move to `moveTo`; without it they make it a 409. */
export async function removeStage(work: Work, id: string, moveTo?: string): Promise<void> {
  const { stage, pipeline } = await lockStage(work, id);
  const rest = pipeline.stages.filter((one) => one.id !== id);
  requireOpenStage(rest);
  await vacate(work, [id], moveTo);
  await deleteStages(work, "id", id);
  await numberStages(
    work,
    rest.map((one) => one.id),
  );
  work.record({ action: "DELETE", resource: "stage", resourceId: id, name: stage.name });
}

/** Removes a pipeline with its stages; at least one stays. */
export async function removePipeline(work: Work, id: string, moveTo?: string): Promise<void> {
  const pipeline = await lockPipeline(work, id);
  const [count] = await work.sql.query<{ count: number }>(
    "select count(*) as count from pipeline where organization_id = $1",
    [work.organizationId],
  );
  if (count!.count === 1) throw new Problem("conflict", "This is the only pipeline. Create another one first.");
  await vacate(
    work,
    pipeline.stages.map((stage) => stage.id),
    moveTo,
  );
  await deleteStages(work, "pipeline_id", id);
  await work.sql.query("delete from pipeline where organization_id = $1 and id = $2", [work.organizationId, id]);
  work.record({ action: "DELETE", resource: "pipeline", resourceId: id, name: pipeline.name });
}

async function deleteStages(work: Work, column: "id" | "pipeline_id", id: string): Promise<void> {
  await work.sql
    .query(`delete from stage where organization_id = $1 and ${column} = $2`, [work.organizationId, id])
    .catch((error) => {
      if ((error as { code?: string }).code !== "23503") throw error;
      throw new Problem("conflict", "Somebody put an opportunity here at the same time. Try again.");
    });
}

/** Empties stages of opportunities. */
async function vacate(work: Work, stageIds: readonly string[], moveTo: string | undefined): Promise<void> {
  const inside = await opportunitiesIn(work, stageIds);
  if (inside.length === 0) return;
  if (moveTo === undefined) {
    throw new Problem(
      "still-referenced",
      `${inside.length} opportunities are here, including those in the trash. Say where they should go with moveTo.`,
      {
        members: { opportunities: inside.length },
      },
    );
  }
  if (stageIds.includes(moveTo)) throw invalidField("moveTo", "is to be removed itself");
  await changeRecords(
    work,
    opportunity,
    inside.filter((one) => !one.trashed).map(({ id }) => id),
    { stageId: moveTo },
  );
  const text = `update opportunity o set stage_id = s.id, pipeline_id = s.pipeline_id, status = s.outcome from stage s
    where o.organization_id = $1 and o.stage_id = any($2::uuid[]) and s.organization_id = $1 and s.id = $3`;
  await work.sql.query(text, [work.organizationId, stageIds, moveTo]);
}

function opportunitiesIn(work: Work, stageIds: readonly string[]): Promise<{ id: string; trashed: boolean }[]> {
  const text =
    "select id, deleted_at is not null as trashed from opportunity where organization_id = $1 and stage_id = any($2::uuid[])";
  return work.sql.query(text, [work.organizationId, stageIds]);
}

/** New opportunities have to begin somewhere. */
function requireOpenStage(stages: readonly Pick<Stage, "outcome">[]): void {
  if (!stages.some(({ outcome }) => outcome === "open"))
    throw new Problem("conflict", "A pipeline needs at least one open stage.");
}
