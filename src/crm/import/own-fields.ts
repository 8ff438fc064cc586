import { roleHas } from "../../access/permissions.ts";
import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import { Problem } from "../../problems.ts";
import { isInherited } from "../../records/custom-fields.ts";
import type { CustomField } from "../../records/custom-fields.ts";
import type { CsvRow } from "../../records/csv/split.ts";
import type { RecordType } from "../../records/record-type.ts";

const longText = 200;

/** Declares custom fields for columns that no field fits, so that nothing of the file is lost. */
export async function declareFields(
  work: Work,
  type: RecordType,
  custom: readonly CustomField[],
  columns: readonly { column: string; index: number }[],
  sample: readonly CsvRow[],
): Promise<CustomField[]> {
  if (columns.length === 0) return [];
  if (!roleHas(work.actor.role, "fields.manage")) {
    throw new Problem(
      "forbidden",
      `New custom fields take an admin. Map these columns or send unmapped=skip: ${columns.map(({ column }) => column).join(", ")}.`,
      { permission: "fields.manage" },
    );
  }
  const taken = new Set(custom.map(({ name }) => name));
  const declared = columns.map(({ column, index }, at): CustomField => {
    const name = freeName(column, taken);
    const kind = sample.some(({ cells }) => (cells[index]?.length ?? 0) > longText) ? "longText" : "text";
    return {
      id: newId(),
      recordType: type.name,
      name,
      label: column.slice(0, 100),
      kind,
      required: false,
      personal: true,
      choices: [],
      position: custom.length + at,
    };
  });
  const text = `insert into custom_field (organization_id, id, record_type, name, label, kind, position)
    select $1, id, $2, name, label, kind, position from json_to_recordset($3) as r (id uuid, name text, label text, kind text, position integer)`;
  await work.sql.query(text, [work.organizationId, type.name, JSON.stringify(declared)]);
  for (const { id, name, label, kind } of declared) {
    work.record({
      action: "CREATE",
      resource: "custom_field",
      resourceId: id,
      name: label,
      changes: { name: { from: null, to: name }, kind: { from: null, to: kind } },
    });
  }
  return declared;
}

/** `Favourite colour!` → `favouriteColour`, with a number behind it where that is taken. */
function freeName(column: string, taken: Set<string>): string {
  const words = column
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  const camel = words
    .map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  const base = (/^[a-z]/.test(camel) ? camel : `field${camel}`).slice(0, 40);
  let name = base;
  for (let number = 2; taken.has(name) || isInherited(name); number += 1) name = `${base}${number}`;
  taken.add(name);
  return name;
}
