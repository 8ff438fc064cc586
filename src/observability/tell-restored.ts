import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { internalOrigin } from "../access/caller.ts";
import { appendAgain, operatorEventOf } from "../audit/append.ts";
import type { Database } from "../ports/database.ts";

/** At the first start after `nextcrm restore`: the operator's log tells that what came after the backup is gone. */
export async function tellRestored(db: Database, dataFolder: string): Promise<void> {
  const note = join(dataFolder, "restored.json");
  const text = await readFile(note, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const { eventId, takenAt } = JSON.parse(text) as { eventId: string; takenAt: string };
  const event = operatorEventOf(
    { type: "system", userId: null, method: "internal" },
    internalOrigin("nextcrm restore"),
    { id: eventId, action: "RESTORE", resource: "installation", details: { backup: { takenAt } } },
  );
  // Again, for a start that was killed in between.
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendAgain(sql, [event]));
  await rm(note, { force: true });
}
