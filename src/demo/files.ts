import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import type { Storage } from "../ports/storage.ts";
import { valuesOf } from "./history.ts";
import type { DemoFile } from "./documents.ts";

/** Puts the documents' bytes into storage, where the program looks for them. */
export async function storeFiles(work: Work, storage: Storage, files: readonly DemoFile[]): Promise<void> {
  const keys = await Promise.all(
    files.map(async ({ document, bytes }) => {
      const key = `documents/${work.organizationId}/${document.id}/${newId()}`;
      await storage.write(key, once(bytes));
      return key;
    }),
  );
  const rows = files.map(({ document }, at) => {
    const { filename, mediaType, size, sha256 } = valuesOf(document);
    const { at: createdAt, by } = document.states.at(-1)!;
    return {
      document_id: document.id,
      file_version: 1,
      storage_key: keys[at],
      filename,
      media_type: mediaType,
      size,
      sha256,
      created_at: new Date(createdAt).toISOString(),
      created_by: by.userId,
    };
  });
  const names = "document_id, file_version, storage_key, filename, media_type, size, sha256, created_at, created_by";
  const text = `insert into document_version (organization_id, ${names}) select $1, ${names} from jsonb_populate_recordset(null::document_version, $2)`;
  await work.sql.query(text, [work.organizationId, JSON.stringify(rows)]);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
