import type { Database, Sql } from "../ports/database.ts";
import type { Witness } from "../ports/witness.ts";
import { openTail, readStored } from "./open-tails.ts";
import { refusedAmong, removeRefusal, writeRefusals } from "./refused-seals.ts";
import type { RefusedSeal } from "./refused-seals.ts";
import { takeSequencersLock } from "./seal.ts";

/**
 * Compares every log with what was signed of it, whether or not anything is to be sealed. Notes those that do not
 * continue it as refused, and those that do again, since the right database is back, as refused no more.
 */
export async function lookForRestored(
  db: Database,
  witness: Witness,
  refused: (refusal: RefusedSeal) => void,
): Promise<void> {
  for await (const ids of witness.logs()) {
    const found = await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
      await takeSequencersLock(sql);
      return compare(sql, witness, ids);
    });
    for (const refusal of found) refused(refusal);
  }
}

async function compare(sql: Sql, witness: Witness, ids: readonly string[]): Promise<RefusedSeal[]> {
  const closed = await refusedAmong(sql, ids);
  const signed = await witness.recall(ids);
  const found: RefusedSeal[] = [];
  for (const log of await readStored(sql, ids)) {
    const opened = await openTail(sql, log, signed.get(log.id));
    if (!("kind" in opened)) {
      if (closed.has(log.id)) await removeRefusal(sql, log.id);
    } else if (!closed.has(log.id)) found.push(opened);
  }
  if (found.length === 0) return [];
  const [now] = await sql.query<{ snapshot: string }>("select snapshot::text as snapshot from audit_sequencer");
  await writeRefusals(sql, found, now!.snapshot);
  return found;
}
