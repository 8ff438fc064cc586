import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import type { Given } from "../api/endpoint.ts";
import type { Work } from "../audit/work.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import { outputOf } from "../records/output.ts";
import { storableText } from "../records/kinds/text.ts";
import { opportunity } from "./opportunity.ts";
import { readBoard } from "./opportunity-board.ts";
import { loseOpportunity, moveOpportunity, reopenOpportunity, winOpportunity } from "./opportunity-verbs.ts";
import { identifier, IdParams, Place } from "./parameters.ts";

const cardsPerStage = "25";
const lostReason = storableText(500).nullish();
const wonReason = storableText(500).nullish();
const outcomeNote = storableText(10_000).nullish();
const Move = z.strictObject({ stageId: identifier, lostReason, wonReason, outcomeNote, ...Place.shape });
const shared = { resource: "opportunity", limit: "standard", may: "records.write", audit: "UPDATE" } as const;
const output = { status: 200, body: outputOf(opportunity) } as const;

const BoardQuery = z.object({
  pipelineId: identifier.optional().describe("The first pipeline unless given"),
  limit: z.string().optional().describe(`Cards of each stage, ${cardsPerStage} unless given`),
  search: z.string().optional(),
});
const BoardColumn = z.object({
  stage: z.object({ id: z.string(), name: z.string(), probability: z.string(), outcome: z.string() }),
  count: z.int(),
  totals: z.array(z.object({ currency: z.string().nullable(), amount: z.string(), weighted: z.string() })),
  cards: z.array(outputOf(opportunity)),
  nextCursor: z.string().nullable().describe("For GET /api/opportunities?filter[stageId]=…&sort=position"),
});

async function board({ query, url }: Given<{ query: typeof BoardQuery; openQuery: true }>, work: Work) {
  const filters = new URLSearchParams([...url.searchParams].filter(([name]) => name !== "pipelineId"));
  if (!filters.has("limit")) filters.set("limit", cardsPerStage);
  return readBoard(work, query.pipelineId, filters, await customFieldsOf(work, opportunity));
}

export const opportunityEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/opportunities/board",
    summary: "A pipeline's stages with their sums and first cards",
    may: "records.read",
    audit: "VIEW",
    input: { query: BoardQuery, openQuery: true },
    output: {
      status: 200,
      body: z.object({ pipeline: z.object({ id: z.string(), name: z.string() }), stages: z.array(BoardColumn) }),
    },
    handle: board,
  }),
  endpoint({
    ...shared,
    route: "POST /api/opportunities/{id}/win",
    summary: "Mark an opportunity as won",
    input: { params: IdParams, body: z.strictObject({ wonReason, outcomeNote }) },
    output,
    handle: ({ params, body }, work) => winOpportunity(work, params.id, body),
  }),
  endpoint({
    ...shared,
    route: "POST /api/opportunities/{id}/lose",
    summary: "Mark an opportunity as lost",
    input: { params: IdParams, body: z.strictObject({ lostReason, outcomeNote }) },
    output,
    handle: ({ params, body }, work) => loseOpportunity(work, params.id, body),
  }),
  endpoint({
    ...shared,
    route: "POST /api/opportunities/{id}/reopen",
    summary: "Open a closed opportunity again",
    input: { params: IdParams, body: z.strictObject({ stageId: identifier.optional() }) },
    output,
    handle: ({ params, body }, work) => reopenOpportunity(work, params.id, body.stageId),
  }),
  endpoint({
    ...shared,
    route: "POST /api/opportunities/{id}/move",
    summary: "Move an opportunity to a place on the board",
    input: { params: IdParams, body: Move },
    output,
    handle: ({ params, body: { stageId, beforeId, afterId, ...told } }, work) =>
      moveOpportunity(work, params.id, stageId, { beforeId, afterId }, told),
  }),
];
