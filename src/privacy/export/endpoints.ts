import { z } from "zod";
import { endpoint, NoInput, openEndpoint } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { sendFile } from "../../api/send-file.ts";
import { IdParams } from "../../crm/parameters.ts";
import { exportStatuses } from "../../exports/attempts.ts";
import { keyOfFile } from "../../exports/end.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { cancelDataExport, requestDataExport, requireDataExport, retryDataExport } from "./request-export.ts";
import { dataFormats, listDataExports } from "./stored-export.ts";
import type { StoredDataExport } from "./stored-export.ts";

const shared = { resource: "data_export", may: "organization.export", limit: "standard" } as const;
const path = "/api/organization/export-data";

const NewDataExport = z
  .strictObject({
    format: z.enum(dataFormats).default("zip").describe("`zip`: everything. `json`: one document, without files"),
    files: z.boolean().default(true).describe("Whether the bytes of documents are in the ZIP"),
  })
  .prefault({});

/** An export as callers see it. */
const DataExportAnswer = z.object({
  id: z.string(),
  status: z.enum(exportStatuses),
  format: z.enum(dataFormats),
  files: z.boolean(),
  progress: z
    .object({ done: z.int(), total: z.int().nullable() })
    .describe("Lines and files; the total is null until they are counted"),
  restarts: z.int().describe("How often the file was begun anew, after a failure or an interruption"),
  size: z.int().nullable().describe("Bytes"),
  sha256: z.string().nullable().describe("Of the file, hexadecimal"),
  snapshotAt: z.iso.datetime().nullable().describe("The moment that all of it shows"),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().describe("When the file goes"),
  fileUrl: z.string().nullable().describe("Where owners get the file, while it is there"),
  requestedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  failure: z.string().nullable().describe("What went wrong, in words"),
});

function answerOf(stored: StoredDataExport, publicUrl: string): z.input<typeof DataExportAnswer> {
  const { attempt, attemptsBefore, items, totalItems, requestedBy, requestedByName, storageKey: _, ...shown } = stored;
  return {
    ...shown,
    progress: { done: items, total: totalItems },
    restarts: Math.max(attempt - attemptsBefore - 1, 0),
    fileUrl: shown.status === "completed" ? `${publicUrl}${path}/${shown.id}/file` : null,
    requestedBy: requestedBy === null ? null : { id: requestedBy, name: requestedByName ?? "" },
  };
}

/** Everything that an organization has, for its owners. */
export const dataExportEndpoints = [
  endpoint({
    ...shared,
    route: `POST ${path}`,
    whileDeleting: true,
    summary: "Ask for everything that the organization has, which is written behind the requests",
    limit: "export",
    audit: ["EXPORT organization"],
    input: { body: NewDataExport },
    output: { status: 202, body: DataExportAnswer },
    handle: async ({ body }, work, { jobs, settings }) =>
      answerOf(await requestDataExport(work, jobs, body), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}`,
    summary: "The newest complete exports and how far they are",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ exports: z.array(DataExportAnswer) }) },
    handle: async (_, { sql, organizationId }, { settings }) => ({
      exports: (await listDataExports(sql, organizationId)).map((stored) => answerOf(stored, settings.publicUrl)),
    }),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}/{id}`,
    summary: "How far a complete export is",
    audit: "VIEW",
    input: { params: IdParams },
    output: { status: 200, body: DataExportAnswer },
    handle: async ({ params }, work, { settings }) => {
      const found = await requireDataExport(work, params.id);
      const answer = answerOf(found, settings.publicUrl);
      // Whoever waits for it asks every second.
      return found.status === "queued" || found.status === "running" ? Reply.nothingNew(answer) : answer;
    },
  }),
  openEndpoint({
    ...shared,
    route: `GET ${path}/{id}/file`,
    summary: "The file of a complete export, or a range of it",
    audit: "EXPORT",
    input: { params: IdParams },
    output: { status: 200, media: ["application/zip", "application/json"] },
    handle: async ({ params, ...request }, context, { db, storage }) => {
      const found = await inOrganization(db, context.actor(), context.origin, "read-only", (work) =>
        requireDataExport(work, params.id),
      );
      return sendFile({ ...fileOf(found), storageKey: keyOfFile(found) }, request, storage);
    },
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/cancel`,
    whileDeleting: true,
    summary: "Stop a complete export that waits or runs",
    audit: "UPDATE",
    input: { params: IdParams },
    output: { status: 200, body: DataExportAnswer },
    handle: async ({ params }, work, { settings }) =>
      answerOf(await cancelDataExport(work, params.id), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/retry`,
    whileDeleting: true,
    summary: "Have a complete export that failed tried again",
    limit: "export",
    audit: ["EXPORT organization"],
    input: { params: IdParams },
    output: { status: 202, body: DataExportAnswer },
    handle: async ({ params }, work, { jobs, settings }) =>
      answerOf(await retryDataExport(work, jobs, params.id), settings.publicUrl),
  }),
];

function fileOf({ format, size, sha256, createdAt }: StoredDataExport) {
  const mediaType = format === "zip" ? "application/zip" : "application/json";
  return {
    name: `nextcrm-export-${createdAt.slice(0, 10)}.${format}`,
    mediaType,
    size: size!,
    sha256: sha256!,
    createdAt,
  };
}
