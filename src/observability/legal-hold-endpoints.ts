import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { identifier, IdParams, RecordTypeName } from "../crm/parameters.ts";
import { storableText } from "../records/kinds/text.ts";
import { endDate, when } from "./log-filter.ts";
import { createHold, listHolds, readHold, releaseHold } from "./legal-holds.ts";

/** An offset can lead out of the years that the log is written with. */
const isInLog = (moment?: string) => moment === undefined || /^\d{4}-/.test(new Date(moment).toISOString());
const outOfLog = "must be in the years 0000 to 9999 of UTC";

const Person = z.object({ id: z.string(), name: z.string() }).nullable();
const time = z.iso.datetime();
const Hold = z.object({
  id: z.string(),
  name: z.string(),
  reason: z.string(),
  scope: z.enum(["log", "record", "user"]),
  record: z.object({ type: z.string(), id: z.string(), title: z.string().nullable() }).nullable(),
  user: Person,
  from: time.nullable(),
  to: time.nullable(),
  createdAt: time,
  createdBy: Person,
  releasedAt: time.nullable(),
  releasedBy: Person,
  releaseReason: z.string().nullable(),
});

const Reason = storableText(2_000).min(1, "must not be empty");
const shared = {
  name: storableText(200).min(1, "must not be empty").describe("By which people know the matter"),
  reason: Reason,
  from: when.refine(isInLog, outOfLog).describe("The first moment of the events that it names; open unless given"),
  to: endDate.refine(isInLog, outOfLog).describe("The last one; a day includes its end"),
};
const NewHold = z
  .discriminatedUnion("scope", [
    z.strictObject({ ...shared, scope: z.literal("record"), recordType: RecordTypeName, recordId: identifier }),
    z.strictObject({ ...shared, scope: z.literal("user"), userId: identifier }),
    z.strictObject({ ...shared, scope: z.literal("log") }),
  ])
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= Date.parse(to), {
    path: ["to"],
    error: "must not be before `from`",
  });
const ListQuery = z.strictObject({
  status: z.enum(["living", "released"]).optional(),
  recordType: RecordTypeName.optional(),
  recordId: identifier.optional(),
  userId: identifier.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: identifier.optional(),
});

const policies = { resource: "legal_hold", limit: "standard" } as const;
const output = { status: 200, body: Hold } as const;

/** Legal holds: what must not go, whatever retention or a person asks. */
export const legalHoldEndpoints = [
  endpoint({
    ...policies,
    route: "GET /api/organization/legal-holds",
    summary: "Legal holds, newest first",
    may: "audit.read",
    audit: "VIEW",
    input: { query: ListQuery },
    output: { status: 200, body: z.object({ holds: z.array(Hold), nextCursor: z.string().nullable() }) },
    handle: async ({ query: { limit, cursor, ...filter } }, work) => {
      const found = await listHolds(work, filter, limit + 1, cursor ?? null);
      const holds = found.slice(0, limit);
      return { holds, nextCursor: found.length > limit ? holds.at(-1)!.id : null };
    },
  }),
  endpoint({
    ...policies,
    route: "POST /api/organization/legal-holds",
    whileDeleting: true,
    summary: "Begin a legal hold: what it names is neither pruned, erased nor deleted for good until it is released",
    may: "retention.manage",
    audit: "CREATE",
    input: { body: NewHold },
    output: { ...output, status: 201 },
    handle: ({ body }, work) => createHold(work, body),
  }),
  endpoint({
    ...policies,
    route: "GET /api/organization/legal-holds/{id}",
    summary: "One legal hold",
    may: "audit.read",
    audit: "VIEW",
    input: { params: IdParams },
    output,
    handle: ({ params }, work) => readHold(work, params.id),
  }),
  endpoint({
    ...policies,
    route: "POST /api/organization/legal-holds/{id}/release",
    whileDeleting: true,
    summary: "Release a legal hold",
    may: "retention.manage",
    audit: "UPDATE",
    input: { params: IdParams, body: z.strictObject({ reason: Reason }) },
    output,
    handle: ({ params, body }, work) => releaseHold(work, params.id, body.reason),
  }),
];
