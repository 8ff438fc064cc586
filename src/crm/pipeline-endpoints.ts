import { z } from "zod";
import { endpoint, NoInput } from "../api/endpoint.ts";
import type { Work } from "../audit/work.ts";
import { percent } from "../records/kinds/number.ts";
import { storableText } from "../records/kinds/text.ts";
import { usualStages } from "./default-pipeline.ts";
import { identifier, IdParams } from "./parameters.ts";
import { insertPipeline, listPipelines, lockPipeline, nameTaken, readPipeline, stageOutcomes } from "./pipelines.ts";
import { addStage, changeStage, orderStages, removePipeline, removeStage } from "./stages.ts";

const Name = storableText(100).min(1, "must not be empty");
const share = percent("Probability");
const Probability = share.kind.schema(share);

const StageBody = z.strictObject({
  name: Name,
  probability: Probability.default("0.00").describe("Percent"),
  outcome: z.enum(stageOutcomes).default("open"),
});
const NewPipeline = z.strictObject({
  name: Name,
  stages: z
    .array(StageBody)
    .min(1)
    .max(50)
    .refine((stages) => stages.some(({ outcome }) => outcome === "open"), "must have an open stage")
    .optional(),
});
const MoveTo = z.strictObject({
  moveTo: identifier.optional().describe("The stage that takes the opportunities that are here"),
});

const StageAnswer = z.object({
  id: z.string(),
  pipelineId: z.string(),
  name: z.string(),
  position: z.int(),
  probability: z.string(),
  outcome: z.enum(stageOutcomes),
});
const PipelineAnswer = z
  .object({ id: z.string(), name: z.string(), position: z.int(), stages: z.array(StageAnswer) })
  .meta({ id: "Pipeline" });

const shared = { resource: "pipeline", limit: "standard", may: "pipelines.manage", audit: "UPDATE" } as const;
const one = { status: 200, body: PipelineAnswer } as const;

async function renamePipeline(work: Work, id: string, name: string): Promise<void> {
  const pipeline = await lockPipeline(work, id);
  if (pipeline.name === name) return;
  await work.sql
    .query("update pipeline set name = $3 where organization_id = $1 and id = $2", [work.organizationId, id, name])
    .catch((error) => nameTaken(error, "pipeline"));
  work.record({
    action: "UPDATE",
    resource: "pipeline",
    resourceId: id,
    name,
    changes: { name: { from: pipeline.name, to: name } },
  });
}

export const pipelineEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/pipelines",
    summary: "The pipelines with their stages",
    may: "records.read",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(PipelineAnswer) }) },
    handle: async (_, work) => ({ data: await listPipelines(work) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/pipelines",
    summary: "Create a pipeline, with the usual stages unless given",
    audit: "CREATE",
    input: { body: NewPipeline },
    output: { status: 201, body: PipelineAnswer },
    handle: async ({ body }, work) =>
      readPipeline(work, await insertPipeline(work, body.name, body.stages ?? usualStages)),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/pipelines/{id}",
    summary: "Rename a pipeline",
    input: { params: IdParams, body: z.strictObject({ name: Name }) },
    output: one,
    handle: async ({ params, body }, work) => {
      await renamePipeline(work, params.id, body.name);
      return readPipeline(work, params.id);
    },
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/pipelines/{id}",
    summary: "Remove a pipeline with its stages",
    audit: ["DELETE pipeline", "UPDATE opportunity"],
    input: { params: IdParams, query: MoveTo },
    output: { status: 204 },
    handle: ({ params, query }, work) => removePipeline(work, params.id, query.moveTo),
  }),
  endpoint({
    ...shared,
    route: "POST /api/pipelines/{id}/stages",
    summary: "Add a stage",
    audit: ["CREATE stage"],
    input: {
      params: IdParams,
      body: StageBody.extend({
        position: z.int().min(0).max(1000).optional().describe("0 is the first place; the last unless given"),
      }),
    },
    output: { status: 201, body: PipelineAnswer },
    handle: async ({ params, body }, work) => {
      await addStage(work, params.id, body);
      return readPipeline(work, params.id);
    },
  }),
  endpoint({
    ...shared,
    route: "PUT /api/pipelines/{id}/stages",
    summary: "Put a pipeline's stages in order",
    input: { params: IdParams, body: z.strictObject({ stageIds: z.array(identifier).max(1000) }) },
    output: one,
    handle: async ({ params, body }, work) => {
      await orderStages(work, params.id, body.stageIds);
      return readPipeline(work, params.id);
    },
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/stages/{id}",
    summary: "Change a stage",
    resource: "stage",
    input: {
      params: IdParams,
      body: z.strictObject({ name: Name, probability: Probability, outcome: z.enum(stageOutcomes) }).partial(),
    },
    output: one,
    handle: async ({ params, body }, work) => readPipeline(work, await changeStage(work, params.id, body)),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/stages/{id}",
    summary: "Remove a stage",
    resource: "stage",
    audit: ["DELETE stage", "UPDATE opportunity"],
    input: { params: IdParams, query: MoveTo },
    output: { status: 204 },
    handle: ({ params, query }, work) => removeStage(work, params.id, query.moveTo),
  }),
];
