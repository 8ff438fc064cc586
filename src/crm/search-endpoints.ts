import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { storableText } from "../records/kinds/text.ts";
import { searchEverything } from "./search-everything.ts";

const Hit = z.object({
  type: z.string(),
  plural: z.string(),
  id: z.string(),
  title: z.string(),
  subtitle: z.string().nullable(),
});

export const searchEndpoints = [
  endpoint({
    route: "GET /api/search",
    summary: "Search records of every type, the best few of each",
    resource: "search",
    may: "records.read",
    limit: "standard",
    audit: "VIEW",
    input: {
      query: z.strictObject({
        q: storableText(200),
        limit: z.coerce.number().int().min(1).max(20).default(5).describe("Of each type"),
      }),
    },
    output: { status: 200, body: z.object({ data: z.array(Hit) }) },
    handle: async ({ query }, work) => ({ data: await searchEverything(work, query.q, query.limit) }),
  }),
];
