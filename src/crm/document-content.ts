import type { Context, Given } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import type { Services } from "../api/services.ts";
import { userFileHeaders } from "../api/user-file.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { notFound, Problem } from "../problems.ts";
import { readRecord } from "../records/store.ts";
import type { Row } from "../records/row.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { namesTag, readRange } from "./byte-range.ts";
import { document } from "./document.ts";
import { abandonFile, attachFile, findVersion } from "./document-versions.ts";
import { describeFile, limited, refuseTooLarge, requireDigest } from "./incoming-file.ts";

/** An upload that lasts longer than this is given up. */
const uploadHours = 24;

type Request = Pick<Given, "headers" | "request">;

function door({ actor, origin }: Context, { db }: Services) {
  return <T>(kind: "audited" | "read-only", body: (work: Work) => Promise<T>) =>
    inOrganization(db, actor(), origin, kind, body);
}

/** Stores the body as the document's file. No transaction is open while the bytes come in. */
export async function storeContent(
  documentId: string,
  filename: string | undefined,
  { headers, request }: Request,
  context: Context,
  services: Services,
): Promise<Row> {
  const { storage, settings } = services;
  const enter = door(context, services);
  refuseTooLarge(headers, settings.largestDocumentBytes);
  const file = describeFile(headers, filename);
  const storageKey = `documents/${context.actor().organizationId}/${documentId}/${newId()}`;
  await enter("audited", async (work) => {
    await readRecord(work, document, documentId);
    // Before the bytes: whatever kills this process, they do not stay behind.
    await abandonFile(work, storageKey, uploadHours);
  });
  const stored = await storage.write(storageKey, limited(request.body, settings.largestDocumentBytes));
  try {
    requireDigest(headers, stored.sha256);
    return await enter("audited", (work) => attachFile(work, documentId, { ...file, ...stored, storageKey }));
  } catch (error) {
    await enter("audited", (work) => abandonFile(work, storageKey, 0));
    throw error;
  }
}

/** Sends the document's file, or the part of it that `Range` asks for, always to be saved and never shown. */
export async function sendContent(
  documentId: string,
  fileVersion: number | undefined,
  { headers, request }: Request,
  context: Context,
  services: Services,
): Promise<Reply> {
  const file = await door(context, services)("read-only", (work) => findVersion(work, documentId, fileVersion));
  const fields = fieldsOf(file);
  if (namesTag(headers.get("if-none-match"), fields.ETag!)) return Reply.stream(null, fields, 304);
  const part = headers.get("if-range") ?? fields.ETag;
  const range = part === fields.ETag ? readRange(headers.get("range"), file.size) : null;
  if (range === "unsatisfiable") {
    throw new Problem("range-not-satisfiable", `The file has ${file.size} bytes.`, {
      headers: { "Content-Range": `bytes */${file.size}` },
    });
  }
  fields["Content-Length"] = String(range ? range.end - range.start : file.size);
  if (range) fields["Content-Range"] = `bytes ${range.start}-${range.end - 1}/${file.size}`;
  const bytes = request.method === "HEAD" ? null : await services.storage.read(file.storageKey, range ?? undefined);
  if (!bytes && request.method !== "HEAD") throw notFound("file of this document");
  return Reply.stream(bytes, fields, range ? 206 : 200);
}

function fieldsOf(file: Awaited<ReturnType<typeof findVersion>>): Record<string, string> {
  return {
    ...userFileHeaders({ name: file.filename ?? file.name, mediaType: file.mediaType }),
    ETag: `"${file.sha256}"`,
    "Accept-Ranges": "bytes",
    "Last-Modified": new Date(file.createdAt).toUTCString(),
    "Repr-Digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
  };
}
