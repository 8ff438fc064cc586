import type { RecordField, RecordType } from "../model.ts";

const set = {
  required: false,
  personal: false,
  readOnly: true,
  unique: false,
  inList: false,
} as const;
const timeOperators = ["eq", "ne", "gt", "gte", "lt", "lte", "empty"];
const memberOperators = ["eq", "ne", "in", "empty"];

/** What every record has without a declaration of its own, and what a list can still filter and sort by. */
const kept: readonly RecordField[] = [
  { ...set, name: "createdAt", member: "createdAt", label: "Created", kind: "datetime", sortable: true },
  { ...set, name: "updatedAt", member: "updatedAt", label: "Changed", kind: "datetime", sortable: true },
  { ...set, name: "createdBy", member: "createdBy", label: "Created by", kind: "member", sortable: false },
  { ...set, name: "updatedBy", member: "updatedBy", label: "Changed by", kind: "member", sortable: false },
].map((field) => ({ ...field, operators: field.kind === "member" ? memberOperators : timeOperators }) as RecordField);

const known = new WeakMap<RecordType, RecordField[]>();

/** A type's fields as a list knows them: the declared ones, the organization's own, and who and when. */
export function listFields(type: RecordType): RecordField[] {
  const fields = known.get(type) ?? [...type.fields, ...kept];
  known.set(type, fields);
  return fields;
}

export function listField(type: RecordType, name: string): RecordField | undefined {
  return listFields(type).find((field) => field.name === name);
}

// Answers say who only as an id, and a place on a board means nothing to people.
const noColumns = new Set(["createdBy", "updatedBy", "position"]);

/** What can be a column; long texts and rows do not fit into one. */
export function columnFields(type: RecordType): RecordField[] {
  return listFields(type).filter(
    ({ name, kind }) => kind !== "rows" && kind !== "longText" && !noColumns.has(name) && !type.title.includes(name),
  );
}

/** The columns to show: the chosen ones, or the declaration's. */
export function shownFields(type: RecordType, columns: readonly string[] | undefined): RecordField[] {
  // The name column stands for the fields that make up the name.
  if (!columns) return type.fields.filter((field) => isListed(type, field));
  return columns.flatMap((name) => listField(type, name) ?? []);
}

/** Who is to do a thing matters more than who owns it: one person is enough in a row. */
function isListed(type: RecordType, field: RecordField): boolean {
  const isDoer = ({ kind, name, inList }: RecordField) => kind === "member" && name !== "owner" && inList;
  return field.inList && !type.title.includes(field.name) && !(field.name === "owner" && type.fields.some(isDoer));
}

export function sortableFields(type: RecordType): RecordField[] {
  return listFields(type).filter(
    (field) => field.sortable && field.name !== "position" && !type.title.includes(field.name),
  );
}
