import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

/** How many tasks a section shows. */
export const tasksPerSection = 50;

/** A project's sections with their first tasks, those in no section first. */
export function taskBoardQuery(projectId: string) {
  return queryOptions({
    queryKey: ["records", "tasks", "board", projectId],
    queryFn: async ({ signal }) => {
      const query = { limit: String(tasksPerSection) };
      return (await call("GET /api/projects/{id}/board", { params: { id: projectId }, query, signal })).sections;
    },
  });
}
