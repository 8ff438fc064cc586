import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { invalidField } from "../problems.ts";
import { demandPurge } from "./demand-purge.ts";
import type { Work } from "../audit/work.ts";
import type { RecordType } from "../records/record-type.ts";
import { bulkActions, changeEach, changeMany } from "./bulk.ts";
import { identifier } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";

const largestBulk = 1000;
const Members = z.record(z.string(), z.unknown());
const BulkBody = z.strictObject({
  ids: manyOf(identifier).optional(),
  action: z.enum(bulkActions),
  values: Members.optional().describe("For `update`: members as in PATCH"),
  changes: manyOf(
    z.strictObject({
      id: identifier,
      values: Members,
      version: z.int().optional().describe("What was seen last; a record that has another one stays as it is"),
    }),
  )
    .optional()
    .describe("For `update`, in place of `ids` and `values`: each record's own values"),
});

function manyOf<S extends z.ZodType>(one: S) {
  return z
    .array(one)
    .min(1, "must name at least one record")
    .max(largestBulk, `must name at most ${largestBulk} records`);
}

const BulkReport = z
  .object({
    results: z.array(
      z.object({
        id: z.string(),
        status: z.enum(["changed", "unchanged", "failed"]),
        version: z.int().optional().describe("Of an update: the record's version now"),
        before: Members.optional().describe("Of an update: what the members that changed were before"),
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
    audit: [`UPDATE ${type.name}`, `DELETE ${type.name}`, `RESTORE ${type.name}`, "UPDATE record"],
    input: { body: BulkBody },
    output: { status: 200, body: BulkReport },
    handle: async (input, work) => perform(work, type, input.body),
  });
}

function perform(work: Work, type: RecordType, body: z.output<typeof BulkBody>) {
  const { ids, action, values = {}, changes } = body;
  if (action === "purge") demandPurge(work);
  if (changes) {
    if (action !== "update" || ids || body.values) throw invalidField("changes", "goes with update alone");
    return changeEach(work, type, changes, action);
  }
  if (!ids) throw invalidField("ids", "is required");
  const isNothing = Object.keys(values).length === 0;
  if (action === "update" && isNothing) throw invalidField("values", "is required");
  if (action !== "update" && !isNothing) throw invalidField("values", `has no meaning with ${action}`);
  return changeMany(work, type, ids, action, values);
}

export const bulkEndpoints = recordTypes.map((type) => endpointOf(type));
