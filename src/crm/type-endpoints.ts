import { z } from "zod";
import { endpoint, NoInput, unaudited } from "../api/endpoint.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import { describeType } from "../records/describe.ts";
import type { TypeDescription } from "../records/describe.ts";
import { recordTypes } from "./record-types.ts";

const Types = z.object({
  types: z.array(z.looseObject({ name: z.string(), plural: z.string(), label: z.string() })),
}) as unknown as z.ZodType<{ types: TypeDescription[] }>;

export const typeEndpoints = [
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
    handle: async (_, work) => ({
      types: await Promise.all(recordTypes.map(async (type) => describeType(type, await customFieldsOf(work, type)))),
    }),
  }),
];
