import { z } from "zod";
import { endpoint, NoInput, openEndpoint } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { sendFile } from "../../api/send-file.ts";
import { IdParams } from "../../crm/parameters.ts";
import { exportAnswer, exportFields } from "../../exports/answer.ts";
import { cancelExport, keyOfFile } from "../../exports/end.ts";
import { isUnderWay } from "../../exports/stored.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { requestDataExport, retryDataExport } from "./request-export.ts";
import { dataExports, dataFormats } from "./stored-export.ts";
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
  ...exportFields,
  format: z.enum(dataFormats),
  files: z.boolean(),
  progress: z
    .object({ done: z.int(), total: z.int().nullable() })
    .describe("Lines and files; the total is null until they are counted"),
  snapshotAt: z.iso.datetime().nullable().describe("The moment that all of it shows"),
  fileUrl: z.string().nullable().describe("Where owners get the file, while it is there"),
});

function answerOf(stored: StoredDataExport, publicUrl: string): z.input<typeof DataExportAnswer> {
  const { id, status, format, files, snapshotAt, items, totalItems } = stored;
  return {
    ...exportAnswer(stored, stored.attemptsBefore),
    format,
    files,
    snapshotAt,
    progress: { done: items, total: totalItems },
    fileUrl: status === "completed" ? `${publicUrl}${path}/${id}/file` : null,
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
      exports: (await dataExports.list(sql, organizationId)).map((stored) => answerOf(stored, settings.publicUrl)),
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
      const found = await dataExports.require(work, params.id);
      const answer = answerOf(found, settings.publicUrl);
      // Whoever waits for it asks every second.
      return isUnderWay(found) ? Reply.nothingNew(answer) : answer;
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
        dataExports.require(work, params.id),
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
      answerOf(await cancelExport(dataExports, work, params.id), settings.publicUrl),
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
