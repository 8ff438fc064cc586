import { z } from "zod";
import { endpoint, openEndpoint, unaudited } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { streamOf } from "../../api/stream-of.ts";
import { userFileHeaders } from "../../api/user-file.ts";
import type { Work } from "../../audit/work.ts";
import { invalidField, notFound, Problem } from "../../problems.ts";
import { writeCsv } from "../../records/csv/write.ts";
import type { RecordType } from "../../records/record-type.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { IdParams } from "../parameters.ts";
import { recordTypes } from "../record-types.ts";
import { answerOf, detailsOf, ImportAnswer, ImportDetails } from "./answer.ts";
import { ImportPreview, previewImport } from "./preview.ts";
import { findImport, listImports } from "./progress.ts";
import type { StoredImport } from "./progress.ts";
import { badRows } from "./report.ts";
import { ImportQuery, optionsOf } from "./request.ts";
import { recordRequest, recordSummary } from "./summary.ts";
import { startImport } from "./start-import.ts";
import { runInEarnest } from "./run-in-earnest.ts";
import { uploadOf } from "./upload.ts";
import type { Upload } from "./upload.ts";

const shared = { resource: "import", may: "records.import", limit: "standard" } as const;
const file = {
  schema: z.string().meta({ format: "binary" }),
  media: ["text/csv", "multipart/form-data"],
  read: "stream",
} as const;
const Accepted = z.object({ id: z.string(), status: z.enum(["queued", "running"]) });

async function requireImport(work: Work, id: string, lock = false): Promise<StoredImport> {
  const found = await findImport(work.sql, work.organizationId, id, lock);
  if (!found) throw notFound("import");
  return found;
}

async function named(request: Request, filename: string | undefined): Promise<Upload> {
  const upload = await uploadOf(request);
  return { ...upload, filename: upload.filename ?? filename ?? null };
}

function endpointsOf(type: RecordType) {
  const many = type.pluralLabel.toLowerCase();
  return [
    openEndpoint({
      ...shared,
      route: `POST /api/${type.plural}/import`,
      summary: `Import ${many} from a CSV file`,
      audit: ["IMPORT import", "CREATE custom_field"],
      input: { query: ImportQuery, body: file },
      output: { status: 202, body: Accepted },
      handle: async ({ query, request }, context, services) =>
        startImport(services, context.actor(), context.origin, type, await named(request, query.filename), {
          ...optionsOf(query),
          dryRun: query.dryRun,
        }),
    }),
    openEndpoint({
      ...shared,
      route: `POST /api/${type.plural}/import/preview`,
      summary: `Tell how a CSV file of ${many} would be understood`,
      audit: unaudited("reads only the file that the caller sends along"),
      input: { query: ImportQuery, body: file },
      output: { status: 200, body: ImportPreview },
      handle: async ({ query, request }, context, services) =>
        previewImport(services, context.actor(), context.origin, type, await uploadOf(request), optionsOf(query)),
    }),
  ];
}

/** Imports into each record type. Before the records' own routes, since `import` is no id. */
export const importIntoEndpoints = recordTypes.flatMap((type) => endpointsOf(type));

const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.guid("is none of this list's").optional(),
});

export const importEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/imports",
    summary: "The imports, newest first",
    audit: "VIEW",
    input: { query: ListQuery },
    output: { status: 200, body: z.object({ data: z.array(ImportAnswer), nextCursor: z.string().nullable() }) },
    handle: async ({ query: { limit, cursor } }, { sql, organizationId }) => {
      const found = await listImports(sql, organizationId, cursor ?? null, limit + 1);
      const shown = found.slice(0, limit);
      return { data: shown.map(answerOf), nextCursor: found.length > limit ? shown.at(-1)!.id : null };
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/imports/{id}",
    summary: "How far an import is, and what was wrong",
    audit: "VIEW",
    input: { params: IdParams },
    output: { status: 200, body: ImportDetails },
    handle: async ({ params }, work) => detailsOf(work.sql, work.organizationId, await requireImport(work, params.id)),
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/imports/{id}/errors.csv",
    summary: "The bad rows with their reasons, to be mended and imported again",
    audit: "EXPORT",
    input: { params: IdParams },
    output: { status: 200, media: ["text/csv"] },
    handle: async ({ params }, context, services) => {
      const actor = context.actor();
      const stored = await inOrganization(services.db, actor, context.origin, "read-only", (work) =>
        requireImport(work, params.id),
      );
      const rows = writeCsv(badRows(services, actor, context.origin, stored));
      const name = `${(stored.filename ?? stored.recordType).replace(/\.csv$/i, "")} errors.csv`;
      return Reply.stream(streamOf(rows), userFileHeaders({ name, mediaType: "text/csv; charset=utf-8" }));
    },
  }),
  endpoint({
    ...shared,
    route: "POST /api/imports/{id}/cancel",
    summary: "Stop an import; what is in stays in, and can be undone",
    audit: "IMPORT",
    input: { params: IdParams },
    output: { status: 200, body: ImportAnswer },
    handle: async ({ params }, work) => cancelImport(work, params.id),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/imports/{id}/run",
    summary: "Do in earnest what a dry run has rehearsed, with the file that it kept",
    audit: ["IMPORT import", "CREATE custom_field"],
    input: { params: IdParams },
    output: { status: 202, body: Accepted },
    handle: ({ params }, context, services) => runInEarnest(services, context.actor(), context.origin, params.id),
  }),
  endpoint({
    ...shared,
    route: "POST /api/imports/{id}/undo",
    summary: "Take an import back: remove what it made, restore what it changed, keep what was changed since",
    audit: "IMPORT",
    input: { params: IdParams },
    output: { status: 202, body: Accepted },
    handle: async ({ params }, work, { jobs }) => {
      await requestUndo(work, params.id);
      await jobs.enqueue(work.sql, "undo-import", { organizationId: work.organizationId, importId: params.id });
      return { id: params.id, status: "running" as const };
    },
  }),
];

async function cancelImport(work: Work, id: string) {
  const stored = await requireImport(work, id, true);
  if (stored.status !== "queued" && stored.status !== "running")
    throw new Problem("conflict", `The import is over: ${stored.status}.`);
  if (stored.undoStatus !== null) throw new Problem("conflict", "The import is being undone.");
  await work.sql.query(
    "update import set status = 'cancelled', finished_at = now() where organization_id = $1 and id = $2",
    [work.organizationId, id],
  );
  const cancelled = await requireImport(work, id);
  recordSummary(work, cancelled);
  return answerOf(cancelled);
}

async function requestUndo(work: Work, id: string): Promise<void> {
  const stored = await requireImport(work, id, true);
  const { status, dryRun, undoStatus } = stored;
  if (dryRun) throw invalidField("id", "was a dry run; there is nothing to undo");
  if (undoStatus !== null)
    throw new Problem(
      "conflict",
      undoStatus === "done" ? "The import is undone already." : "The import is being undone.",
    );
  if (status === "queued" || status === "running")
    throw new Problem("conflict", "The import still runs; cancel it first.");
  await work.sql.query(
    "update import set undo_status = 'queued', status = 'running' where organization_id = $1 and id = $2",
    [work.organizationId, id],
  );
  recordRequest(work, stored, { undo: true });
}
