import { useQuery } from "@tanstack/react-query";
import { alignOf } from "../list/column-layout.ts";
import { isEmpty, nameOf, type RecordField, type StoredRecord, valueOf } from "../model.ts";
import { membersQuery, pipelinesQuery, recordQuery, useRecordType } from "../queries.ts";
import { FieldValue } from "../value.tsx";

type ShownProps = {
  field: RecordField;
  record: StoredRecord;
  /** In place of the record's own value. */ typed?: { value: unknown };
};
type Row = Record<string, unknown>;

/** A field's value to compare with another: whole, with rows and names. */
export function ShownValue({ field, record, typed }: ShownProps) {
  const value = typed ? typed.value : valueOf(record, field);
  if (isEmpty(value)) return <span className="text-ink-faint">Empty</span>;
  if (field.kind === "rows") return <Rows field={field} record={record} rows={value as Row[]} />;
  if (!typed) return <FieldValue field={field} record={record} />;
  if (field.kind === "member") return <MemberNamed id={String(value)} />;
  if (field.kind === "reference") return <RecordNamed target={field.target ?? ""} id={String(value)} />;
  const changed = field.custom
    ? { ...record, custom: { ...record.custom, [field.member.replace(/^custom\./, "")]: value } }
    : { ...record, [field.member]: value };
  return <FieldValue field={field} record={changed} />;
}

function Rows({ field, record, rows }: { field: RecordField; record: StoredRecord; rows: Row[] }) {
  const columns = (field.fields ?? []).filter(
    (column) => !column.readOnly && rows.some((row) => !isEmpty(row[column.member])),
  );
  return (
    <table className="w-full text-xs whitespace-normal">
      <thead className="text-ink-faint">
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={`pr-2 font-medium ${alignOf(column)}`}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at} className="border-t border-line align-top">
            {columns.map((column) => (
              <td key={column.name} className={`py-1 pr-2 ${alignOf(column)}`}>
                <FieldValue field={column} record={{ ...record, ...row }} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MemberNamed({ id }: { id: string }) {
  const members = useQuery(membersQuery);
  return members.data?.find((member) => member.userId === id)?.name ?? "…";
}

function RecordNamed({ target, id }: { target: string; id: string }) {
  const type = useRecordType(target);
  const stages = useQuery({ ...pipelinesQuery, enabled: target === "stage" });
  const record = useQuery({ ...recordQuery(type?.plural ?? "", id), enabled: Boolean(type) });
  if (record.data) return nameOf(record.data);
  const stage = stages.data?.flatMap((pipeline) => pipeline.stages).find((one) => one.id === id);
  return stage?.name ?? "…";
}
