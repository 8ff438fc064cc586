import { eraseFromLog } from "../audit/erase.ts";
import { wordsOf } from "../audit/subject.ts";
import type { Work } from "../audit/work.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { RecordType } from "../records/record-type.ts";
import { lockRecord } from "../records/store.ts";
import { purgeRecord } from "../records/trash.ts";
import { recordTypes } from "./record-types.ts";

/**
 * Forgets a person who is a record: deletes it for good, and with it every value of theirs in the log. What is left
 * says that somebody was erased, when and by whom. Answers how many values went.
 */
export async function erasePerson(
  work: Work,
  type: RecordType,
  id: string,
  jobs: Pick<Jobs, "enqueue">,
): Promise<number> {
  const record = await lockRecord(work, type, id, "include");
  const told = work.entries.length;
  await purgeRecord(work, type, recordTypes, id);
  // What the purge would say of the person must not be written in the first place.
  for (const entry of work.entries.slice(told).filter((one) => one.resourceId === id)) {
    delete entry.name;
    delete entry.changes;
  }
  const words = wordsOf([record.displayName, record.email, record.secondaryEmail] as (string | null | undefined)[]);
  return eraseFromLog(work, { types: [type.name], id, words }, { resource: type.name }, jobs);
}
