import type { Context, Given } from "../api/endpoint.ts";
import type { Reply } from "../api/reply.ts";
import { sendFile } from "../api/send-file.ts";
import type { Services } from "../api/services.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { readRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
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
  request: Request,
  context: Context,
  services: Services,
): Promise<Reply> {
  const file = await door(context, services)("read-only", (work) => findVersion(work, documentId, fileVersion));
  return sendFile({ ...file, name: file.filename ?? file.name }, request, services.storage);
}
