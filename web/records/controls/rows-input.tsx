import { Plus, Trash2 } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import type { RecordField, Reference } from "../model.ts";
import { type ControlProps, FieldControl } from "./field-control.tsx";

type Row = Record<string, unknown>;

const LinesEditor = lazy(() =>
  import("../../invoices/lines-editor.tsx").then((module) => ({ default: module.LinesEditor })),
);

/** Rows that are sold add up to an amount. */
function isPriced(field: RecordField): boolean {
  return ["quantity", "unitPrice"].every((name) => field.fields?.some((inner) => inner.name === name));
}

/** Rows that belong to the record, such as an invoice's lines; each row gets the controls of its fields. */
export function RowsInput({ field, value, onChange, currency }: ControlProps) {
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const fields = (field.fields ?? []).filter((inner) => !inner.readOnly);
  if (isPriced(field)) {
    return (
      <Suspense>
        <LinesEditor field={field} lines={rows} onChange={onChange} currency={currency ?? null} />
      </Suspense>
    );
  }
  const set = (at: number, changes: Row) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, at) => (
        <fieldset key={at} className="rounded-md border border-line p-2.5">
          <legend className="sr-only">{`${field.label}, row ${at + 1}`}</legend>
          <div className="flex items-start gap-2">
            <div className="grid min-w-0 flex-1 grid-cols-2 gap-2 sm:grid-cols-6">
              {fields.map((inner, place) => (
                <div key={inner.name} className={place === 0 ? "col-span-full" : "sm:col-span-2"}>
                  <span aria-hidden className="mb-0.5 block truncate text-2xs text-ink-faint">
                    {inner.label}
                  </span>
                  <FieldControl
                    field={inner}
                    label={inner.label}
                    value={row[inner.member]}
                    referred={row[inner.name] as Reference | null}
                    onChange={(next) => set(at, { [inner.member]: next })}
                  />
                </div>
              ))}
            </div>
            <IconButton
              label="Remove row"
              size="icon-sm"
              onClick={() => onChange(rows.filter((_, index) => index !== at))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        </fieldset>
      ))}
      <Button size="sm" className="self-start" onClick={() => onChange([...rows, {}])}>
        <Plus aria-hidden />
        Add a row
      </Button>
    </div>
  );
}
