import type { Work } from "../audit/work.ts";
import { invalidField, invalidInput } from "../problems.ts";
import type { RecordType } from "../records/record-type.ts";
import { allColumns } from "../records/row.ts";
import type { Row } from "../records/record.ts";
import { lockRecord, saveRecord } from "../records/store.ts";
import type { Values } from "../records/store.ts";
import { trashRecord } from "../records/trash.ts";
import { moveReferences } from "./move-references.ts";
import { recordTypes } from "./record-types.ts";

/** Whose value a member of the merged record takes; `custom.{name}` for an organization's own fields. */
export type Take = Record<string, "this" | "other">;

/**
 * Makes one record of two: the first keeps its values, the other fills in what is empty and gives what `take` says, and
 * everything that referred to the other refers to the first. The other goes to the trash.
 */
export async function mergeRecords(
  work: Work,
  type: RecordType,
  id: string,
  otherId: string,
  take: Take,
): Promise<Row> {
  if (id === otherId) throw invalidField("otherId", "is the record itself");
  const locked = new Map<string, Row>();
  for (const each of [id, otherId].toSorted()) locked.set(each, await lockRecord(work, type, each));
  const [previous, other] = [locked.get(id)!, locked.get(otherId)!];
  const next = merged(type, previous, other, take);
  await moveReferences(work, type, otherId, id);
  // Before the first is saved, so that it can take what may be there only once.
  await trashRecord(work, type, recordTypes, otherId);
  Object.assign(work.entries.at(-1)!, { details: { mergedInto: id }, targets: [{ type: type.name, id }] });
  return saveRecord(work, type, previous, next);
}

function merged(type: RecordType, previous: Row, other: Row, take: Take): Values {
  const members = allColumns(type).map(({ member }) => member);
  const settable = allColumns(type)
    .filter(({ field }) => !field.readOnly)
    .map(({ member }) => member);
  const wrong = Object.keys(take).filter((name) => !settable.includes(name) && !name.startsWith("custom."));
  if (wrong.length > 0)
    throw invalidInput(
      wrong.map((name) => ({ field: `take.${name}`, reason: `is nothing that ${type.plural} can take` })),
    );
  const next: Values = { ...previous };
  for (const member of members) {
    const chosen = take[member];
    if (chosen === "other" || (chosen === undefined && isEmpty(previous[member]))) next[member] = other[member];
    // What a record refers to may be the one that it is merged with.
    if (next[member] === previous.id || next[member] === other.id) next[member] = null;
  }
  if (take.tags === undefined) next.tags = [...new Set([...(previous.tags as string[]), ...(other.tags as string[])])];
  if (take.currency === undefined) keepAmountsTogether(type, previous, other, next);
  if (next.convertedAt && !previous.convertedAt) next.status = other.status;
  if ((previous.lastActivityAt as string) < (other.lastActivityAt as string))
    next.lastActivityAt = other.lastActivityAt;
  next.custom = mergedCustom(previous.custom as Values, other.custom as Values, take);
  return next;
}

/** An amount comes with its currency. */
function keepAmountsTogether(type: RecordType, previous: Row, other: Row, next: Values): void {
  const amounts = allColumns(type).filter(
    ({ field }) => field.kind.name === "money" && field.currencyField === "currency",
  );
  const taken = amounts.filter(
    ({ member }) => next[member] !== null && next[member] === other[member] && next[member] !== previous[member],
  );
  if (taken.length === amounts.length && amounts.length > 0) next.currency = other.currency;
}

function mergedCustom(own: Values, others: Values, take: Take): Values {
  const names = new Set([...Object.keys(own), ...Object.keys(others)]);
  const values = [...names].map((name) => {
    const chosen = take[`custom.${name}`];
    const value = chosen === "other" ? others[name] : chosen === "this" ? own[name] : (own[name] ?? others[name]);
    return [name, value] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
