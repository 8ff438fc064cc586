import type { Work } from "../audit/work.ts";
import type { Row } from "../records/record.ts";
import { changeRecords } from "./change-records.ts";
import { task } from "./task.ts";

export interface Section {
  id: string;
  name: string;
}

export function sectionsOf(work: Work, projectId: string): Promise<Section[]> {
  const text =
    "select id, name from project_section where organization_id = $1 and project_id = $2 order by position, id";
  return work.sql.query<Section>(text, [work.organizationId, projectId], { prepare: true });
}

/** Removes sections; their tasks stay, in none. */
export async function removeSections(work: Work, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const text = "select id from task where organization_id = $1 and section_id = any($2::uuid[]) and deleted_at is null";
  const tasks = await work.sql.query<{ id: string }>(text, [work.organizationId, ids]);
  await changeRecords(
    work,
    task,
    tasks.map(({ id }) => id),
    { sectionId: null },
  );
  // Those in the trash, too: nothing may refer to what is gone.
  await work.sql.query(
    "update task set section_id = null where organization_id = $1 and section_id = any($2::uuid[])",
    [work.organizationId, ids],
  );
  await work.sql.query("delete from project_section where organization_id = $1 and id = any($2::uuid[])", [
    work.organizationId,
    ids,
  ]);
}

/** A project that goes for good takes its sections along. */
export async function leaveProject(work: Work, record: Row, forGood: boolean): Promise<void> {
  if (forGood)
    await removeSections(
      work,
      (await sectionsOf(work, record.id)).map(({ id }) => id),
    );
}
