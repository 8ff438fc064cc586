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

  /** Shows the new order at once. */
  function orderStages(id: string, stageIds: string[]) {
    queryClient.setQueryData(pipelinesQuery.queryKey, (pipelines) =>
      pipelines?.map((pipeline) =>
        pipeline.id === id
          ? {
              ...pipeline,
              stages: stageIds.flatMap((wanted) => pipeline.stages.filter((stage) => stage.id === wanted)),
            }
          : pipeline,
      ),
    );
    void call("PUT /api/pipelines/{id}/stages", { params: { id }, body: { stageIds } }).catch(tell).then(refresh);
  }
  return { refresh, orderStages };
}
