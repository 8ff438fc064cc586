import type { Work } from "../audit/work.ts";
import { lockRecords, updateRecords } from "../records/bulk-write.ts";
import type { ChangedRecord } from "../records/bulk-write.ts";
import type { RecordType } from "../records/record-type.ts";
import type { Row } from "../records/record.ts";
import { changesBetween, checkRules, recordChange } from "../records/store.ts";
import type { Values } from "../records/store.ts";

const batchSize = 500;

/** Changes many records, derived values following, with one event each. Answers how many changed. */
export async function changeRecords(
  work: Work,
  type: RecordType,
  ids: readonly string[],
  change: Values | ((previous: Row) => Values),
): Promise<number> {
  let changed = 0;
  for (let at = 0; at < ids.length; at += batchSize) {
    const records = await lockRecords(work, type, ids.slice(at, at + batchSize));
    const batch: ChangedRecord[] = [];
    for (const previous of records.values()) {
      const next: Values = { ...previous, ...(typeof change === "function" ? change(previous) : change) };
      await type.derive?.(work, next, previous);
      checkRules(type, next);
      const changes = changesBetween(type, previous, next);
      if (Object.keys(changes).length === 0) continue;
      batch.push({ previous, next, members: Object.keys(changes) });
      recordChange(work, type, "UPDATE", previous.id, previous.displayName, changes);
    }
    await updateRecords(work, type, batch);
    changed += batch.length;
  }
  return changed;
}
