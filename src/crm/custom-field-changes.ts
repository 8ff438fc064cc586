import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { invalidField, notFound, Problem } from "../problems.ts";
import { isInherited } from "../records/custom-fields.ts";
import type { CustomField, CustomKind } from "../records/custom-fields.ts";
import type { RecordType } from "../records/record-type.ts";
import { changeRecords } from "./change-records.ts";
import { recordTypes } from "./record-types.ts";

export interface NewCustomField {
  label: string;
  kind: CustomKind;
  required: boolean;
  personal: boolean;
  choices: string[];
}

export type CustomFieldChange = Partial<Omit<NewCustomField, "kind">> & { position?: number };

const most = 200;
const mostCleared = 50_000;
const members = `id, record_type as "recordType", name, label, kind, required, personal, choices, position`;

/** The organization's own fields, of one record type or of all. */
export function listCustomFields(work: Work, recordType: string | undefined): Promise<CustomField[]> {
  const text = `select ${members} from custom_field
    where organization_id = $1 and ($2::text is null or record_type = $2) order by record_type, position, name`;
  return work.sql.query<CustomField>(text, [work.organizationId, recordType ?? null], { prepare: true });
}

export async function addCustomField(work: Work, type: RecordType, given: NewCustomField): Promise<CustomField> {
  requireChoices(given.kind, given.choices);
  const known = await listCustomFields(work, type.name);
  if (known.length >= most) throw new Problem("conflict", `A record type can have at most ${most} fields of your own.`);
  const field: CustomField = {
    id: newId(),
    recordType: type.name,
    name: freeName(given.label, known),
    position: Math.max(-1, ...known.map(({ position }) => position)) + 1,
    ...given,
  };
  const text = `insert into custom_field (organization_id, id, record_type, name, label, kind, required, personal, choices, position)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
  const { id, recordType, name, label, kind, required, personal, choices, position } = field;
  const values = [id, recordType, name, label, kind, required, personal, JSON.stringify(choices), position];
  await work.sql.query(text, [work.organizationId, ...values]);
  const { id: _, ...facts } = field;
  const changes = Object.fromEntries(Object.entries(facts).map(([member, to]) => [member, { from: null, to }]));
  work.record({ action: "CREATE", resource: "custom_field", resourceId: id, name: label, changes });
  return field;
}

/** `Favourite colour` is `favourite_colour`; a second one of that name is `favourite_colour_2`. */
function freeName(label: string, known: readonly CustomField[]): string {
  const plain = label.replaceAll("ß", "ss").normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const slug =
    plain
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 60) || "field";
  const taken = new Set(known.map(({ name }) => name));
  for (let count = 1; ; count++) {
    const name = count === 1 ? slug : `${slug}_${count}`;
    if (!taken.has(name) && !isInherited(name)) return name;
  }
}

function requireChoices(kind: CustomKind, choices: readonly string[]): void {
  if (kind === "choice" && choices.length === 0) throw invalidField("choices", "are required for a choice");
  if (kind !== "choice" && choices.length > 0) throw invalidField("choices", "belong to a choice only");
}

async function lockCustomField(work: Work, id: string): Promise<CustomField> {
  const text = `select ${members} from custom_field where organization_id = $1 and id = $2 for update`;
  const [field] = await work.sql.query<CustomField>(text, [work.organizationId, id]);
  if (!field) throw notFound("custom field");
  return field;
}

/** Changes all but the name and the kind, which values depend on. */
export async function changeCustomField(work: Work, id: string, change: CustomFieldChange): Promise<CustomField> {
  const previous = await lockCustomField(work, id);
  const next: CustomField = { ...previous, ...change };
  requireChoices(next.kind, next.choices);
  const changes: Changes = {};
  for (const member of ["label", "required", "personal", "choices", "position"] as const) {
    if (JSON.stringify(next[member]) !== JSON.stringify(previous[member]))
      changes[member] = { from: previous[member], to: next[member] };
  }
  if (Object.keys(changes).length === 0) return previous;
  const text = `update custom_field set label = $3, required = $4, personal = $5, choices = $6, position = $7 where organization_id = $1 and id = $2`;
  const { label, required, personal, choices, position } = next;
  await work.sql.query(text, [work.organizationId, id, label, required, personal, JSON.stringify(choices), position]);
  work.record({ action: "UPDATE", resource: "custom_field", resourceId: id, name: label, changes });
  return next;
}

/** Puts a type's fields in an order that names each of them once. */
export async function orderCustomFields(work: Work, type: RecordType, order: readonly string[]): Promise<void> {
  const lock = "select 1 from custom_field where organization_id = $1 and record_type = $2 order by id for update";
  await work.sql.query(lock, [work.organizationId, type.name]);
  const before = (await listCustomFields(work, type.name)).map(({ id }) => id);
  if (order.length !== before.length || before.some((id) => !order.includes(id)))
    throw invalidField("fieldIds", `must name each of the fields of ${type.plural} once`);
  if (before.every((id, at) => id === order[at])) return;
  const text = `update custom_field f set position = o.place - 1 from unnest($2::uuid[]) with ordinality o (id, place)
    where f.organization_id = $1 and f.id = o.id and f.position <> o.place - 1`;
  await work.sql.query(text, [work.organizationId, order]);
  work.record({
    action: "UPDATE",
    resource: "custom_field",
    name: `Fields of ${type.plural}`,
    changes: { fieldIds: { from: before, to: order } },
  });
}

/** Removes a field with its values, each record's with its own event. */
export async function removeCustomField(work: Work, id: string): Promise<void> {
  const field = await lockCustomField(work, id);
  const type = recordTypes.find(({ name }) => name === field.recordType)!;
  const text = `select id from ${type.table} where organization_id = $1 and custom ? $2 and deleted_at is null order by id limit $3`;
  const holders = await work.sql.query<{ id: string }>(text, [work.organizationId, field.name, mostCleared + 1]);
  if (holders.length > mostCleared)
    throw new Problem(
      "conflict",
      `More than ${mostCleared} records have a value here. Clear it from some of them first.`,
    );
  await work.sql.query("delete from custom_field where organization_id = $1 and id = $2", [work.organizationId, id]);
  const without = (custom: object) =>
    Object.fromEntries(Object.entries(custom).filter(([name]) => name !== field.name));
  await changeRecords(
    work,
    type,
    holders.map((holder) => holder.id),
    (previous) => ({ custom: without(previous.custom as object) }),
  );
  await work.sql.query(`update ${type.table} set custom = custom - $2 where organization_id = $1 and custom ? $2`, [
    work.organizationId,
    field.name,
  ]);
  work.record({
    action: "DELETE",
    resource: "custom_field",
    resourceId: id,
    name: field.label,
    details: { records: holders.length },
  });
}
