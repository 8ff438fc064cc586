import type { Work } from "../audit/work.ts";
import { notFound, Problem } from "../problems.ts";
import { lockRecord, readRecord, saveRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { document } from "./document.ts";

/** One file that a document had. */
export interface DocumentVersion {
  fileVersion: number;
  filename: string | null;
  mediaType: string | null;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  createdAt: string;
  createdBy: string | null;
}

export interface StoredFile extends Pick<DocumentVersion, "filename" | "mediaType" | "size" | "sha256"> {
  storageKey: string;
}

const members = `file_version as "fileVersion", filename, media_type as "mediaType", size, sha256, created_at as "createdAt", created_by as "createdBy"`;

export async function listVersions(work: Work, documentId: string): Promise<DocumentVersion[]> {
  await readRecord(work, document, documentId);
  const text = `select ${members} from document_version where organization_id = $1 and document_id = $2 order by file_version desc`;
  return work.sql.query(text, [work.organizationId, documentId], { prepare: true });
}

/** A version of the document's file, the last one unless told otherwise, with its place in storage and the document's name. */
export async function findVersion(
  work: Work,
  documentId: string,
  fileVersion: number | undefined,
): Promise<DocumentVersion & StoredFile & { name: string }> {
  const { displayName: name } = await readRecord(work, document, documentId);
  const text = `select ${members}, storage_key as "storageKey" from document_version
    where organization_id = $1 and document_id = $2 and file_version = coalesce($3, file_version) order by file_version desc limit 1`;
  const [version] = await work.sql.query<DocumentVersion & StoredFile>(
    text,
    [work.organizationId, documentId, fileVersion ?? null],
    { prepare: true },
  );
  if (!version) throw notFound("file of this document");
  return { ...version, name };
}

/** Makes a stored file the document's, as a further version; the same file once more changes nothing. */
export async function attachFile(work: Work, documentId: string, file: StoredFile): Promise<Row> {
  const previous = await lockRecord(work, document, documentId);
  const filename = file.filename ?? (previous.filename as string | null) ?? previous.displayName;
  if (previous.sha256 === file.sha256 && previous.filename === filename && previous.mediaType === file.mediaType) {
    await abandonFile(work, file.storageKey, 0);
    return readRecord(work, document, documentId);
  }
  const saved = await addVersion(work, previous, { ...file, filename });
  await claimFile(work, file.storageKey);
  return saved;
}

/** Makes the file of an earlier version the document's again, as a further version over the same bytes. */
export async function restoreVersion(work: Work, documentId: string, fileVersion: number): Promise<Row> {
  const previous = await lockRecord(work, document, documentId);
  const { filename, mediaType, size, sha256, storageKey } = await findVersion(work, documentId, fileVersion);
  if (previous.sha256 === sha256 && previous.filename === filename && previous.mediaType === mediaType)
    return readRecord(work, document, documentId);
  return addVersion(work, previous, { filename, mediaType, size, sha256, storageKey });
}

async function addVersion(work: Work, previous: Row, file: StoredFile): Promise<Row> {
  const { filename, mediaType, size, sha256 } = file;
  const fileVersion = ((previous.fileVersion as number | null) ?? 0) + 1;
  const text = `insert into document_version (organization_id, document_id, file_version, storage_key, filename, media_type, size, sha256, created_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
  await work.sql.query(text, [
    work.organizationId,
    previous.id,
    fileVersion,
    file.storageKey,
    filename,
    mediaType,
    size,
    sha256,
    work.now,
    work.actor.userId,
  ]);
  return saveRecord(work, document, previous, { ...previous, filename, mediaType, size, sha256, fileVersion });
}

/** Takes bytes that were noted as nobody's. */
export async function claimFile(work: Work, storageKey: string): Promise<void> {
  const claimed = await work.sql.query(
    "delete from abandoned_file where organization_id = $1 and storage_key = $2 returning 1",
    [work.organizationId, storageKey],
  );
  if (claimed.length === 0) throw new Problem("conflict", "The upload took too long and was given up.");
}

/** Notes bytes as nobody's unless they are attached in time. */
export async function abandonFile(work: Work, storageKey: string, hours: number): Promise<void> {
  const text = `insert into abandoned_file (organization_id, storage_key, remove_after) values ($1, $2, now() + make_interval(hours => $3))
    on conflict (organization_id, storage_key) do update set remove_after = excluded.remove_after`;
  await work.sql.query(text, [work.organizationId, storageKey, hours]);
}
