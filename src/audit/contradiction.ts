import { equal } from "../../proofs/bytes.ts";
import type { Sql } from "../ports/database.ts";
import type { Signed } from "../ports/witness.ts";
import { type LogTail, MissingHashes } from "./log-tail.ts";
import { TreeReader } from "./tree-reader.ts";

/**
 * How a log in the database is not the one that was signed: it ends earlier, is another, lacks hashes, or has places
 * behind what was signed.
 */
export type Contradiction = "shorter" | "forked" | "broken" | "longer";

/** What the tree in the database has against what was signed of it; null where it is that tree, or continues it. */
export async function contradiction(
  sql: Sql,
  organizationId: string,
  tail: LogTail,
  signed: Pick<Signed, "size" | "root">,
): Promise<Contradiction | null> {
  if (tail.size < signed.size) return "shorter";
  const root = tail.size === signed.size ? tail.root() : await rootAt(sql, organizationId, tail.size, signed.size);
  if (root === null) return "broken";
  return equal(root, signed.root) ? null : "forked";
}

/** The root of a log's first leaves; null where hashes of its tree are missing. */
async function rootAt(sql: Sql, organizationId: string, size: number, at: number): Promise<Uint8Array | null> {
  try {
    return await new TreeReader(sql, organizationId, size).hash([0, at]);
  } catch (error) {
    if (error instanceof MissingHashes) return null;
    throw error;
  }
}
