import { z } from "zod";
import { endpoint, unaudited } from "../api/endpoint.ts";
import { storableText } from "../records/kinds/text.ts";
import { IdParams, RecordTypeName } from "./parameters.ts";
import { changeView, createView, listViews, removeView, ViewDefinition } from "./saved-views.ts";

const Name = storableText(100).min(1, "must not be empty");
const SavedView = z
  .object({
    id: z.string(),
    recordType: z.string(),
    name: z.string(),
    userId: z.string(),
    shared: z.boolean(),
    definition: ViewDefinition,
  })
  .meta({ id: "SavedView" });

// A view is the reader's own: who may read records may keep views of them.
const shared = { resource: "saved_view", limit: "standard", may: "records.read" } as const;

export const savedViewEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/saved-views",
    summary: "Your views of lists, and those that others share",
    audit: unaudited("shows callers their own settings and shared ones"),
    input: { query: z.strictObject({ recordType: RecordTypeName.optional() }) },
    output: { status: 200, body: z.object({ data: z.array(SavedView) }) },
    handle: async ({ query }, work) => ({ data: await listViews(work, query.recordType) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/saved-views",
    summary: "Keep a view of a list",
    audit: "CREATE",
    input: {
      body: z.strictObject({
        recordType: RecordTypeName,
        name: Name,
        shared: z.boolean().default(false),
        definition: ViewDefinition,
      }),
    },
    output: { status: 201, body: SavedView },
    handle: ({ body }, work) => createView(work, body),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/saved-views/{id}",
    summary: "Change a view",
    audit: "UPDATE",
    input: {
      params: IdParams,
      body: z.strictObject({ name: Name, shared: z.boolean(), definition: ViewDefinition }).partial(),
    },
    output: { status: 200, body: SavedView },
    handle: ({ params, body }, work) => changeView(work, params.id, body),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/saved-views/{id}",
    summary: "Remove a view",
    audit: "DELETE",
    input: { params: IdParams },
    output: { status: 204 },
    handle: ({ params }, work) => removeView(work, params.id),
  }),
];
