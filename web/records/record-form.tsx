import { ChevronRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiProblem, reasonOf, sentence } from "../api/problem.ts";
import { Field } from "../components/field.tsx";
import { FormError } from "../components/states.tsx";
import { bodyValue } from "./controls/body-value.ts";
import { FieldControl } from "./controls/field-control.tsx";
import { customName, isEmpty, type RecordField, type RecordType } from "./model.ts";

type Values = Record<string, unknown>;
type RecordFormProps = {
  id: string;
  type: RecordType;
  values: Values;
  referred: Record<string, { id: string; title: string }>;
  onSubmit: (body: Values) => Promise<void>;
  onBusy: (busy: boolean) => void;
};

/** The form of a type, from its declaration: what matters first, the rest in groups that unfold. */
export function RecordForm({ id, type, values: initial, referred, onSubmit, onBusy }: RecordFormProps) {
  const [values, setValues] = useState<Values>(() => ({ ...defaultsOf(type), ...initial }));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [message, setMessage] = useState<string>();
  const { first, groups } = arrange(type, initial);

  async function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const missing = missingFields(type, values);
    setFaults(missing);
    setMessage(undefined);
    if (Object.keys(missing).length > 0) return focusFirstFault(id);
    onBusy(true);
    try {
      await onSubmit(bodyFrom(type, values));
    } catch (failure) {
      const known = faultsOf(type, failure);
      setFaults(known);
      setMessage(Object.keys(known).length > 0 ? undefined : reasonOf(failure));
      focusFirstFault(id);
    } finally {
      onBusy(false);
    }
  }
  const line = (field: RecordField, at = 1) => (
    <FormLine
      key={field.name}
      field={field}
      value={values[field.member]}
      referred={referred[field.name]}
      error={faults[field.member]}
      autoFocus={at === 0}
      onChange={(next) => setValues((now) => ({ ...now, [field.member]: next }))}
    />
  );
  return (
    <form id={id} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4 pt-1">
      <FormError>{message}</FormError>
      <div className="grid gap-x-3 gap-y-3.5 sm:grid-cols-2">{first.map((field, at) => line(field, at))}</div>
      {groups.map(([name, fields]) => (
        <details
          key={name}
          className="group border-t border-line pt-3"
          open={fields.some((field) => faults[field.member])}
        >
          <summary className="-mx-1 flex list-none items-center gap-1 rounded px-1 text-sm font-medium text-ink-muted hover:text-ink">
            <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
            {name}
          </summary>
          <div className="mt-3 grid gap-x-3 gap-y-3.5 sm:grid-cols-2">{fields.map((field) => line(field))}</div>
        </details>
      ))}
    </form>
  );
}

type FormLineProps = {
  field: RecordField;
  value: unknown;
  referred: { id: string; title: string } | undefined;
  error: string | undefined;
  autoFocus: boolean;
  onChange: (value: unknown) => void;
};

const wide = new Set(["longText", "rows", "links", "tags"]);

function FormLine({ field, value, referred, error, autoFocus, onChange }: FormLineProps) {
  return (
    <Field
      label={field.label}
      required={field.required ?? false}
      error={error}
      className={wide.has(field.kind) ? "sm:col-span-full" : ""}
    >
      <FieldControl field={field} value={value} referred={referred ?? null} autoFocus={autoFocus} onChange={onChange} />
    </Field>
  );
}

/** Required and listed fields, and those already filled, come first; the rest by group. */
function arrange(type: RecordType, given: Values): { first: RecordField[]; groups: [string, RecordField[]][] } {
  const editable = type.fields.filter((field) => !field.readOnly);
  const first = editable.filter(
    (field) =>
      field.required ||
      field.inList ||
      type.title.includes(field.name) ||
      given[field.member] !== undefined ||
      isLines(field),
  );
  const rest = editable.filter((field) => !first.includes(field));
  const groups = Map.groupBy(rest, (field) => field.group ?? "More");
  return { first, groups: [...groups].sort(([a], [b]) => Number(b === "More") - Number(a === "More")) };
}

function isLines(field: RecordField): boolean {
  return field.kind === "rows" && field.name === "lines";
}

/** What the product would fill in by itself, shown so that it can be changed. */
function defaultsOf(type: RecordType): Values {
  const filled = type.fields.filter((field) => !field.readOnly && !isEmpty(field.default));
  return Object.fromEntries(filled.map((field) => [field.member, field.default]));
}

function missingFields(type: RecordType, values: Values): Record<string, string> {
  const missing = type.fields.filter((field) => field.required && !field.readOnly && isEmpty(values[field.member]));
  return Object.fromEntries(missing.map((field) => [field.member, `${field.label} is needed.`]));
}

/** Only what was filled in: everything else keeps its default. */
function bodyFrom(type: RecordType, values: Values): Values {
  const members = new Map(type.fields.map((field) => [field.member, field]));
  const body: Values = {};
  for (const [member, value] of Object.entries(values)) {
    if (isEmpty(value)) continue;
    const field = members.get(member);
    if (field?.custom) body["custom"] = { ...(body["custom"] as Values), [customName(field)]: bodyValue(field, value) };
    else body[member] = field ? bodyValue(field, value) : value;
  }
  return body;
}

/** The server's words beside the fields that they are about; a fault inside rows goes to the rows. */
function faultsOf(type: RecordType, failure: unknown): Record<string, string> {
  if (!(failure instanceof ApiProblem)) return {};
  const members = new Set(type.fields.map((field) => field.member));
  return Object.fromEntries(
    failure.faults.flatMap(({ field, reason }) => {
      const member = members.has(field) ? field : (field.split(/[.[]/)[0] ?? "");
      return members.has(member) ? [[member, sentence(reason)]] : [];
    }),
  );
}

function focusFirstFault(form: string) {
  requestAnimationFrame(() => {
    document.getElementById(form)?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
}
