import { toBase64 } from "../../proofs/bytes.ts";
import { exportFormat } from "../../proofs/export-file.ts";
import type { ExportedEvent, ExportHeader } from "../../proofs/export-file.ts";
import { textOfKey } from "../../proofs/note.ts";
import type { Sql } from "../ports/database.ts";
import { keyOfLog, originOfLog } from "./seal.ts";
import type { SealedRow } from "./sealed-rows.ts";
import { readCheckpoint } from "./tree-reader.ts";

/** The first line of a log's export, with its newest checkpoint of at most so many events, and the size of that. */
export async function readHeader(
  sql: Sql,
  organizationId: string,
  whole: boolean,
  upTo?: number,
): Promise<{ header: ExportHeader; size: number }> {
  const newest = await readCheckpoint(sql, organizationId, upTo);
  const keys = await sql.query<{ key: Uint8Array }>(
    "select public_key as key from audit_signing_key order by first_used_at desc",
  );
  const header: ExportHeader = {
    format: exportFormat,
    origin: originOfLog(organizationId),
    keys: keys.map(({ key }) => textOfKey(keyOfLog(organizationId, key))),
    checkpoint: newest?.note ?? null,
    whole,
  };
  return { header, size: newest?.size ?? 0 };
}

/** An event's line, without its end. */
export function lineOf({ row, proof }: { row: SealedRow; proof: readonly string[] | null }): string {
  const { sequence, leaf, hash, disclosures, erased } = row;
  const line: ExportedEvent = {
    sequence: sequence!,
    ...(leaf === null ? { hash: toBase64(hash!) } : { leaf, disclosures: disclosures ?? [] }),
    ...(erased && { erased }),
    ...(proof && { proof: [...proof] }),
  };
  return JSON.stringify(line);
}
