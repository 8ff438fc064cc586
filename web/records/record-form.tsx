import { type FormEvent, lazy, Suspense, useRef, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { useMe } from "../app/session.ts";
import { FormError } from "../components/states.tsx";
import { FormFields, FormGroup, type FormState } from "./form-fields.tsx";
import { arrange, sameLine } from "./form-layout.ts";
import {
  amountOf,
  bodyFrom,
  defaultsOf,
  faultOf,
  type Faults,
  faultsOf,
  findFaults,
  type Values,
} from "./form-values.ts";
import { isEmpty, type RecordField, type RecordType, type Reference } from "./model.ts";
import { PossibleDuplicates } from "./possible-duplicates.tsx";

const FileField = lazy(() => import("./controls/file-field.tsx").then((module) => ({ default: module.FileField })));

type RecordFormProps = {
  id: string;
  type: RecordType;
  /** What the form begins with. */
  given: Values;
  /** What somebody had typed before. */
  draft?: Values | undefined;
  referred: Record<string, Reference>;
  onSubmit: (body: Values, file: File | null) => Promise<void>;
  onBusy: (busy: boolean) => void;
  /** Hears what is in the form whenever it changes, and what it began with. */
  onValues?: (values: Values, start: Values) => void;
};

/** The form of a type, from its declaration: what matters first, the rest in groups that unfold. */
export function RecordForm(props: RecordFormProps) {
  const { id, type, given, draft } = props;
  const [file, setFile] = useState<File | null>(null);
  const { state, message, submit } = useRecordForm(props, file);
  const { first, groups } = arrange(type, given);
  return (
    <form id={id} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4 pt-1">
      <FormError>{message}</FormError>
      {type.name === "document" && (
        <Suspense>
          <FileField
            file={file}
            onFile={(next) => {
              setFile(next);
              if (next && isEmpty(state.values["name"])) state.set("name", plainName(next));
            }}
          />
        </Suspense>
      )}
      <FormFields fields={first} state={state} focusFirst />
      <PossibleDuplicates type={type} values={state.values} />
      {groups.map(([name, fields]) => (
        <FormGroup
          key={name}
          name={name}
          open={fields.some((field) => state.faults[field.member] || !isEmpty(draft?.[field.member]))}
          onCopy={copyOf(type, fields, state)}
        >
          <FormFields fields={fields} state={state} />
        </FormGroup>
      ))}
    </form>
  );
}

function useRecordForm(
  { id, type, given, draft, referred, onSubmit, onBusy, onValues }: RecordFormProps,
  file: File | null,
) {
  const { currentOrganization } = useMe();
  const [start] = useState<Values>(() => ({ ...startOf(type, currentOrganization?.defaultCurrency), ...given }));
  const [values, setValues] = useState<Values>({ ...start, ...draft });
  const [faults, setFaults] = useState<Faults>({});
  const [message, setMessage] = useState<string>();
  const current = useRef(values);

  function set(member: string, value: unknown) {
    current.current = { ...current.current, [member]: value };
    setValues(current.current);
    setFaults(({ [member]: _, ...others }) => others);
    onValues?.(current.current, start);
  }
  // A field that is only passed through is not yet wrong.
  function onLeave(field: RecordField) {
    const value = current.current[field.member];
    const fault = isEmpty(value) ? undefined : faultOf(field, value);
    if (fault) setFaults((all) => ({ ...all, [field.member]: fault }));
  }
  function refuse(found: Faults, otherwise?: string) {
    setFaults(found);
    setMessage(Object.keys(found).length > 0 ? undefined : otherwise);
    focusFirstFault(id);
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const found = findFaults(type, current.current);
    if (Object.keys(found).length > 0) return refuse(found);
    setFaults({});
    setMessage(undefined);
    onBusy(true);
    try {
      await onSubmit(bodyFrom(type, current.current), file);
    } catch (failure) {
      refuse(faultsOf(type, failure), reasonOf(failure));
    } finally {
      onBusy(false);
    }
  }
  const state: FormState = { values, faults, referred, plural: type.plural, amount: amountOf(type), set, onLeave };
  return { state, message, submit };
}

/** Defaults of the declaration, and the organization's currency. */
function startOf(type: RecordType, currency: string | undefined): Values {
  const hasCurrency = type.fields.some((field) => field.member === "currency" && !field.readOnly);
  return { ...(hasCurrency && currency && { currency }), ...defaultsOf(type) };
}

/** Fills one address from the other, where that has something to give. */
function copyOf(type: RecordType, fields: RecordField[], { values, set }: FormState): (() => void) | undefined {
  const pairs = fields.flatMap((field) => {
    const from = sameLine(field, type);
    return from && !isEmpty(values[from.member]) ? [[field.member, values[from.member]] as const] : [];
  });
  if (pairs.length === 0) return undefined;
  return () => pairs.forEach(([member, value]) => set(member, value));
}

function plainName(file: File): string {
  return file.name.replace(/\.[a-z0-9]{1,5}$/i, "").trim() || file.name;
}

function focusFirstFault(form: string) {
  requestAnimationFrame(() => {
    const fault = document.getElementById(form)?.querySelector<HTMLElement>("[aria-invalid=true], [role=alert]");
    fault?.focus();
    fault?.scrollIntoView({ block: "nearest" });
  });
}
