import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { TaskColumn } from "../api/contract.ts";

const tasksPerSection = 50;
/** More than this the server does not give at once. */
export const mostTasks = 200;

/** A project's sections with their first tasks, those in no section first; asked again, as many as are shown. */
export function taskBoardQuery(projectId: string) {
  return queryOptions({
    queryKey: ["records", "tasks", "board", projectId],
    queryFn: async ({ signal, client, queryKey }) => {
      const shown = client.getQueryData<TaskColumn[]>(queryKey)?.map(({ tasks }) => tasks.length) ?? [];
      const query = { limit: String(Math.min(mostTasks, Math.max(tasksPerSection, ...shown))) };
      return (await call("GET /api/projects/{id}/board", { params: { id: projectId }, query, signal })).sections;
    },
  });
}

/** Tasks of a section in their order; without a section those that stand in none. */
export function tasksOfSection(projectId: string, sectionId: string | null, cursor?: string) {
  const section = sectionId === null ? { "filter[section][empty]": "true" } : { "filter[section][eq]": sectionId };
  const query = { "filter[project][eq]": projectId, ...section, sort: "position", limit: mostTasks, cursor };
  return call("GET /api/{plural}", { params: { plural: "tasks" }, query });
}

/** What is over is folded away. */
export function isOver(task: Record<string, unknown>): boolean {
  return task["status"] === "completed" || task["status"] === "cancelled";
}
