import { z } from "zod";
import { endpoint, NoInput, openEndpoint, unaudited } from "../../api/endpoint.ts";
import { sendFile } from "../../api/send-file.ts";
import { chooseRetention, readRetention } from "../../audit/retention.ts";
import { identifier, IdParams } from "../../crm/parameters.ts";
import { notFound } from "../../problems.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { findArchive, listArchives } from "./archives.ts";
import { demandWithinPlan, previewRetention, readState } from "./state.ts";

const time = z.iso.datetime();
const State = z.object({
  days: z.int().nullable().describe("The organization's own choice; null for the plan's"),
  effectiveDays: z.int().describe("What holds now"),
  planDays: z.int().describe("What holds where nothing is chosen"),
  minDays: z.int(),
  maxDays: z.int().describe("What the plan allows"),
  archive: z.boolean().describe("Whether events go to the storage before they are removed"),
  grace: z
    .object({ days: z.int(), until: time })
    .nullable()
    .describe("After a plan that keeps less: the days that hold until then"),
  oldestEvent: time.nullable(),
  lastPrune: z.object({ at: time, events: z.int(), upTo: time }).nullable(),
});
const Choice = z.strictObject({ days: z.int().nullable(), archive: z.boolean() }).partial();
const Days = z.coerce.number().int().min(1).max(100_000);
const Archive = z.object({
  id: z.string(),
  first: z.int().describe("The place of its first event"),
  upto: z.int().describe("The place behind its last one"),
  events: z.int(),
  from: time,
  to: time,
  size: z.int(),
  sha256: z.string(),
  createdAt: time,
});
const ArchiveQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: identifier.optional(),
});

const retention = { resource: "audit_retention", limit: "standard" } as const;
const archives = { resource: "audit_archive", may: "audit.read", limit: "standard" } as const;

/** How long the audit log is kept, and where what was removed is. */
export const retentionEndpoints = [
  endpoint({
    ...retention,
    route: "GET /api/organization/audit-retention",
    summary: "How long the audit log is kept",
    may: "audit.read",
    audit: unaudited("a setting that tells of nobody"),
    input: NoInput,
    output: { status: 200, body: State },
    handle: (_, work) => readState(work),
  }),
  endpoint({
    ...retention,
    route: "PATCH /api/organization/audit-retention",
    summary: "Change how long the audit log is kept, and whether what is removed is archived",
    may: "retention.manage",
    audit: "SETTINGS_CHANGE",
    input: { body: Choice },
    output: { status: 200, body: State },
    handle: async ({ body }, work) => {
      demandWithinPlan(body.days, await readRetention(work.sql, work.organizationId));
      await chooseRetention(work, body);
      return readState(work);
    },
  }),
  endpoint({
    ...retention,
    route: "GET /api/organization/audit-retention/preview",
    summary: "How many events a retention would remove",
    may: "audit.read",
    audit: unaudited("counts that tell of nobody"),
    input: { query: z.strictObject({ days: Days }) },
    output: {
      status: 200,
      body: z.object({ days: z.int(), before: time, events: z.int(), held: z.int().describe("Kept by legal holds") }),
    },
    handle: ({ query }, work, { clock }) => previewRetention(work, query.days, clock.now()),
  }),
  endpoint({
    ...archives,
    route: "GET /api/organization/audit-archives",
    summary: "Files of events that were removed from the log, newest first",
    audit: unaudited("hashes and sizes tell of nobody; a download is an event"),
    input: { query: ArchiveQuery },
    output: { status: 200, body: z.object({ archives: z.array(Archive), nextCursor: z.string().nullable() }) },
    handle: async ({ query: { limit, cursor } }, { sql, organizationId }) => {
      const found = await listArchives(sql, organizationId, limit + 1, cursor);
      const shown = found.slice(0, limit);
      return {
        archives: shown.map(({ storageKey: _, places: __, ...archive }) => archive),
        nextCursor: found.length > limit ? shown.at(-1)!.id : null,
      };
    },
  }),
  openEndpoint({
    ...archives,
    route: "GET /api/organization/audit-archives/{id}/file",
    summary: "The file, gzipped JSON Lines with proofs, or a range of it",
    audit: "EXPORT",
    input: { params: IdParams },
    output: { status: 200, media: ["application/gzip"] },
    handle: async ({ params, ...request }, context, { db, storage }) => {
      const found = await inOrganization(db, context.actor(), context.origin, "read-only", ({ sql, organizationId }) =>
        findArchive(sql, organizationId, params.id),
      );
      if (!found) throw notFound("archive");
      const name = `audit-log-${found.from.slice(0, 10)}-${found.first}.jsonl.gz`;
      return sendFile({ ...found, name, mediaType: "application/gzip" }, request, storage);
    },
  }),
];
