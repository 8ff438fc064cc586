import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import { outputOf } from "../records/output.ts";
import { storableText } from "../records/kinds/text.ts";
import { identifier, IdParams, Place } from "./parameters.ts";
import { moveTask, readTaskBoard } from "./project-board.ts";
import { listSections, setSections } from "./project-sections.ts";
import { task } from "./task.ts";

const shared = { resource: "project", limit: "standard", may: "records.read", audit: "VIEW" } as const;
const Section = z.object({ id: z.string(), name: z.string() });
const Sections = { status: 200, body: z.object({ data: z.array(Section) }) } as const;
const SectionsBody = z.strictObject({
  sections: z
    .array(z.strictObject({ id: identifier.optional(), name: storableText(200).min(1, "must not be empty") }))
    .max(200),
});
const BoardQuery = z.object({
  limit: z.string().optional().describe("Tasks of each section, 50 unless given"),
  search: z.string().optional(),
});
const BoardColumn = z.object({
  id: z.string().nullable().describe("Null for the tasks that stand in no section"),
  name: z.string().nullable(),
  count: z.int(),
  tasks: z.array(outputOf(task)),
  nextCursor: z.string().nullable(),
});

export const projectEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/projects/{id}/sections",
    summary: "A project's sections in order",
    input: { params: IdParams },
    output: Sections,
    handle: async ({ params }, work) => ({ data: await listSections(work, params.id) }),
  }),
  endpoint({
    ...shared,
    route: "PUT /api/projects/{id}/sections",
    summary: "Set a project's sections and their order",
    may: "records.write",
    audit: "UPDATE",
    input: { params: IdParams, body: SectionsBody },
    output: Sections,
    handle: async ({ params, body }, work) => ({ data: await setSections(work, params.id, body.sections) }),
  }),
  endpoint({
    ...shared,
    route: "GET /api/projects/{id}/board",
    summary: "A project's sections with their first tasks",
    input: { params: IdParams, query: BoardQuery, openQuery: true },
    output: { status: 200, body: z.object({ sections: z.array(BoardColumn) }) },
    handle: async ({ params, url }, work) => ({
      sections: await readTaskBoard(work, params.id, url.searchParams, await customFieldsOf(work, task)),
    }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/tasks/{id}/move",
    summary: "Move a task to a place in a section",
    resource: "task",
    may: "records.write",
    audit: "UPDATE",
    input: { params: IdParams, body: z.strictObject({ sectionId: identifier.nullable(), ...Place.shape }) },
    output: { status: 200, body: outputOf(task) },
    handle: ({ params, body: { sectionId, ...place } }, work) => moveTask(work, params.id, sectionId, place),
  }),
];
