import { Pencil, Plus } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { FormError, SkeletonLines } from "../../components/states.tsx";
import { faultOf, useSaveField } from "../conflict/save-fields.ts";
import { alignOf } from "../list/column-layout.ts";
import { isEmpty, type RecordField, type RecordType, type StoredRecord } from "../model.ts";
import { FieldValue } from "../value.tsx";
import { isChangeable, useMayEdit } from "./use-may-edit.ts";

const RowsInput = lazy(() => import("../controls/rows-input.tsx").then((module) => ({ default: module.RowsInput })));

type Row = Record<string, unknown>;
type RowsSectionProps = {
  type: RecordType;
  record: StoredRecord;
  field: RecordField;
  /** What stands under the rows while they are not being changed. */
  children?: ReactNode;
};

/** Rows that belong to a record, such as an invoice's lines: a table, and a form to change them. */
export function RowsSection({ type, record, field, children }: RowsSectionProps) {
  const [editing, setEditing] = useState(false);
  const rows = (record[field.member] as Row[] | undefined) ?? [];
  const editable = useMayEdit(record) && isChangeable(type, record, field);
  if (rows.length === 0 && !editable && !editing) return null;
  return (
    <section className="mb-6">
      <div className="mb-1.5 flex h-7 items-center justify-between">
        <h3 className="text-sm font-semibold">{field.label}</h3>
        {editable && !editing && (
          <Button
            look="quiet"
            size="sm"
            className="print:hidden"
            onClick={() => setEditing(true)}
            aria-label={`${rows.length > 0 ? "Edit" : "Add"} ${field.label}`}
          >
            {rows.length > 0 ? <Pencil aria-hidden /> : <Plus aria-hidden />}
            {rows.length > 0 ? "Edit" : "Add"}
          </Button>
        )}
      </div>
      {editing ? (
        <Suspense fallback={<SkeletonLines />}>
          <RowsForm type={type} record={record} field={field} onDone={() => setEditing(false)} />
        </Suspense>
      ) : rows.length > 0 ? (
        <RowsTable field={field} record={record} rows={rows} />
      ) : (
        <p className="text-sm text-ink-faint">None.</p>
      )}
      {!editing && children}
    </section>
  );
}

type RowsTableProps = { field: RecordField; record: StoredRecord; rows: Row[] };

function RowsTable({ field, record, rows }: RowsTableProps) {
  const columns = (field.fields ?? []).filter((column) => rows.some((row) => !isEmpty(row[column.member])));
  return (
    <>
      <RowCards columns={columns} record={record} rows={rows} />
      <div className="overflow-x-auto rounded-lg border border-line max-sm:hidden">
        <table className="w-full text-sm">
          <caption className="sr-only">{field.label}</caption>
          <thead>
            <tr className="border-b border-line text-xs text-ink-muted">
              {columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  className={cn("px-3 py-1.5 font-medium whitespace-nowrap", alignOf(column))}
                >
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row, at) => (
              <tr key={at}>
                {columns.map((column) => (
                  <td
                    key={column.name}
                    className={cn("px-3 py-2", short.has(column.kind) && "whitespace-nowrap", alignOf(column))}
                  >
                    {/* A row's amounts are in its record's currency. */}
                    <FieldValue field={column} record={{ ...record, ...row }} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const short = new Set<RecordField["kind"]>(["date", "datetime", "money", "choice"]);

/** On a phone: what a row is about and what it comes to, the rest below. */
function RowCards({ columns, record, rows }: Omit<RowsTableProps, "field"> & { columns: RecordField[] }) {
  const [first, ...others] = columns;
  const sum = others.findLast((column) => column.kind === "money" && column.readOnly);
  return (
    <ul className="divide-y divide-line rounded-lg border border-line sm:hidden">
      {rows.map((row, at) => (
        <li key={at} className="px-3 py-2 text-sm">
          <p className="flex justify-between gap-3">
            <span className="min-w-0 wrap-anywhere">
              {first && <FieldValue field={first} record={{ ...record, ...row }} />}
            </span>
            <span className="font-medium tabular-nums">
              {sum && <FieldValue field={sum} record={{ ...record, ...row }} />}
            </span>
          </p>
          <dl className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-muted tabular-nums">
            {others
              .filter((column) => column !== sum && !isEmpty(row[column.member]))
              .map((column) => (
                <div key={column.name} className="flex gap-1">
                  <dt>{column.label}</dt>
                  <dd className="text-ink">
                    <FieldValue field={column} record={{ ...record, ...row }} />
                  </dd>
                </div>
              ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function RowsForm({ type, record, field, onDone }: Omit<RowsSectionProps, "children"> & { onDone: () => void }) {
  const [value, setValue] = useState<unknown>(() => asTyped(field, record[field.member]));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [base] = useState(record);
  const saveField = useSaveField(type);
  async function save() {
    setBusy(true);
    setError(undefined);
    try {
      if ((await saveField(base, field, value)) !== "undecided") return onDone();
    } catch (failure) {
      setError(faultOf(field, failure));
    }
    setBusy(false);
  }
  return (
    <div className="flex flex-col gap-3">
      <RowsInput field={field} value={value} onChange={setValue} currency={record["currency"] as string | null} />
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" busy={busy} onClick={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}

/** Rows as people would type them: a quantity of `3.0000` is 3. */
function asTyped(field: RecordField, value: unknown): unknown {
  const decimals = (field.fields ?? []).filter(({ kind }) => kind === "decimal").map(({ member }) => member);
  if (!Array.isArray(value)) return value;
  return (value as Row[]).map((row) => {
    const plain = decimals.flatMap((member) => {
      const given = row[member];
      return typeof given === "string" ? [[member, given.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")]] : [];
    });
    return { ...row, ...Object.fromEntries(plain) };
  });
}
