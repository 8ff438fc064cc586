import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ImportColumn, ImportPreview } from "../api/contract.ts";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";

/** How a file is to be read: what each column is, and what to do in doubt. */
export type Plan = {
  mapping: Record<string, string>;
  unmapped: "custom" | "skip";
  key: string | undefined;
  missing: "create" | "blank" | "fail";
  dateOrder: string | undefined;
  decimal: string | undefined;
};

type MapColumnsProps = { type: RecordType; file: File; onBack: () => void; onDone: (plan: Plan) => void };

export function MapColumns({ type, file, onBack, onDone }: MapColumnsProps) {
  const preview = useQuery({
    queryKey: ["import-preview", type.plural, file.name, file.size, file.lastModified],
    queryFn: ({ signal }) =>
      call("POST /api/{plural}/import/preview", { params: { plural: type.plural }, body: asCsv(file), signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (preview.isPending) return <SkeletonLines lines={8} />;
  if (preview.isError) {
    return (
      <>
        <ErrorState error={preview.error} retry={() => void preview.refetch()} />
        <div className="text-center">
          <Button onClick={onBack}>Choose another file</Button>
        </div>
      </>
    );
  }
  return <Mapping type={type} file={file} preview={preview.data} onBack={onBack} onDone={onDone} />;
}

export function asCsv(file: File): Blob {
  return new Blob([file], { type: "text/csv" });
}

type MappingProps = MapColumnsProps & { preview: ImportPreview };

function Mapping({ type, file, preview, onBack, onDone }: MappingProps) {
  const [fields, setFields] = useState<Record<string, string | null>>(() =>
    Object.fromEntries(preview.columns.map((column) => [column.name, column.guess])),
  );
  const [plan, setPlan] = useState<Omit<Plan, "mapping">>({
    unmapped: "skip",
    key: undefined,
    missing: "create",
    dateOrder: undefined,
    decimal: undefined,
  });
  const set = (changes: Partial<Plan>) => setPlan((now) => ({ ...now, ...changes }));
  const mapping = Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const asks = (kind: string) => preview.ambiguities.some((ambiguity) => ambiguity.kind === kind);
  const unanswered = (asks("dateOrder") && !plan.dateOrder) || (asks("decimal") && !plan.decimal);
  return (
    <div className="flex flex-col gap-6">
      <p className="text-sm text-ink-muted">
        <strong className="font-medium text-ink">{file.name}</strong> has {formatDecimal(preview.rows)} rows and{" "}
        {preview.columns.length} columns. Check what each column is.
      </p>
      <ul className="divide-y divide-line rounded-xl border border-line">
        {preview.columns.map((column) => (
          <ColumnLine
            key={column.name}
            column={column}
            type={type}
            value={fields[column.name] ?? null}
            taken={new Set(Object.values(mapping))}
            onChange={(next) => setFields((now) => ({ ...now, [column.name]: next }))}
          />
        ))}
      </ul>
      <div className="grid gap-4 sm:grid-cols-2">
        {asks("dateOrder") && (
          <Field label="Order of dates" hint="Days and months cannot be told apart in this file." required>
            <Select value={plan.dateOrder ?? null} options={dateOrders} onChange={(next) => set({ dateOrder: next ?? undefined })} />
          </Field>
        )}
        {asks("decimal") && (
          <Field label="Decimal mark" hint="Numbers in this file can be read in two ways." required>
            <Select value={plan.decimal ?? null} options={decimals} onChange={(next) => set({ decimal: next ?? undefined })} />
          </Field>
        )}
        <Field label="Columns left out" hint="They can become fields of your own.">
          <Select value={plan.unmapped} options={unmappedChoices} onChange={(next) => next && set({ unmapped: next })} />
        </Field>
        <Field label="References that name nothing known">
          <Select value={plan.missing} options={missingChoices} onChange={(next) => next && set({ missing: next })} />
        </Field>
        <Field label="A repeated row is known by" hint="A row that is known already changes its record.">
          <Select
            value={plan.key ?? null}
            empty="External id, or not at all"
            placeholder="External id, or not at all"
            options={Object.values(mapping).map((name) => ({ value: name, label: labelOf(type, name) }))}
            onChange={(next) => set({ key: next ?? undefined })}
          />
        </Field>
      </div>
      <div className="flex justify-between">
        <Button onClick={onBack}>Back</Button>
        <Button look="primary" disabled={unanswered || Object.keys(mapping).length === 0} onClick={() => onDone({ ...plan, mapping })}>
          Try it
        </Button>
      </div>
    </div>
  );
}

const dateOrders = [
  { value: "ymd", label: "Year, month, day" },
  { value: "dmy", label: "Day, month, year" },
  { value: "mdy", label: "Month, day, year" },
];
const decimals = [
  { value: ".", label: "Point: 1,234.50" },
  { value: ",", label: "Comma: 1.234,50" },
];
const unmappedChoices = [
  { value: "skip", label: "Leave them out" },
  { value: "custom", label: "Make them own fields" },
] as const;
const missingChoices = [
  { value: "create", label: "Create what they name" },
  { value: "blank", label: "Leave the reference empty" },
  { value: "fail", label: "Refuse the row" },
] as const;

function labelOf(type: RecordType, name: string): string {
  return type.fields.find((field) => field.name === name)?.label ?? name;
}

type ColumnLineProps = {
  column: ImportColumn;
  type: RecordType;
  value: string | null;
  taken: ReadonlySet<string>;
  onChange: (field: string | null) => void;
};

function ColumnLine({ column, type, value, taken, onChange }: ColumnLineProps) {
  const options = type.fields
    .filter((field) => (!field.readOnly && field.kind !== "rows") || field.name === value)
    .filter((field) => field.name === value || !taken.has(field.name))
    .map((field) => ({ value: field.name, label: field.label }));
  if (value && !options.some((option) => option.value === value)) options.push({ value, label: labelOf(type, value) });
  const samples = column.samples.filter(Boolean).slice(0, 3).join(" · ");
  return (
    <li className="flex flex-col gap-2 px-4 py-3 sm:flex-row sm:items-center">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{column.name || "Unnamed column"}</p>
        <p className="truncate text-xs text-ink-faint">{samples || "empty"}</p>
      </div>
      <Select
        label={`Field for ${column.name}`}
        className="sm:w-60"
        placeholder="Leave out"
        empty="Leave out"
        value={value}
        options={options}
        onChange={onChange}
      />
    </li>
  );
}
