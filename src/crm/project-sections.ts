import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { invalidField } from "../problems.ts";
import { lockRecord, readRecord } from "../records/store.ts";
import { project } from "./project.ts";
import { removeSections, sectionsOf } from "./sections.ts";
import type { Section } from "./sections.ts";

/** A project's sections in order. */
export async function listSections(work: Work, projectId: string): Promise<Section[]> {
  await readRecord(work, project, projectId);
  return sectionsOf(work, projectId);
}

/** Sets a project's sections: known ones by their id, new ones without. Tasks of those left out stay, in no section. */
export async function setSections(
  work: Work,
  projectId: string,
  wanted: readonly { id?: string; name: string }[],
): Promise<Section[]> {
  const owner = await lockRecord(work, project, projectId);
  const before = await sectionsOf(work, projectId);
  const after = wanted.map(({ id = newId(), name }) => ({ id, name }));
  const ids = after.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw invalidField("sections", "name a section twice");
  wanted.forEach(({ id }, at) => {
    if (id !== undefined && !before.some((section) => section.id === id))
      throw invalidField(`sections.${at}.id`, "is no section of this project");
  });
  if (JSON.stringify(before) === JSON.stringify(after)) return after;
  await removeSections(
    work,
    before.map(({ id }) => id).filter((id) => !ids.includes(id)),
  );
  const text = `insert into project_section (organization_id, id, project_id, name, position)
    select $1, s.id, $2, s.name, s.place - 1 from unnest($3::uuid[], $4::text[]) with ordinality s (id, name, place)
    on conflict (organization_id, id) do update set name = excluded.name, position = excluded.position`;
  await work.sql.query(text, [work.organizationId, projectId, ids, after.map(({ name }) => name)]);
  const changes = { sections: { from: before.map(({ name }) => name), to: after.map(({ name }) => name) } };
  work.record({ action: "UPDATE", resource: "project", resourceId: projectId, name: owner.displayName, changes });
  return after;
}
