import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import { Problem } from "../../problems.ts";
import type { RecordType } from "../../records/record-type.ts";
import { createRecord } from "../../records/store.ts";
import { trashRecord } from "../../records/trash.ts";
import { account } from "../account.ts";
import { activity } from "../activity.ts";
import { contact } from "../contact.ts";
import { opportunity } from "../opportunity.ts";
import { listPipelines } from "../pipelines.ts";
import { recordTypes } from "../record-types.ts";
import { task } from "../task.ts";
import { sampleRecords } from "./sample-records.ts";

/** What refers to others goes before what is referred to. */
const sampleTypes: readonly RecordType[] = [task, activity, opportunity, contact, account];
/** The system that the records came from, as their external ids tell. */
const prefix = "sample:";

/** How many records of the sample are there, outside the trash. */
export async function countSample(work: Work): Promise<number> {
  const counts = await Promise.all(sampleTypes.map(async (type) => (await sampleIds(work, type)).length));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Creates the sample's records, tagged `sample`. A 409 where some are there already. */
export async function loadSample(work: Work): Promise<Record<string, number>> {
  if ((await countSample(work)) > 0)
    throw new Problem("already-exists", "The sample data is there already. Remove it first.");
  const [pipeline] = await listPipelines(work);
  const ofOutcome = (outcome: string) =>
    (pipeline?.stages ?? []).filter((stage) => stage.outcome === outcome).map(({ id }) => id);
  const stages = { open: ofOutcome("open"), won: ofOutcome("won")[0], lost: ofOutcome("lost")[0] };
  const ids = new Map<string, string>();
  const today = Date.parse(work.now);
  const created: Record<string, number> = {};
  const date = (inDays: number) => new Date(today + inDays * 86_400_000).toISOString().slice(0, 10);
  for (const { type, key, body } of sampleRecords({ idOf: (one) => ids.get(one)!, stages, date })) {
    const mine = type === task && work.actor.userId !== null ? { assigneeId: work.actor.userId } : {};
    const { id } = await createRecord(work, type, { ...body, ...mine, tags: ["sample"], externalId: prefix + key });
    ids.set(key, id);
    created[type.plural] = (created[type.plural] ?? 0) + 1;
  }
  const batchId = newId();
  for (const entry of work.entries) entry.details = { ...entry.details, sampleId: batchId };
  work.record({ action: "IMPORT", resource: "sample_data", resourceId: batchId, details: { created } });
  return created;
}

interface Kept {
  type: string;
  id: string;
  reason: string;
}

/** Moves the sample to the trash, except what other records need. */
export async function removeSample(work: Work): Promise<{ removed: number; kept: Kept[] }> {
  const kept: Kept[] = [];
  let removed = 0;
  for (const type of sampleTypes) {
    for (const id of await sampleIds(work, type)) {
      try {
        await trashRecord(work, type, recordTypes, id);
        removed += 1;
      } catch (error) {
        // A refusal comes before the first change, so the transaction can go on.
        if (!(error instanceof Problem)) throw error;
        kept.push({ type: type.name, id, reason: error.message });
      }
    }
  }
  work.record({ action: "DELETE", resource: "sample_data", details: { removed, kept: kept.length } });
  return { removed, kept };
}

async function sampleIds(work: Work, type: RecordType): Promise<string[]> {
  const text = `select id from ${type.table} where organization_id = $1 and external_id >= $2 and external_id < $3 and deleted_at is null order by id desc`;
  const rows = await work.sql.query<{ id: string }>(text, [work.organizationId, prefix, `${prefix}~`], {
    prepare: true,
  });
  return rows.map(({ id }) => id);
}
