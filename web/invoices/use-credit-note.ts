import { useCreateRecord } from "../records/create-record.tsx";
import type { RecordType, Reference, StoredRecord } from "../records/model.ts";

const kept = ["accountId", "contactId", "contractId", "opportunityId", "currency"];

/** Opens a draft that gives back what an issued invoice asked for. */
export function useCreditNote(type: RecordType, record: StoredRecord): () => void {
  const create = useCreateRecord();
  return () => {
    const same = kept.flatMap((member) => (record[member] ? [[member, record[member]] as const] : []));
    const referred = type.fields.flatMap((field) => {
      const named = record[field.name] as Reference | null | undefined;
      return field.kind === "reference" && named
        ? [[field.name, { id: named.id, title: named.title ?? "" }] as const]
        : [];
    });
    create(type, {
      values: {
        ...Object.fromEntries(same),
        type: "credit_note",
        subject: `Credit for ${record.displayName}`,
        lines: linesOf(type, record),
      },
      referred: Object.fromEntries(referred),
    });
  };
}

/** Without what the server derives. */
function linesOf(type: RecordType, record: StoredRecord): Record<string, unknown>[] {
  const written = type.fields.find((field) => field.name === "lines")?.fields?.filter((field) => !field.readOnly) ?? [];
  const lines = (record["lines"] as Record<string, unknown>[] | undefined) ?? [];
  return lines.map((line) => Object.fromEntries(written.map(({ member }) => [member, line[member] ?? null])));
}
