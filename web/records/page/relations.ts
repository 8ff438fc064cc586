import type { RecordField, RecordType } from "../model.ts";
import { useRecordTypes } from "../queries.ts";

/** Another type whose records may refer to this one, and by which field. */
export type Relation = { type: RecordType; field: RecordField };

/** Every field of every type that names records of `type`. */
export function useRelations(type: RecordType): Relation[] {
  const types = useRecordTypes();
  // Those of its own type are its family, which most have none of.
  return [...types.filter(({ name }) => name !== type.name), type].flatMap((other) =>
    other.fields
      .filter((field) => field.kind === "reference" && field.target === type.name)
      .map((field) => ({ type: other, field })),
  );
}

/** Where the name of the type alone does not say how its records relate. */
const titles: Record<string, string> = {
  "account.parentAccount": "Subsidiaries",
  "lead.convertedAccount": "Converted leads",
  "lead.convertedContact": "Converted leads",
  "lead.convertedOpportunity": "Converted leads",
  "document.predecessor": "Successors",
  "opportunity.primaryContact": "Opportunities",
};

/** What the records of a relation are to the record `of` the other type. */
export function titleOfRelation({ type, field }: Relation, of: RecordType): string {
  return (
    titles[`${type.name}.${field.name}`] ??
    (field.label === of.label ? type.pluralLabel : `${type.pluralLabel} (${field.label.toLowerCase()})`)
  );
}
