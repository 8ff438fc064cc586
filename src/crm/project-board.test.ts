import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, readRecord, updateRecord } from "../records/store.ts";
import { purgeRecord, trashRecord } from "../records/trash.ts";
import { project } from "./project.ts";
import { moveTask, readTaskBoard } from "./project-board.ts";
import { listSections, setSections } from "./project-sections.ts";
import type { Section } from "./sections.ts";
import { recordTypes } from "./record-types.ts";
import { task } from "./task.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const create = (body: object) => acme.write((work) => createRecord(work, task, { title: "Task", ...body }));
const newProject = async (...names: string[]) => {
  const { id } = await acme.write((work) => createRecord(work, project, { title: "Project" }));
  return {
    id,
    sections: await acme.write((work) =>
      setSections(
        work,
        id,
        names.map((name) => ({ name })),
      ),
    ),
  };
};
const columns = async (id: string) =>
  (await acme.read((work) => readTaskBoard(work, id, new URLSearchParams(), []))).map(({ name, count, tasks }) => [
    name,
    count,
    ...tasks.map(({ title }) => title),
  ]);

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  return () => db.close();
});

test("when a task was completed follows from its status", async () => {
  const { id } = await create({});
  expect(await acme.write((work) => updateRecord(work, task, id, { status: "completed" }))).toMatchObject({
    completedAt: expect.any(String),
  });
  expect(await acme.write((work) => updateRecord(work, task, id, { status: "in_progress" }))).toMatchObject({
    completedAt: null,
  });
});

test("tasks stand in sections in the order that people give them", async () => {
  const { id, sections } = await newProject("To do", "Done");
  const [todo, done] = sections as [Section, Section];
  const a = await create({ title: "A", projectId: id });
  const b = await create({ title: "B", sectionId: todo.id });
  expect(b.projectId).toBe(id);
  const c = await create({ title: "C", projectId: id, sectionId: todo.id });
  expect(await columns(id)).toEqual([
    [null, 1, "A"],
    ["To do", 2, "C", "B"],
    ["Done", 0],
  ]);
  await acme.write((work) => moveTask(work, a.id, todo.id, { afterId: b.id }));
  await acme.write((work) => moveTask(work, c.id, done.id, {}));
  expect(await columns(id)).toEqual([
    [null, 0],
    ["To do", 2, "B", "A"],
    ["Done", 1, "C"],
  ]);
  await acme.write((work) => moveTask(work, a.id, null, {}));
  expect(await columns(id)).toEqual([
    [null, 1, "A"],
    ["To do", 1, "B"],
    ["Done", 1, "C"],
  ]);
  const other = await newProject("Elsewhere");
  await expect(create({ projectId: id, sectionId: other.sections[0]!.id })).rejects.toMatchObject({ status: 400 });
  expect(await acme.write((work) => updateRecord(work, task, b.id, { projectId: other.id }))).toMatchObject({
    sectionId: null,
  });
});

test("sections change as a list; tasks of a removed one stay", async () => {
  const { id, sections } = await newProject("One", "Two", "Three");
  const [one, two, three] = sections as [Section, Section, Section];
  const kept = await create({ title: "Kept", sectionId: two.id });
  const trashed = await create({ title: "Trashed", sectionId: two.id });
  await acme.write((work) => trashRecord(work, task, recordTypes, trashed.id));
  await acme.write((work) =>
    setSections(work, id, [{ id: three.id, name: "Third" }, { name: "New" }, { id: one.id, name: "One" }]),
  );
  expect((await acme.read((work) => listSections(work, id))).map(({ name }) => name)).toEqual(["Third", "New", "One"]);
  expect(await acme.read((work) => readRecord(work, task, kept.id))).toMatchObject({ sectionId: null, projectId: id });
  await expect(acme.write((work) => setSections(work, id, [{ id: two.id, name: "Gone" }]))).rejects.toMatchObject({
    status: 400,
  });
  await acme.write((work) => purgeRecord(work, project, recordTypes, id));
  expect(await acme.read((work) => readRecord(work, task, kept.id))).toMatchObject({ projectId: null });
});
