import { z } from "zod";
import { endpoint, NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { outputOf } from "../records/output.ts";
import { document } from "./document.ts";
import { sendContent, storeContent } from "./document-content.ts";
import { listVersions, restoreVersion } from "./document-versions.ts";
import { IdParams } from "./parameters.ts";

const shared = { resource: "document", limit: "standard" } as const;
const VersionNumber = z.int().min(1).max(2_147_483_647);
const VersionQuery = z.strictObject({
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe("The last one unless given"),
});
const FilenameQuery = z.strictObject({
  filename: z.string().max(1000).optional().describe("Otherwise from Content-Disposition"),
});
const bytes = { schema: z.string().meta({ format: "binary" }), media: ["*/*"], read: "stream" } as const;

const Version = z.object({
  fileVersion: z.int(),
  filename: z.string().nullable(),
  mediaType: z.string().nullable(),
  size: z.int(),
  sha256: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string().nullable(),
});

export const documentEndpoints = [
  openEndpoint({
    ...shared,
    route: "PUT /api/documents/{id}/content",
    summary: "Store a document's file, as a further version",
    may: "records.write",
    audit: "UPDATE",
    input: { params: IdParams, query: FilenameQuery, body: bytes },
    output: { status: 200, body: outputOf(document) },
    handle: (given, context, services) => storeContent(given.params.id, given.query.filename, given, context, services),
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/documents/{id}/content",
    summary: "Download a document's file",
    may: "records.read",
    audit: "VIEW",
    input: { params: IdParams, query: VersionQuery },
    output: { status: 200, media: ["*/*"] },
    handle: (given, context, services) => sendContent(given.params.id, given.query.version, given, context, services),
  }),
  endpoint({
    ...shared,
    route: "GET /api/documents/{id}/versions",
    summary: "The files that a document had, newest first",
    may: "records.read",
    audit: "VIEW",
    input: { params: IdParams },
    output: { status: 200, body: z.object({ data: z.array(Version) }) },
    handle: async ({ params }, work) => ({ data: await listVersions(work, params.id) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/documents/{id}/restore-version",
    summary: "Make an earlier file the document's again, as a further version",
    may: "records.write",
    audit: "UPDATE",
    input: { params: IdParams, body: z.strictObject({ fileVersion: VersionNumber }) },
    output: { status: 200, body: outputOf(document) },
    handle: ({ params, body }, work) => restoreVersion(work, params.id, body.fileVersion),
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/documents/limits",
    summary: "How large a document's file may be",
    may: "records.read",
    audit: unaudited("tells of nobody"),
    input: NoInput,
    output: { status: 200, body: z.object({ largestBytes: z.int() }) },
    handle: (_, __, { settings }) => Promise.resolve({ largestBytes: settings.largestDocumentBytes }),
  }),
];
