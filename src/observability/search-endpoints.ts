import { z } from "zod";
import { endpoint, NoInput, unaudited } from "../api/endpoint.ts";
import { IdParams } from "../crm/parameters.ts";
import { auditLog, changeView, createView, listViews, removeView } from "../crm/saved-views.ts";
import type { SavedView } from "../crm/saved-views.ts";
import { storableText } from "../records/kinds/text.ts";

/** What the page's address says: filters by their names, and days as they are counted back from today. */
const Filters = z
  .record(z.string().regex(/^[a-zA-Z]{1,40}$/, "must be the name of a filter"), storableText(200))
  .refine((filters) => Object.keys(filters).length <= 20, "has too many filters");
const Search = z.object({
  id: z.string(),
  name: z.string(),
  userId: z.string(),
  shared: z.boolean(),
  filters: z.record(z.string(), z.string()),
});
const Given = z.strictObject({
  name: storableText(100).min(1, "must not be empty"),
  shared: z.boolean(),
  filters: Filters,
});

const shared = { resource: "audit_search", may: "audit.read", limit: "standard" } as const;
const path = "/api/organization/audit-searches";
const event = (action: "CREATE" | "UPDATE" | "DELETE") => [`${action} saved_view`] as const;

const definitionOf = (filters: Record<string, string>) => ({
  filters: Object.entries(filters).map(([field, value]) => ({ field, operator: "eq" as const, value })),
});
const answerOf = ({ id, name, userId, shared: isShared, definition }: SavedView) => ({
  id,
  name,
  userId,
  shared: isShared,
  filters: Object.fromEntries((definition.filters ?? []).map(({ field, value }) => [field, value])),
});

/** Searches of the log under a name: saved views like those of lists, for whoever may read the log. */
export const searchEndpoints = [
  endpoint({
    ...shared,
    route: `GET ${path}`,
    summary: "Your searches of the audit log, and those that others share",
    audit: unaudited("shows callers their own settings and shared ones"),
    input: NoInput,
    output: { status: 200, body: z.object({ searches: z.array(Search) }) },
    handle: async (_, work) => ({ searches: (await listViews(work, auditLog)).map(answerOf) }),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}`,
    summary: "Keep a search of the audit log",
    audit: event("CREATE"),
    input: { body: Given.extend({ shared: z.boolean().default(false) }) },
    output: { status: 201, body: Search },
    handle: async ({ body: { filters, ...body } }, work) =>
      answerOf(await createView(work, { ...body, recordType: auditLog, definition: definitionOf(filters) })),
  }),
  endpoint({
    ...shared,
    route: `PATCH ${path}/{id}`,
    summary: "Change a search",
    audit: event("UPDATE"),
    input: { params: IdParams, body: Given.partial() },
    output: { status: 200, body: Search },
    handle: async ({ params, body: { filters, ...body } }, work) => {
      const change = { ...body, ...(filters && { definition: definitionOf(filters) }) };
      return answerOf(await changeView(work, params.id, change, auditLog));
    },
  }),
  endpoint({
    ...shared,
    route: `DELETE ${path}/{id}`,
    summary: "Remove a search",
    audit: event("DELETE"),
    input: { params: IdParams },
    output: { status: 204 },
    handle: ({ params }, work) => removeView(work, params.id, auditLog),
  }),
];
