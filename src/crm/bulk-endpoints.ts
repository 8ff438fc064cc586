import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { invalidField } from "../problems.ts";
import { demandPurge } from "./demand-purge.ts";
import type { RecordType } from "../records/record-type.ts";
import { bulkActions, changeMany } from "./bulk.ts";
import { identifier } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";

const largestBulk = 1000;
const BulkBody = z.strictObject({
  ids: z
    .array(identifier)
    .min(1, "must name at least one record")
    .max(largestBulk, `must name at most ${largestBulk} records`),
  action: z.enum(bulkActions),
  values: z.record(z.string(), z.unknown()).optional().describe("For `update`: members as in PATCH"),
});

const BulkReport = z
  .object({
    results: z.array(
      z.object({
        id: z.string(),
        status: z.enum(["changed", "unchanged", "failed"]),
        problem: z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() }).optional(),
      }),
    ),
    changed: z.int(),
    unchanged: z.int(),
    failed: z.int(),
  })
  .meta({ id: "BulkReport" });

function endpointOf(type: RecordType) {
  return endpoint({
    route: `POST /api/${type.plural}/bulk`,
    summary: `Change, trash, restore or purge many ${type.pluralLabel.toLowerCase()} at once`,
    resource: type.name,
    may: "records.write",
    limit: "standard",
    audit: "UPDATE",
    input: { body: BulkBody },
    output: { status: 200, body: BulkReport },
    handle: async ({ body: { ids, action, values = {} } }, work) => {
      if (action === "purge") demandPurge(work);
      if (action === "update" && Object.keys(values).length === 0) throw invalidField("values", "is required");
      if (action !== "update" && Object.keys(values).length > 0)
        throw invalidField("values", `has no meaning with ${action}`);
      return changeMany(work, type, ids, action, values);
    },
  });
}

export const bulkEndpoints = recordTypes.map((type) => endpointOf(type));
