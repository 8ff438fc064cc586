import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

const cardsPerStage = 50;

/** A pipeline's stages, each with its count, its sums and its first cards. */
export function boardQuery(pipelineId: string) {
  return queryOptions({
    queryKey: ["records", "opportunities", "board", pipelineId],
    queryFn: ({ signal }) =>
      call("GET /api/opportunities/board", { query: { pipelineId, limit: String(cardsPerStage) }, signal }),
  });
}
