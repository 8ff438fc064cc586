import { z } from "zod";
import { endpoint, NoContent, NoInput, openEndpoint } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { sendFile } from "../../api/send-file.ts";
import { IdParams } from "../../crm/parameters.ts";
import { cancelExport } from "../../exports/end.ts";
import { isUnderWay } from "../../exports/stored.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { exportFormats, fileOf } from "../audit-export.ts";
import { logFilter } from "../log-filter.ts";
import { answerOf, ExportAnswer } from "./answer.ts";
import { makeLink, revokeLink } from "./link.ts";
import { deleteExport, requestExport, requireFile } from "./request-export.ts";
import { auditExports } from "./stored-export.ts";
import type { StoredExport } from "./stored-export.ts";

const shared = { resource: "audit_export", may: "audit.read", limit: "standard" } as const;
const path = "/api/organization/audit-exports";
const NewExport = z.strictObject({
  format: z.enum(exportFormats).default("jsonl"),
  filter: z.strictObject(logFilter).prefault({}).describe("As the log's list takes it; jsonl without is the whole log"),
  expiresInDays: z.int().min(1).max(30).default(7),
});

/** Exports that a job writes. All of them are for whoever may read the log. */
export const exportEndpoints = [
  endpoint({
    ...shared,
    route: `POST ${path}`,
    whileDeleting: true,
    summary: "Ask for an export of the audit log, which is written behind the requests",
    audit: "EXPORT",
    input: { body: NewExport },
    output: { status: 202, body: ExportAnswer },
    handle: async ({ body: { format, filter, expiresInDays } }, work, { jobs }) =>
      answerOf(await requestExport(work, jobs, { format, filter, expiresInDays })),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}`,
    summary: "The newest exports and how far they are",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ exports: z.array(ExportAnswer) }) },
    handle: async (_, { sql, organizationId }) => ({
      exports: (await auditExports.list(sql, organizationId)).map(answerOf),
    }),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}/{id}`,
    summary: "How far an export is",
    audit: "VIEW",
    input: { params: IdParams },
    output: { status: 200, body: ExportAnswer },
    handle: async ({ params }, work) => {
      const found = await auditExports.require(work, params.id);
      // Whoever waits for it asks every second.
      return isUnderWay(found) ? Reply.nothingNew(answerOf(found)) : answerOf(found);
    },
  }),
  openEndpoint({
    ...shared,
    route: `GET ${path}/{id}/file`,
    summary: "The file, or a range of it",
    audit: "EXPORT",
    input: { params: IdParams },
    output: { status: 200, media: ["application/octet-stream"] },
    handle: async ({ params, ...request }, context, { db, storage }) => {
      const found = await inOrganization(db, context.actor(), context.origin, "read-only", (work) =>
        requireFile(work, params.id),
      );
      return sendFile(exportedFile(found), request, storage);
    },
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/link`,
    whileDeleting: true,
    summary: "Make a link to the file for somebody without an account, in the place of an earlier one",
    audit: ["CREATE audit_export_link"],
    input: { params: IdParams },
    output: { status: 201, body: z.object({ url: z.string().optional().describe("Shown this once") }) },
    handle: async ({ params }, work, { settings: { publicUrl } }) =>
      // Behind the #, where no server sees it, whichever way the link is opened.
      Reply.once({ url: `${publicUrl}/audit-export#${await makeLink(work, params.id)}` }, ["url"]),
  }),
  endpoint({
    ...shared,
    route: `DELETE ${path}/{id}/link`,
    summary: "End the export's link",
    audit: ["DELETE audit_export_link"],
    input: { params: IdParams },
    output: NoContent,
    handle: async ({ params }, work) => revokeLink(work, params.id),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/cancel`,
    whileDeleting: true,
    summary: "Stop an export that waits or runs",
    audit: "UPDATE",
    input: { params: IdParams },
    output: { status: 200, body: ExportAnswer },
    handle: async ({ params }, work) => answerOf(await cancelExport(auditExports, work, params.id)),
  }),
  endpoint({
    ...shared,
    route: `DELETE ${path}/{id}`,
    summary: "Remove an export with its file and its link",
    audit: "DELETE",
    input: { params: IdParams },
    output: NoContent,
    handle: async ({ params }, work) => deleteExport(work, params.id),
  }),
];

type Filed = Pick<StoredExport, "format" | "size" | "sha256" | "createdAt"> & { storageKey: string };

/** A finished export as a file to be sent. */
export function exportedFile({ format, size, sha256, createdAt, storageKey }: Filed) {
  return { ...fileOf(format, new Date(createdAt)), size: size!, sha256: sha256!, createdAt, storageKey };
}
