import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { tell } from "../records/changes.ts";
import { pipelinesQuery } from "../records/queries.ts";

/** What changes pipelines leaves the stages fresh wherever they show. */
export function usePipelineChanges() {
  const queryClient = useQueryClient();
  const refresh = async () => {
    void queryClient.invalidateQueries({ queryKey: ["records"] });
    await queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
  };
  /** Keeps an order; a refusal is told, and what is kept shows again. */
  async function orderStages(id: string, stageIds: string[]) {
    await call("PUT /api/pipelines/{id}/stages", { params: { id }, body: { stageIds } }).catch(tell);
    await refresh();
  }
  return { refresh, orderStages };
}
