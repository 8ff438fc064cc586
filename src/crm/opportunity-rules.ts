import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import type { Values } from "../records/store.ts";
import { defaultCurrency } from "./default-currency.ts";
import { percentOf } from "./exact-decimal.ts";
import { topPosition } from "./ordering.ts";
import type { Ordered } from "./ordering.ts";
import type { Stage } from "./pipelines.ts";

/** The cards of a stage, in the order of the board. */
export function cardsOf(stageId: string): Ordered {
  return { table: "opportunity", where: "stage_id = $2", values: [stageId] };
}

/** Pipeline, status, dates and expected revenue follow from stage and amount. */
export async function deriveOpportunity(work: Work, next: Values, previous: Values | null): Promise<void> {
  next.stageId ??= (await firstStage(work))?.id;
  if (next.stageId && next.stageId !== previous?.stageId)
    await enterStage(work, next, previous, await stageOf(work, next.stageId as string));
  if (next.amount && !next.currency) next.currency = await defaultCurrency(work);
  const { amount, probability } = next as { amount?: string; probability?: string };
  next.expectedRevenue = amount && probability ? percentOf(amount, probability) : null;
}

async function enterStage(work: Work, next: Values, previous: Values | null, stage: Stage): Promise<void> {
  const chosen =
    next.probability !== null && next.probability !== undefined && next.probability !== previous?.probability;
  next.pipelineId = stage.pipelineId;
  next.status = stage.outcome;
  next.stageEnteredAt = work.now;
  // What is decided is certain, whatever was guessed before.
  if (!chosen || stage.outcome !== "open") next.probability = stage.probability;
  if (next.position === undefined || next.position === previous?.position)
    next.position = await topPosition(work, cardsOf(stage.id));
  if (stage.outcome === "open") next.closedAt = null;
  else close(work, next, previous);
}

/** A sale that is entered with a date of the past was closed then. */
function close(work: Work, next: Values, previous: Values | null): void {
  const today = work.now.slice(0, 10);
  next.closeDate ??= today;
  const closeDate = next.closeDate as string;
  const told = closeDate < today && closeDate !== previous?.closeDate;
  next.closedAt = told ? `${closeDate}T00:00:00.000Z` : work.now;
}

const stageMembers = `s.id, s.pipeline_id as "pipelineId", s.name, s.position, s.probability, s.outcome`;

/** The first stage of the first pipeline, where a new sale starts. */
function firstStage(work: Work): Promise<Stage | undefined> {
  const text = `select ${stageMembers} from stage s join pipeline p on p.organization_id = s.organization_id and p.id = s.pipeline_id
    where s.organization_id = $1 order by p.position, lower(p.name), s.position, s.id limit 1`;
  return work.once(
    "first stage",
    async () => (await work.sql.query<Stage>(text, [work.organizationId], { prepare: true }))[0],
  );
}

async function stageOf(work: Work, id: string): Promise<Stage> {
  const text = `select ${stageMembers} from stage s where s.organization_id = $1 and s.id = $2`;
  const stage = await work.once(
    `stage ${id}`,
    async () => (await work.sql.query<Stage>(text, [work.organizationId, id], { prepare: true }))[0],
  );
  if (!stage) throw invalidField("stageId", "names nothing that exists");
  return stage;
}
