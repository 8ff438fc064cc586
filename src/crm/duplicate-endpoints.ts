import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { outputOf } from "../records/output.ts";
import type { RecordType } from "../records/record-type.ts";
import { findDuplicates, mergeable } from "./duplicates.ts";
import { mergeRecords } from "./merge.ts";
import { identifier, IdParams } from "./parameters.ts";

const MergeBody = z.strictObject({
  otherId: identifier.describe("The record that goes to the trash"),
  take: z
    .record(z.string().max(200), z.enum(["this", "other"]))
    .default({})
    .describe("Whose value a field takes; unless said, this one's, or the other's where this one has none"),
});

function endpointsOf(type: RecordType) {
  const shared = { resource: type.name, limit: "standard" } as const;
  const Duplicate = z.object({
    record: outputOf(type),
    reasons: z.array(z.enum(["email", "domain", "name"])),
    similarity: z.number().describe("How alike the names are, from 0 to 1"),
  });
  return [
    endpoint({
      ...shared,
      route: `GET /api/${type.plural}/{id}/duplicates`,
      summary: `Other ${type.pluralLabel.toLowerCase()} that may be the same`,
      may: "records.read",
      audit: "VIEW",
      input: { params: IdParams },
      output: { status: 200, body: z.object({ data: z.array(Duplicate) }) },
      handle: async ({ params }, work) => ({ data: await findDuplicates(work, type, params.id) }),
    }),
    endpoint({
      ...shared,
      route: `POST /api/${type.plural}/{id}/merge`,
      summary: `Make one of two ${type.pluralLabel.toLowerCase()}`,
      may: "records.write",
      audit: [`UPDATE ${type.name}`, `DELETE ${type.name}`, "UPDATE record"],
      input: { params: IdParams, body: MergeBody },
      output: { status: 200, body: outputOf(type) },
      handle: ({ params, body }, work) => mergeRecords(work, type, params.id, body.otherId, body.take),
    }),
  ];
}

export const duplicateEndpoints = mergeable.flatMap((type) => endpointsOf(type));
