import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import type { Values } from "../records/store.ts";
import { topPosition } from "./ordering.ts";
import type { Ordered } from "./ordering.ts";

/** The tasks of a project's section, or those that stand in none, in their order. */
export function tasksOf(projectId: string, sectionId: string | null): Ordered {
  return sectionId === null
    ? { table: "task", where: "project_id = $2 and section_id is null", values: [projectId] }
    : { table: "task", where: "project_id = $2 and section_id = $3", values: [projectId, sectionId] };
}

/** When a task was done follows from its status; its project from its section; its place from both. */
export async function deriveTask(work: Work, next: Values, previous: Values | null): Promise<void> {
  if (next.status !== "completed") next.completedAt = null;
  else if (previous?.status !== "completed") next.completedAt = work.now;
  await followSection(work, next, previous);
  const { projectId = null, sectionId = null } = next as { projectId?: string | null; sectionId?: string | null };
  const stays = previous !== null && projectId === previous.projectId && sectionId === previous.sectionId;
  if (stays || (next.position !== undefined && next.position !== previous?.position)) return;
  next.position = projectId === null ? null : await topPosition(work, tasksOf(projectId, sectionId));
}

async function followSection(work: Work, next: Values, previous: Values | null): Promise<void> {
  const movedProject = (next.projectId ?? null) !== (previous?.projectId ?? null);
  const movedSection = (next.sectionId ?? null) !== (previous?.sectionId ?? null);
  if (!next.sectionId || (!movedProject && !movedSection)) return;
  const projectId = await projectOf(work, next.sectionId as string);
  if (projectId === undefined) throw invalidField("sectionId", "names nothing that exists");
  if (next.projectId === projectId) return;
  if (!movedSection) next.sectionId = null;
  else if (!movedProject) next.projectId = projectId;
  else throw invalidField("sectionId", "is a section of another project");
}

const text = `select project_id as "projectId" from project_section where organization_id = $1 and id = $2`;

function projectOf(work: Work, sectionId: string): Promise<string | undefined> {
  return work.once(
    `project of section ${sectionId}`,
    async () =>
      (await work.sql.query<{ projectId: string }>(text, [work.organizationId, sectionId], { prepare: true }))[0]
        ?.projectId,
  );
}
