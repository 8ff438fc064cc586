import type { Work } from "../../audit/work.ts";
import { invalidField, invalidInput, Problem } from "../../problems.ts";
import { readInput } from "../../records/input.ts";
import type { RecordType } from "../../records/record-type.ts";
import { columnsOf } from "../../records/record-type.ts";
import { allFields, keyColumnOf } from "../../records/row.ts";
import type { Values } from "../../records/store.ts";

/** Checks values for new records as a body would be checked. Throws a 400 that names `defaults` and the member. */
export async function readDefaults(work: Work, type: RecordType, given: Record<string, unknown>): Promise<Values> {
  const values = readOrExplain(type, given);
  if ("custom" in values) throw invalidField("defaults", "cannot set custom fields");
  for (const { member, field } of columnsOf(allFields(type))) {
    const id = values[member];
    if (field.target === undefined || typeof id !== "string") continue;
    const text = `select 1 from ${field.target} where organization_id = $1 and ${keyColumnOf(field)} = $2`;
    if ((await work.sql.query(text, [work.organizationId, id])).length === 0)
      throw invalidField("defaults", `${member} names nothing known`);
  }
  return values;
}

function readOrExplain(type: RecordType, given: Record<string, unknown>): Values {
  try {
    return readInput(type, "update", given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw invalidInput(
      (error.extras.errors ?? []).map(({ field, reason }) => ({ field: "defaults", reason: `${field} ${reason}` })),
    );
  }
}
