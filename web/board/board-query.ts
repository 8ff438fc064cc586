import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Answer } from "../api/contract.ts";
import type { ListQuery } from "../records/queries.ts";

export type Board = Answer<"GET /api/opportunities/board">;

export const cardsPerStage = 30;
/** More than this the server does not give at once. */
const most = 200;

/** A pipeline's stages, each with its count, its sums and its first cards; asked again, as many as are shown. */
export function boardQuery(pipelineId: string, filters: ListQuery) {
  return queryOptions({
    queryKey: ["records", "opportunities", "board", pipelineId, filters],
    queryFn: ({ signal, client, queryKey }) => {
      const shown = client.getQueryData<Board>(queryKey)?.stages.map(({ cards }) => cards.length) ?? [];
      const limit = Math.min(most, Math.max(cardsPerStage, ...shown));
      return call("GET /api/opportunities/board", { query: { ...filters, pipelineId, limit: String(limit) }, signal });
    },
    placeholderData: keepPreviousData,
  });
}

/** The cards of a stage that follow those that are shown. */
export function moreCards(stageId: string, filters: ListQuery, cursor: string) {
  const query = { ...filters, "filter[stageId][eq]": stageId, sort: "position", limit: 50, cursor };
  return call("GET /api/{plural}", { params: { plural: "opportunities" }, query });
}
