import { z } from "zod";
import { endpoint, NoInput, unaudited } from "../api/endpoint.ts";
import type { Work } from "../audit/work.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import { describeType } from "../records/describe.ts";
import type { TypeDescription } from "../records/describe.ts";
import { recordTypes } from "./record-types.ts";

const Types = z.object({
  types: z.array(z.looseObject({ name: z.string(), plural: z.string(), label: z.string() })),
}) as unknown as z.ZodType<{ types: TypeDescription[] }>;

const describeAll = async (_: unknown, work: Work) => ({
  types: await Promise.all(recordTypes.map(async (type) => describeType(type, await customFieldsOf(work, type)))),
});

export const typeEndpoints = [
  endpoint({
    route: "GET /api/organization/audit-logs/record-types",
    summary: "What fields in the log are called, and how they are written: for whoever may read it and no records",
    resource: "record_type",
    may: "audit.read",
    limit: "standard",
    audit: unaudited("describes fields, not records"),
    compressed: true,
    input: NoInput,
    output: { status: 200, body: Types },
    handle: describeAll,
  }),
  endpoint({
    route: "GET /api/record-types",
    summary: "The record types with their fields, the organization's own included",
    resource: "record_type",
    may: "records.read",
    limit: "standard",
    audit: unaudited("describes fields, not records"),
    compressed: true,
    input: NoInput,
    output: { status: 200, body: Types },
    handle: describeAll,
  }),
];
