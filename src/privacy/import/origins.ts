import { createHash } from "node:crypto";
import type { Verdict } from "../../../proofs/log-verdict.ts";
import { verifyExport } from "../../audit/verify-export.ts";
import { unzippedLines } from "../../observability/retention/archive-file.ts";
import type { Sql } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";

/** A file of events that an organization brought from another installation. */
export interface OriginLog {
  id: string;
  /** That of the export. */
  exportId: string;
  /** In the export. */
  path: string;
  /** RFC 3339. */
  snapshotAt: string;
  size: number;
  /** Hexadecimal; another one after values of a person were erased from the file. */
  sha256: string;
  storageKey: string;
  /** The signed note that the log ended with there. */
  checkpoint: string | null;
}

/** The oldest first. */
export function listOriginLogs(sql: Sql, organizationId: string): Promise<OriginLog[]> {
  const text = `select f.id, f.export_id as "exportId", f.path, o.snapshot_at as "snapshotAt", f.size, f.sha256, f.storage_key as "storageKey", o.checkpoint
    from origin_file f join organization_origin o using (organization_id, export_id)
    where f.organization_id = $1 and f.path like 'audit/%.jsonl.gz' order by f.id`;
  return sql.query<OriginLog>(text, [organizationId]);
}

/** Verifies such a file by itself: it is the one that came, and its events are those that were sealed there. */
export async function verifyOriginLog(storage: Storage, log: OriginLog): Promise<Verdict> {
  const bytes = await storage.read(log.storageKey);
  if (!bytes) return failed("missing", "The file is not in the storage.");
  const hash = createHash("sha256");
  const hashed = async function* () {
    for await (const piece of bytes as unknown as AsyncIterable<Uint8Array>) {
      hash.update(piece);
      yield piece;
    }
  };
  try {
    // What was pruned there has proofs against checkpoints of its own time.
    const kept = log.checkpoint !== null && log.path === "audit/log.jsonl.gz" ? [log.checkpoint] : [];
    const verdict = await verifyExport(unzippedLines(hashed()), kept);
    const sha256 = hash.digest("hex");
    if (verdict.finding || sha256 === log.sha256) return verdict;
    return failed("changed", `The file has the SHA-256 ${sha256}, not ${log.sha256}.`);
  } catch (error) {
    return failed("changed", `The file cannot be read: ${(error as Error).message}`);
  }
}

function failed(kind: "missing" | "changed", sentence: string): Verdict {
  const nothing = { size: 0, pruned: 0, erased: 0, checkpoints: 0, root: new Uint8Array(32) };
  return { ...nothing, finding: { kind, sequence: null, sentence } };
}
