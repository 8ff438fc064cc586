import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import type { RecordType } from "../records/record-type.ts";
import { IdParams } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";
import { itemKinds, readTimeline } from "./timeline.ts";

const Query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional(),
  kind: z
    .string()
    .max(100)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(itemKinds)))
    .optional()
    .describe(`Only these, separated by commas: ${itemKinds.join(", ")}`),
});
const Item = z
  .object({
    kind: z.enum(itemKinds),
    id: z.string(),
    at: z.iso.datetime(),
    title: z.string().nullable(),
    body: z.string().nullable(),
    type: z.string().nullable(),
    status: z.string().nullable(),
    action: z.string().nullable().describe("What an event says was done"),
    changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })).nullable(),
    by: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  })
  .meta({ id: "TimelineItem" });

function endpointOf(type: RecordType) {
  return endpoint({
    route: `GET /api/${type.plural}/{id}/timeline`,
    summary: `What happened to this ${type.label.toLowerCase()} and around it, newest first`,
    resource: type.name,
    may: "records.read",
    limit: "standard",
    audit: "VIEW",
    input: { params: IdParams, query: Query },
    output: { status: 200, body: z.object({ data: z.array(Item), nextCursor: z.string().nullable() }) },
    handle: ({ params, query }, work) => readTimeline(work, type, params.id, query.limit, query.cursor, query.kind),
  });
}

export const timelineEndpoints = recordTypes.map((type) => endpointOf(type));
