import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ImportColumn, ImportPreview } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";

/** How a file is to be read: what each column is, and what to do in doubt. */
export type Plan = {
  /** Column to field; null leaves the column out. */
  mapping: Record<string, string | null>;
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

function Mapping({ file, preview, onBack, onDone }: MappingProps) {
  const [fields, setFields] = useState<Record<string, string | null>>(() =>
    Object.fromEntries(preview.columns.map(({ column, field }) => [column, field])),
  );
  const [plan, setPlan] = useState<Omit<Plan, "mapping">>({
    unmapped: "skip",
    key: undefined,
    missing: "create",
    dateOrder: undefined,
    decimal: undefined,
  });
  const set = (changes: Partial<Plan>) => setPlan((now) => ({ ...now, ...changes }));
  const used = Object.values(fields).filter((field) => field !== null);
  const labelOf = (name: string) => preview.fields.find((field) => field.name === name)?.label ?? name;
  const asks = (parameter: string) => preview.ambiguities.find((ambiguity) => ambiguity.parameter === parameter);
  const examples = (parameter: string) => asks(parameter)?.examples.slice(0, 3).join(", ");
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
            key={column.column}
            column={column}
            targets={preview.fields}
            value={fields[column.column] ?? null}
            taken={new Set(used)}
            onChange={(next) => setFields((now) => ({ ...now, [column.column]: next }))}
          />
        ))}
      </ul>
      <div className="grid gap-4 sm:grid-cols-2">
        {asks("dateOrder") && (
          <Field
            label="Order of dates"
            hint={`Days and months cannot be told apart here: ${examples("dateOrder")}`}
            required
          >
            <Select
              value={plan.dateOrder ?? null}
              options={dateOrders}
              onChange={(next) => set({ dateOrder: next ?? undefined })}
            />
          </Field>
        )}
        {asks("decimal") && (
          <Field label="Decimal mark" hint={`These can be read in two ways: ${examples("decimal")}`} required>
            <Select
              value={plan.decimal ?? null}
              options={decimals}
              onChange={(next) => set({ decimal: next ?? undefined })}
            />
          </Field>
        )}
        {used.length < preview.columns.length && (
          <Field label="Columns left out" hint="They can become fields of your own.">
            <Select
              value={plan.unmapped}
              options={unmappedChoices}
              onChange={(next) => next && set({ unmapped: next })}
            />
          </Field>
        )}
        <Field label="Named records that do not exist yet">
          <Select value={plan.missing} options={missingChoices} onChange={(next) => next && set({ missing: next })} />
        </Field>
        <Field
          label="A repeated row is known by"
          hint="Automatic: by its id, an account also by name, a contact by email. A known row changes its record."
        >
          <Select
            value={plan.key ?? null}
            empty="Automatic"
            placeholder="Automatic"
            options={used.map((name) => ({ value: name, label: labelOf(name) }))}
            onChange={(next) => set({ key: next ?? undefined })}
          />
        </Field>
      </div>
      <div className="flex justify-between">
        <Button onClick={onBack}>Back</Button>
        <Button
          look="primary"
          disabled={unanswered || used.length === 0}
          onClick={() => onDone({ ...plan, mapping: fields })}
        >
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
  { value: "create", label: "Create them" },
  { value: "blank", label: "Leave the field empty" },
  { value: "fail", label: "Refuse the row" },
] as const;

type ColumnLineProps = {
  column: ImportColumn;
  targets: ImportPreview["fields"];
  value: string | null;
  taken: ReadonlySet<string>;
  onChange: (field: string | null) => void;
};

/** Under this a guess is worth a look. */
const sureEnough = 0.8;

function ColumnLine({
  column: { column, samples, field, confidence },
  targets,
  value,
  taken,
  onChange,
}: ColumnLineProps) {
  const options = targets
    .filter(({ name }) => name === value || !taken.has(name))
    .map(({ name, label }) => ({ value: name, label }));
  const unsure = value !== null && value === field && confidence < sureEnough;
  return (
    <li className="flex flex-col gap-2 px-4 py-3 sm:flex-row sm:items-center">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{column || "Unnamed column"}</p>
        <p className="truncate text-xs text-ink-faint">
          {samples.filter(Boolean).slice(0, 3).join(" · ") || "empty in the first rows"}
        </p>
      </div>
      {unsure && <Badge tone="amber">Check this</Badge>}
      <Select
        label={`Field for ${column}`}
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
