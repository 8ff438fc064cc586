import { ArrowRight } from "lucide-react";
import { useCan } from "../app/session.ts";
import type { ImportColumn, ImportPreview } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Select } from "../components/select.tsx";
import { newField, type Plan } from "./plan.ts";

type ColumnListProps = {
  read: ImportPreview;
  mapping: Plan["mapping"];
  onChange: (mapping: Plan["mapping"]) => void;
};

/** Every column with the field that it fills. What fills none stays in sight. */
export function ColumnList({ read, mapping, onChange }: ColumnListProps) {
  const mayAddFields = useCan()("fields.manage");
  const chosen = (column: ImportColumn) => (mapping[column.column] === newField ? newField : column.field);
  const taken = new Set(read.columns.map(chosen));
  const left = read.columns.filter((column) => chosen(column) === null && column.column !== "");
  // Settled as a whole: a column that nobody touched must not be guessed onto a field that another one left.
  const settle = (changes: Plan["mapping"]) =>
    onChange({
      ...Object.fromEntries(
        read.columns.filter(({ column }) => column !== "").map((column) => [column.column, chosen(column)]),
      ),
      ...changes,
    });
  return (
    <section aria-label="Columns">
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
        {read.columns.map((column, at) => (
          <ColumnLine
            key={at}
            column={column}
            value={chosen(column)}
            isGuess={mapping[column.column] === undefined}
            targets={read.fields.filter(({ name }) => name === chosen(column) || !taken.has(name))}
            mayAddFields={mayAddFields}
            onChange={(field) => settle({ [column.column]: field })}
          />
        ))}
      </ul>
      {left.length > 0 && (
        <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-muted">
          {left.length === 1 ? "One column is left out." : `${left.length} columns are left out.`}
          {mayAddFields && (
            <Button size="sm" onClick={() => settle(Object.fromEntries(left.map(({ column }) => [column, newField])))}>
              Keep {left.length === 1 ? "it as a custom field" : "them as custom fields"}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

/** Under this a guess is worth a look. */
const sureEnough = 0.8;

type ColumnLineProps = {
  column: ImportColumn;
  value: string | null;
  isGuess: boolean;
  targets: ImportPreview["fields"];
  mayAddFields: boolean;
  onChange: (field: string | null) => void;
};

function ColumnLine({ column: { column, samples, confidence }, value, isGuess, ...rest }: ColumnLineProps) {
  const { targets, mayAddFields, onChange } = rest;
  const shown = [...new Set(samples.filter(Boolean))].slice(0, 3);
  const unsure = value !== null && isGuess && confidence < sureEnough;
  const options = [
    ...(mayAddFields ? [{ value: newField, label: "New custom field" }] : []),
    ...targets.map(({ name, label, required }) => ({ value: name, label: required ? `${label} *` : label })),
  ];
  return (
    <li
      className={cn(
        "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 px-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_6rem_1rem_15rem]",
        value === null && "bg-canvas",
      )}
    >
      <div className="min-w-0">
        <p className={cn("truncate text-sm font-medium", value === null && "text-ink-muted")}>
          {column || "Column without a name"}
        </p>
        <p className="truncate text-xs text-ink-faint">{shown.join(" · ") || "empty in the first rows"}</p>
      </div>
      <span className="justify-self-end">
        {unsure && <Badge tone="amber">Check this</Badge>}
        {value === null && <Badge>Left out</Badge>}
        {value === newField && <Badge tone="violet">New field</Badge>}
      </span>
      <ArrowRight className="size-4 text-ink-faint max-sm:hidden" aria-hidden />
      <Select
        label={`Field for ${column}`}
        className="max-sm:col-span-2"
        placeholder="Leave out"
        empty="Leave out"
        disabled={column === ""}
        value={value}
        options={options}
        onChange={onChange}
      />
    </li>
  );
}
