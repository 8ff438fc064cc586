import type { Work } from "../audit/work.ts";
import { invalidField, Problem } from "../problems.ts";
import { lockRecord, saveRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { opportunity } from "./opportunity.ts";
import { cardsOf } from "./opportunity-rules.ts";
import { positionAt } from "./ordering.ts";
import type { Place } from "./ordering.ts";
import { listPipelines } from "./pipelines.ts";
import type { Stage, StageOutcome } from "./pipelines.ts";

/** The first stage with the outcome in the opportunity's pipeline; a 409 where the pipeline has none. */
async function stageWith(work: Work, record: Row, outcome: StageOutcome): Promise<Stage> {
  const pipelines = await listPipelines(work);
  const pipeline = pipelines.find(({ id }) => id === record.pipelineId) ?? pipelines[0];
  const stage = pipeline?.stages.find((one) => one.outcome === outcome);
  if (!stage) throw new Problem("conflict", `The pipeline ${pipeline?.name ?? ""} has no ${outcome} stage.`);
  return stage;
}

function requireOpen(record: Row): void {
  if (record.status !== "open")
    throw new Problem("conflict", `This opportunity is ${String(record.status)} already. Reopen it first.`);
}

/** How a sale ended, in people's words; what is left out stays as it was. */
export interface Outcome {
  lostReason?: string | null | undefined;
  wonReason?: string | null | undefined;
  outcomeNote?: string | null | undefined;
}

/** What is said of an outcome goes with it: a sale that is won was lost for no reason. */
function toldOf(outcome: StageOutcome, previous: Row, told: Outcome): Outcome {
  const said = (name: keyof Outcome) =>
    (told[name] === undefined ? (previous[name] as string | null) : told[name]) || null;
  return {
    lostReason: outcome === "lost" ? said("lostReason") : null,
    wonReason: outcome === "won" ? said("wonReason") : null,
    outcomeNote: outcome === "open" ? null : said("outcomeNote"),
  };
}

export async function winOpportunity(work: Work, id: string, told: Outcome = {}): Promise<Row> {
  return closeOpportunity(work, id, "won", told);
}

export async function loseOpportunity(work: Work, id: string, told: Outcome): Promise<Row> {
  return closeOpportunity(work, id, "lost", told);
}

async function closeOpportunity(work: Work, id: string, outcome: StageOutcome, told: Outcome): Promise<Row> {
  const previous = await lockRecord(work, opportunity, id);
  requireOpen(previous);
  const stage = await stageWith(work, previous, outcome);
  return saveRecord(work, opportunity, previous, {
    ...previous,
    stageId: stage.id,
    ...toldOf(outcome, previous, told),
  });
}

/** Puts a closed opportunity back into an open stage, the pipeline's first unless told otherwise. */
export async function reopenOpportunity(work: Work, id: string, stageId: string | undefined): Promise<Row> {
  const previous = await lockRecord(work, opportunity, id);
  if (previous.status === "open") throw new Problem("conflict", "This opportunity is open already.");
  const next = {
    ...previous,
    ...toldOf("open", previous, {}),
    stageId: stageId ?? (await stageWith(work, previous, "open")).id,
  };
  const saved = await saveRecord(work, opportunity, previous, next);
  if (saved.status !== "open") throw invalidField("stageId", "is no open stage");
  return saved;
}

/** Moves a card to a place in a stage. Moves into one stage happen one after another. */
export async function moveOpportunity(
  work: Work,
  id: string,
  stageId: string,
  place: Place,
  told: Outcome = {},
): Promise<Row> {
  // The stage first: whoever makes room in it must not wait for a card that waits for it.
  const [stage] = await work.sql.query<Pick<Stage, "outcome">>(
    "select outcome from stage where organization_id = $1 and id = $2 for no key update",
    [work.organizationId, stageId],
  );
  if (!stage) throw invalidField("stageId", "names nothing that exists");
  const previous = await lockRecord(work, opportunity, id);
  const position = await positionAt(work, cardsOf(stageId), place, id);
  const outcome = toldOf(stage.outcome, previous, told);
  return saveRecord(work, opportunity, previous, { ...previous, ...outcome, stageId, position });
}
