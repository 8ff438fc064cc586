import { createHash } from "node:crypto";
import { equal } from "../../../proofs/bytes.ts";
import type { ExportedEvent } from "../../../proofs/export-file.ts";
import type { Finding, Verdict, Wrong } from "../../../proofs/log-verdict.ts";
import { internalOrigin, systemActor } from "../../access/caller.ts";
import { logHasher } from "../../audit/node-hashing.ts";
import { parseRuns } from "../../audit/places.ts";
import { verifyExport } from "../../audit/verify-export.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { unzippedLines } from "./archive-file.ts";
import type { ArchiveTools } from "./archive-file.ts";
import type { StoredArchive } from "./archives.ts";

/**
 * Verifies an archive as it lies in the storage: that it is the file that was written, that each of its events is the
 * one that was sealed at its place, and that it has all that were pruned for it.
 */
export async function verifyArchive(
  tools: ArchiveTools,
  organizationId: string,
  archive: StoredArchive,
): Promise<Verdict> {
  const bytes = await tools.storage.read(archive.storageKey);
  if (!bytes) return failed("missing", "The file is not in the storage.");
  const hash = createHash("sha256");
  const sealed: Sealed = new Map();
  let verdict: Verdict;
  try {
    verdict = await verifyExport(noted(unzippedLines(hashed(bytes, hash)), sealed));
  } catch (error) {
    return failed("changed", `The file cannot be read: ${(error as Error).message}`);
  }
  const sha256 = hash.digest("hex");
  const finding =
    verdict.finding ??
    (sha256 === archive.sha256
      ? null
      : wrong("changed", null, `The file has the SHA-256 ${sha256}, not ${archive.sha256}.`)) ??
    (await compare(tools, organizationId, archive, sealed));
  return { ...verdict, finding };
}

/** Hashes of leaves by their places. */
type Sealed = Map<number, Uint8Array>;

function wrong(kind: Wrong, sequence: number | null, sentence: string): Finding {
  return { kind, sequence, sentence };
}

function failed(kind: Wrong, sentence: string): Verdict {
  return {
    size: 0,
    pruned: 0,
    erased: 0,
    checkpoints: 0,
    root: new Uint8Array(32),
    finding: wrong(kind, null, sentence),
  };
}

async function* hashed(bytes: ReadableStream<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }) {
  for await (const chunk of bytes as unknown as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* noted(lines: AsyncIterable<string>, sealed: Sealed): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.startsWith('{"sequence":')) {
      const { sequence, leaf = "" } = JSON.parse(line) as ExportedEvent;
      sealed.set(sequence, logHasher.leafOf(leaf));
    }
    yield line;
  }
}

/** Holds the file's events against the hashes that the log keeps of what was pruned. */
function compare(
  { db }: ArchiveTools,
  organizationId: string,
  { places }: StoredArchive,
  sealed: Sealed,
): Promise<Finding | null> {
  const [actor, origin] = [systemActor(organizationId), internalOrigin("verify")];
  return inOrganization(db, actor, origin, "read-only", async ({ sql }) => {
    for (const [from, upTo] of parseRuns(places)) {
      const text =
        "select sequence, hash from audit_leaf where organization_id = $1 and sequence >= $2 and sequence < $3 order by sequence";
      const kept = await sql.query<{ sequence: number; hash: Uint8Array }>(text, [organizationId, from, upTo]);
      for (const { sequence, hash } of kept) {
        const found = sealed.get(sequence);
        if (!found) return wrong("missing", sequence, "The event was pruned and is not in the file.");
        if (!equal(found, hash)) return wrong("changed", sequence, "The event is not the one that was sealed.");
      }
    }
    return null;
  });
}
