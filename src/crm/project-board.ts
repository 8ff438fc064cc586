import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import type { CustomField } from "../records/custom-fields.ts";
import { listRecords } from "../records/list.ts";
import type { Page } from "../records/list.ts";
import { readListQuery } from "../records/list-query.ts";
import { lockRecord, saveRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { positionAt } from "./ordering.ts";
import type { Place } from "./ordering.ts";
import { listSections } from "./project-sections.ts";
import { task } from "./task.ts";
import { tasksOf } from "./task-rules.ts";

export interface TaskColumn {
  /** Null for the tasks that stand in no section. */
  id: string | null;
  name: string | null;
  count: number;
  tasks: Page["data"];
  nextCursor: string | null;
}

/** A project's sections with their first tasks; first those that stand in none. `query` holds further filters. */
export async function readTaskBoard(
  work: Work,
  projectId: string,
  query: URLSearchParams,
  custom: readonly CustomField[],
): Promise<TaskColumn[]> {
  const sections = [{ id: null, name: null }, ...(await listSections(work, projectId))];
  return Promise.all(
    sections.map(async ({ id, name }): Promise<TaskColumn> => {
      const own = new URLSearchParams(query);
      own.set("filter[projectId]", projectId);
      own.set(id === null ? "filter[sectionId][empty]" : "filter[sectionId]", id ?? "true");
      own.set("sort", "position");
      own.set("count", "1");
      const { data, nextCursor, total } = await listRecords(work, task, readListQuery(task, custom, own));
      return { id, name, count: total ?? data.length, tasks: data, nextCursor };
    }),
  );
}

/** Moves a task to a place in a section of its project, or out of all sections. */
export async function moveTask(work: Work, id: string, sectionId: string | null, place: Place): Promise<Row> {
  // What the tasks belong to first, as whoever makes room there does.
  const text = `select p.id from project p where organization_id = $1 and id = coalesce(
    (select project_id from project_section where organization_id = $1 and id = $2), (select project_id from task where organization_id = $1 and id = $3))
    for no key update`;
  const [found] = await work.sql.query<{ id: string }>(text, [work.organizationId, sectionId, id]);
  const previous = await lockRecord(work, task, id);
  const projectId = found?.id ?? null;
  if (projectId === null || (sectionId === null && previous.projectId !== projectId))
    throw invalidField("sectionId", "the task is in no project");
  const position = await positionAt(work, tasksOf(projectId, sectionId), place, id);
  return saveRecord(work, task, previous, { ...previous, projectId, sectionId, position });
}
