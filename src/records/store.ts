import { newId } from "../identifier.ts";
import { ownerByDefault } from "../access/caller.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { Problem, invalidInput, notFound } from "../problems.ts";
import { loadChildren, writeChildren } from "./children.ts";
import { customFieldsOf, readCustomValues } from "./custom-fields.ts";
import { readInput } from "./input.ts";
import { explainViolation } from "./violations.ts";
import { childrenOf, titleOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns, allFields, presentRow, readingOf } from "./row.ts";
import type { Row } from "./record.ts";

/** Values by their members in JSON, references as `{field}Id`. */
export type Values = Record<string, unknown>;

/** Which records a read sees. */
export type Trash = "exclude" | "include" | "only";

export const trashConditions: Record<Trash, string> = {
  exclude: " and deleted_at is null",
  include: "",
  only: " and deleted_at is not null",
};

/** Reads one record with its references' names and its rows; undefined where there is none. */
export async function findRecord(
  work: Work,
  type: RecordType,
  id: string,
  trash: Trash = "exclude",
): Promise<Row | undefined> {
  const { columns, names, joins } = readingOf(type);
  const text = `select ${columns}${names} from (select * from ${type.table} where organization_id = $1 and id = $2${trashConditions[trash]}) r${joins}`;
  const [raw] = await work.sql.values(text, [work.organizationId, id], { prepare: true });
  if (!raw) return undefined;
  const record = presentRow(type, raw);
  await loadChildren(work, type, [record]);
  return record;
}

export async function readRecord(work: Work, type: RecordType, id: string, trash: Trash = "exclude"): Promise<Row> {
  const record = await findRecord(work, type, id, trash);
  if (!record) throw notFound(type.label.toLowerCase());
  return record;
}

/** Validates a body and creates the record; its event tells every value that is set. */
export async function createRecord(work: Work, type: RecordType, body: unknown): Promise<Row> {
  const input = readInput(type, "create", body);
  const values: Values = { ...defaultsOf(type), ownerId: ownerByDefault(work.actor), ...input };
  values.custom = await customValues(work, type, input.custom, null);
  return insertRecord(work, type, values);
}

/** Creates a record from values that are known to be valid. */
export async function insertRecord(work: Work, type: RecordType, values: Values, id: string = newId()): Promise<Row> {
  await type.derive?.(work, values, null);
  checkRules(type, values);
  const columns = allColumns(type).filter(({ member }) => values[member] !== undefined && values[member] !== null);
  const names = [
    "organization_id",
    "id",
    "custom",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    ...columns.map(({ column }) => column),
  ];
  const parameters = [
    work.organizationId,
    id,
    JSON.stringify(values.custom ?? {}),
    work.now,
    work.actor.userId,
    work.now,
    work.actor.userId,
  ];
  const all = [...parameters, ...columns.map(({ member }) => values[member])];
  const text = `insert into ${type.table} (${names.join(", ")}) values (${all.map((_, at) => `$${at + 1}`).join(", ")})`;
  recordChange(work, type, "CREATE", id, titleOf(type, values), changesBetween(type, {}, values));
  const written = [
    work.sql.query(text, all, { prepare: true }),
    ...childrenToWrite(type, values).map(({ field, rows }) => writeChildren(work, type, field, id, rows, true)),
  ];
  return afterWriting(work, type, id, written);
}

/** Changes a record. `expectedVersion` is what the caller saw last; another one is a 412. */
export async function updateRecord(
  work: Work,
  type: RecordType,
  id: string,
  body: unknown,
  expectedVersion?: number,
): Promise<Row> {
  const input = readInput(type, "update", body);
  const previous = await lockRecord(work, type, id);
  if (expectedVersion !== undefined && previous.version !== expectedVersion) throw staleVersion(type, previous);
  const next: Values = { ...previous, ...input };
  if (input.custom !== undefined) next.custom = await customValues(work, type, input.custom, previous.custom as Values);
  return saveRecord(work, type, previous, next);
}

/** Writes what differs between the locked `previous` and `next`, with its event; nothing where nothing differs. */
export async function saveRecord(
  work: Work,
  type: RecordType,
  previous: Row,
  next: Values,
  action: "UPDATE" | "PAYMENT" = "UPDATE",
): Promise<Row> {
  await type.derive?.(work, next, previous);
  checkRules(type, next);
  const changes = changesBetween(type, previous, next);
  if (Object.keys(changes).length === 0) return readRecord(work, type, previous.id);
  recordChange(work, type, action, previous.id, titleOf(type, next) || previous.displayName, changes);
  return afterWriting(work, type, previous.id, writeChanges(work, type, previous.id, next, changes));
}

/** The record as it is behind statements that were sent and not awaited: all travel together, and answer in order. */
async function afterWriting(work: Work, type: RecordType, id: string, written: Promise<unknown>[]): Promise<Row> {
  const read = readRecord(work, type, id);
  await Promise.all([...written.map((write) => write.catch((error) => explainViolation(error, type))), read]);
  return read;
}

function writeChanges(work: Work, type: RecordType, id: string, next: Values, changes: Changes): Promise<unknown>[] {
  const changed = allColumns(type).filter(({ member }) => member in changes);
  const sets = [
    ...changed.map(({ column }, at) => `${column} = $${at + 5}`),
    "custom = coalesce($4, custom)",
    "version = version + 1",
    "updated_at = $3",
  ];
  const parameters = [
    work.organizationId,
    id,
    work.now,
    "custom" in changes ? JSON.stringify(next.custom) : null,
    ...changed.map(({ member }) => next[member] ?? null),
  ];
  const text = `update ${type.table} set ${sets.join(", ")}, updated_by = $${parameters.length + 1} where organization_id = $1 and id = $2`;
  const children = childrenToWrite(type, next).filter(({ name }) => name in changes);
  return [
    work.sql.query(text, [...parameters, work.actor.userId], { prepare: true }),
    ...children.map(({ field, rows }) => writeChildren(work, type, field, id, rows, false)),
  ];
}

/** The record as it is, locked until the transaction ends. */
export async function lockRecord(work: Work, type: RecordType, id: string, trash: Trash = "exclude"): Promise<Row> {
  const text = `select ${readingOf(type).columns} from ${type.table} r where organization_id = $1 and id = $2${trashConditions[trash]} for no key update`;
  const [raw] = await work.sql.query<Row>(text, [work.organizationId, id], { prepare: true });
  if (!raw) throw notFound(type.label.toLowerCase());
  if (childrenOf(type.fields).length > 0) await loadChildren(work, type, [raw]);
  return raw;
}

export function staleVersion(type: RecordType, current: Row): Problem {
  return new Problem("stale-version", `This ${type.label.toLowerCase()} was changed since you read it.`, {
    members: { currentVersion: current.version, updatedAt: current.updatedAt, updatedBy: current.updatedBy },
  });
}

async function customValues(work: Work, type: RecordType, given: unknown, previous: Values | null): Promise<Values> {
  const definitions = await customFieldsOf(work, type);
  return readCustomValues(type, definitions, (given ?? {}) as Values, previous);
}

export function checkRules(type: RecordType, values: Values): void {
  const errors = type.check?.(values) ?? [];
  if (errors.length > 0) throw invalidInput(errors);
}

export function defaultsOf(type: RecordType): Values {
  return Object.fromEntries(
    allColumns(type)
      .filter(({ field }) => field.default !== undefined)
      .map(({ member, field }) => [member, field.default]),
  );
}

function childrenToWrite(type: RecordType, values: Values) {
  return childrenOf(type.fields)
    .filter(({ name }) => Array.isArray(values[name]))
    .map(({ name, field }) => ({ name, field, rows: values[name] as object[] }));
}

/** The fields that differ, before and after. */
export function changesBetween(type: RecordType, before: Values, after: Values): Changes {
  const members = [
    ...allColumns(type).map(({ member }) => member),
    ...childrenOf(allFields(type)).map(({ name }) => name),
    "custom",
  ];
  const changes: Changes = {};
  for (const member of members) {
    const from = comparable(before[member]);
    const to = comparable(after[member]);
    if (to !== undefined && JSON.stringify(from) !== JSON.stringify(to) && !(from === undefined && isNothing(to))) {
      changes[member] = { from: from ?? null, to };
    }
  }
  return changes;
}

/** Without the joined names of references, which are no part of the value. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" && item !== null ? stripTitles(item as Values) : item));
  return value;
}

function stripTitles(row: Values): Values {
  const kept = Object.entries(row).filter(
    ([name, value]) => name !== "title" && value !== null && typeof value !== "object",
  );
  return Object.fromEntries(kept.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

export function recordChange(
  work: Work,
  type: RecordType,
  action: "CREATE" | "UPDATE" | "DELETE" | "RESTORE" | "PAYMENT",
  id: string,
  name: string,
  changes?: Changes,
): void {
  work.record({ action, resource: type.name, resourceId: id, name, ...(changes ? { changes } : {}) });
}
