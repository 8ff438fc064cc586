import { z } from "zod";
import { endpoint, NoInput } from "../../api/endpoint.ts";
import { countSample, loadSample, removeSample } from "./sample-data.ts";

const shared = { resource: "sample_data", limit: "standard", input: NoInput } as const;

export const sampleEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/sample-data",
    summary: "How many records of the sample are there",
    may: "records.read",
    audit: "VIEW",
    output: { status: 200, body: z.object({ records: z.int() }) },
    handle: async (_, work) => ({ records: await countSample(work) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/sample-data",
    summary: "Add a small sample to try things with, tagged `sample`",
    may: "records.import",
    audit: ["IMPORT sample_data", "CREATE record"],
    output: { status: 201, body: z.object({ created: z.record(z.string(), z.int()) }) },
    handle: async (_, work) => ({ created: await loadSample(work) }),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/sample-data",
    summary: "Move the sample to the trash, except what other records need",
    may: "records.import",
    audit: ["DELETE sample_data", "DELETE record", "UPDATE record"],
    output: {
      status: 200,
      body: z.object({
        removed: z.int(),
        kept: z.array(z.object({ type: z.string(), id: z.string(), reason: z.string() })),
      }),
    },
    handle: (_, work) => removeSample(work),
  }),
];
