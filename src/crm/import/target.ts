import { childrenOf, columnsOf } from "../../records/record-type.ts";
import type { RecordType } from "../../records/record-type.ts";
import { fieldOf } from "../../records/custom-fields.ts";
import type { CustomField } from "../../records/custom-fields.ts";
import type { Field } from "../../records/field.ts";
import { text } from "../../records/kinds/text.ts";
import { allFields, sharedFields } from "../../records/row.ts";

/** What a column of a file can be mapped to. */
export interface ImportTarget {
  name: string;
  label: string;
  /** How a cell becomes part of a record; `fullName` is taken apart, `id` tells a record of our own export. */
  way: "value" | "custom" | "record" | "stage" | "pipeline" | "member" | "fullName" | "id";
  /** The member of the record that it fills. */
  member: string;
  field: Field;
}

/** Every target of a record type, its own fields before the shared ones. */
export function targetsOf(type: RecordType, custom: readonly CustomField[]): ImportTarget[] {
  const children = new Set(childrenOf(type.fields).map(({ name }) => name));
  const declared = columnsOf(allFields(type))
    .filter(
      ({ name, field }) =>
        !children.has(name) && (!field.readOnly || field.target === "pipeline") && field.target !== "project_section",
    )
    .map(({ name, member, field }): ImportTarget => ({
      name,
      label: labelOf(field),
      way: wayOf(field),
      member,
      field,
    }));
  const own = custom.map((definition): ImportTarget => {
    const field = fieldOf(definition);
    return {
      name: `custom.${definition.name}`,
      label: definition.label,
      way: "custom",
      member: definition.name,
      field,
    };
  });
  const plain = text("") as Field;
  const fullName: ImportTarget[] = isPerson(type)
    ? [{ name: "fullName", label: "Full name", way: "fullName", member: "fullName", field: plain }]
    : [];
  return [
    ...declared,
    ...own,
    ...fullName,
    { name: "id", label: "Id", way: "id", member: "id", field: sharedFields.externalId },
  ];
}

/** Whether records of the type are called by first and last name. */
export function isPerson(type: RecordType): boolean {
  return type.title.includes("lastName");
}

/** Parts of an address share their label; the group tells them apart. */
function labelOf(field: Field): string {
  if (!field.group?.endsWith("address")) return field.label;
  return `${field.group.replace(/ address$/, "")} ${field.label.charAt(0).toLowerCase()}${field.label.slice(1)}`;
}

function wayOf({ target }: Field): ImportTarget["way"] {
  if (target === undefined) return "value";
  return target === "stage" || target === "pipeline" || target === "member" ? target : "record";
}
