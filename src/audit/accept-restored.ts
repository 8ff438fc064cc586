import { toBase64 } from "../../proofs/bytes.ts";
import { commandLineActor, commandLineOrigin, whoRunsCommand } from "../access/command-line.ts";
import type { Database } from "../ports/database.ts";
import type { Witness } from "../ports/witness.ts";
import { appendEvents, eventOf, operatorEventOf, operatorLog } from "./append.ts";
import { openTail, readStored } from "./open-tails.ts";
import { readRefusals, removeRefusal } from "./refused-seals.ts";
import type { StoredRefusal } from "./refused-seals.ts";
import { takeSequencersLock } from "./seal.ts";
import { readCheckpoint } from "./tree-reader.ts";

/** What became of a log that an operator accepted as it is. */
export interface Accepted {
  /** What was signed, and is not in the log any more. */
  lost: { size: number; root: string };
  /** What the log goes on from. */
  kept: { size: number; root: string };
}

/**
 * Has a log that was refused sealed again, from what the database holds: an event in it tells what was lost, and by
 * whose word. Null where the log is not refused. Throws a RangeError where hashes are gone, since nothing can be
 * appended to such a tree. Killed halfway it is still refused, and can be accepted again.
 */
export async function acceptRestored(
  db: Database,
  witness: Witness,
  organizationId: string,
  reason: string,
): Promise<Accepted | null> {
  const found = await inLog(db, organizationId);
  if (found === null) return null;
  const { refusal, size, root, note } = found;
  const [signed] = (await witness.recall([organizationId])).values();
  const lost = { size: signed?.size ?? refusal.signedSize, root: toBase64(signed?.root ?? refusal.signedRoot) };
  const accepted = { lost, kept: { size, root: toBase64(root) } };
  // Its event first: it commits while the log is still refused, so that no way leads around it.
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    appendEvents(sql, [eventFor(organizationId, accepted, reason)]),
  );
  await witness.replace(organizationId, note);
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    await takeSequencersLock(sql);
    await removeRefusal(sql, organizationId);
  });
  return accepted;
}

interface Found {
  refusal: StoredRefusal;
  size: number;
  root: Uint8Array;
  /** Of the newest checkpoint in the database; null where there is none. */
  note: string | null;
}

function inLog(db: Database, organizationId: string): Promise<Found | null> {
  return db.transaction({ role: "nextcrm_operator", readOnly: true, repeatableRead: true }, async (sql) => {
    const [refusal] = await readRefusals(sql, organizationId);
    if (!refusal) return null;
    const [stored] = await readStored(sql, [organizationId]);
    // Against its own checkpoint, since against what was signed it is refused.
    const tail = await openTail(sql, stored!, undefined);
    if ("kind" in tail)
      throw new RangeError("Hashes of the log's tree are gone or changed: only the right database mends this.");
    const newest = await readCheckpoint(sql, organizationId);
    return { refusal, size: tail.size, root: tail.root(), note: newest?.note ?? null };
  });
}

function eventFor(organizationId: string, restored: Accepted, reason: string) {
  const entry = {
    action: "RESTORE",
    resource: "audit_log",
    details: { restored },
    said: { reason },
  } as const;
  const origin = commandLineOrigin("audit accept-restored");
  return organizationId === operatorLog
    ? operatorEventOf({ type: "system", userId: null, name: whoRunsCommand(), method: "command_line" }, origin, entry)
    : eventOf(commandLineActor(organizationId), origin, entry);
}
