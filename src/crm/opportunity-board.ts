import type { Work } from "../audit/work.ts";
import { notFound } from "../problems.ts";
import { conditionSql, Parameters } from "../records/conditions.ts";
import type { CustomField } from "../records/custom-fields.ts";
import { listRecords } from "../records/list.ts";
import type { Page } from "../records/list.ts";
import { readListQuery } from "../records/list-query.ts";
import { foldedWords, searchFor, searchSql } from "../records/search.ts";
import { trashConditions } from "../records/store.ts";
import { opportunity } from "./opportunity.ts";
import { listPipelines } from "./pipelines.ts";
import type { Pipeline, Stage } from "./pipelines.ts";

export interface Column {
  stage: Stage;
  count: number;
  /** `weighted` is what the sales are worth by their probability. */
  totals: { currency: string | null; amount: string; weighted: string }[];
  cards: Page["data"];
  nextCursor: string | null;
}

export interface Board {
  pipeline: Pick<Pipeline, "id" | "name">;
  stages: Column[];
}

/** A pipeline's stages with how much is in each and its first cards. `query` holds further filters, as a list's do. */
export async function readBoard(
  work: Work,
  pipelineId: string | undefined,
  query: URLSearchParams,
  custom: readonly CustomField[],
): Promise<Board> {
  const pipelines = await listPipelines(work);
  const pipeline = pipelineId === undefined ? pipelines[0] : pipelines.find(({ id }) => id === pipelineId);
  if (!pipeline) throw notFound("pipeline");
  const sums = await sumStages(work, pipeline, query, custom);
  const stages = await Promise.all(
    pipeline.stages.map(async (stage): Promise<Column> => {
      const own = sums.filter(({ stageId }) => stageId === stage.id);
      const { data, nextCursor } =
        own.length > 0 ? await cards(work, stage.id, query, custom) : { data: [], nextCursor: null };
      const totals = own
        .filter(({ amount }) => amount !== null)
        .map(({ currency, amount, weighted }) => ({ currency, amount: amount!, weighted: weighted ?? "0.00" }));
      return { stage, count: own.reduce((sum, { count }) => sum + count, 0), totals, cards: data, nextCursor };
    }),
  );
  return { pipeline: { id: pipeline.id, name: pipeline.name }, stages };
}

function cards(work: Work, stageId: string, query: URLSearchParams, custom: readonly CustomField[]): Promise<Page> {
  const own = new URLSearchParams(query);
  own.set("filter[stageId]", stageId);
  own.set("sort", "position");
  return listRecords(work, opportunity, readListQuery(opportunity, custom, own));
}

interface Sum {
  stageId: string;
  currency: string | null;
  count: number;
  amount: string | null;
  weighted: string | null;
}

async function sumStages(
  work: Work,
  pipeline: Pipeline,
  query: URLSearchParams,
  custom: readonly CustomField[],
): Promise<Sum[]> {
  const listed = readListQuery(opportunity, custom, query);
  const parameters = new Parameters(work.organizationId);
  const search = await searchFor(work, opportunity, await foldedWords(work, listed.search), listed.trash);
  const conditions = listed.conditions.map((condition) => conditionSql(condition, parameters));
  const where = [
    `organization_id = $1${trashConditions[listed.trash]}`,
    ...conditions,
    ...(search ? [searchSql(search, parameters)] : []),
  ].join(" and ");
  const stages = parameters.add(pipeline.stages.map(({ id }) => id));
  const text = `select stage_id as "stageId", currency, count(*) as count, sum(amount) as amount, sum(expected_revenue) as weighted from opportunity r
    where ${where} and stage_id = any(${stages}::uuid[]) group by stage_id, currency order by currency nulls last`;
  return work.sql.query<Sum>(text, parameters.values);
}
