import { z } from "zod";
import { endpoint, NoInput } from "../../api/endpoint.ts";
import { RecordTypeName } from "../../crm/parameters.ts";
import { bases, conditionsOfTypes } from "./conditions.ts";
import { acts, choosePolicy, dropPolicy, listPolicies, noticeDays } from "./policies.ts";
import { previewRetention } from "./preview.ts";

const path = "/api/organization/record-retention";
const shared = { resource: "record_retention", may: "retention.manage", limit: "standard" } as const;
const time = z.iso.datetime();
const Basis = z
  .enum(bases)
  .describe("`unchanged`: since the last change, or the last activity. `trashed`: since they went to the trash");
const Days = z.coerce.number().int().min(1).max(36_500);

const Policy = z.object({
  recordType: z.string(),
  basis: z.enum(bases),
  days: z.int(),
  statuses: z.array(z.string()).nullable(),
  act: z.enum(acts),
  paused: z.boolean(),
  firstRunAt: time.describe(`Nothing goes before: ${noticeDays} days after the policy was made or changed`),
  changedAt: time,
  changedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  running: z.boolean(),
  lastRun: z
    .object({ at: time, removed: z.int(), kept: z.int().describe("By others that refer to them, and the like") })
    .nullable(),
});

const Choice = z.strictObject({
  recordType: RecordTypeName,
  basis: Basis,
  days: z.int().min(1).max(36_500),
  statuses: z
    .array(z.string().max(200))
    .min(1)
    .max(50)
    .nullable()
    .default(null)
    .describe("Only in these states; null is any"),
  act: z.enum(acts).describe("To the trash, or for good"),
  paused: z.boolean().default(false),
});

/** How long records of each type are kept. */
export const recordRetentionEndpoints = [
  endpoint({
    ...shared,
    route: `GET ${path}`,
    summary: "How long records are kept: the policies, and what each type offers",
    audit: "VIEW",
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        policies: z.array(Policy),
        types: z.array(
          z.object({ recordType: z.string(), statuses: z.array(z.object({ value: z.string(), label: z.string() })) }),
        ),
        noticeDays: z.int(),
      }),
    },
    handle: async (_, work) => ({
      policies: await listPolicies(work),
      types: conditionsOfTypes.map(({ recordType, statuses }) => ({ recordType, statuses: [...statuses] })),
      noticeDays,
    }),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}/preview`,
    summary: "What a policy would take if it ran now, by the question that the run asks",
    audit: "VIEW",
    input: {
      query: z.strictObject({
        recordType: RecordTypeName,
        basis: Basis,
        days: Days,
        statuses: z.string().min(1).max(2_000).optional().describe("With commas between"),
      }),
    },
    output: {
      status: 200,
      body: z.object({
        count: z.int(),
        held: z.int().describe("Kept by legal holds, and not in the count"),
        first: z.array(z.object({ id: z.string(), title: z.string(), at: time })).describe("The oldest"),
      }),
    },
    handle: ({ query: { statuses, ...condition } }, work, { clock }) =>
      previewRetention(work, clock.now(), { ...condition, statuses: statuses?.split(",") ?? null }),
  }),
  endpoint({
    ...shared,
    route: `PUT ${path}`,
    summary: `Make or change the policy of a type; what it would take begins to go ${noticeDays} days later`,
    audit: "SETTINGS_CHANGE",
    input: { body: Choice },
    output: { status: 200, body: Policy },
    handle: ({ body }, work, { clock }) => choosePolicy(work, clock.now(), body),
  }),
  endpoint({
    ...shared,
    route: `DELETE ${path}`,
    summary: "Drop the policy of a type",
    audit: "SETTINGS_CHANGE",
    input: { query: z.strictObject({ recordType: RecordTypeName, basis: Basis }) },
    output: { status: 204 },
    handle: ({ query: { recordType, basis } }, work) => dropPolicy(work, recordType, basis),
  }),
];
