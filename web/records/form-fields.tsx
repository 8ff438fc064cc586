import { ChevronRight, Copy } from "lucide-react";
import type { FocusEvent, ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Field } from "../components/field.tsx";
import { FieldControl } from "./controls/field-control.tsx";
import { addressPart, type AddressPart } from "./form-layout.ts";
import type { Faults, Values } from "./form-values.ts";
import type { RecordField, Reference } from "./model.ts";

export type FormState = {
  values: Values;
  faults: Faults;
  referred: Record<string, Reference>;
  /** The type's plural. */
  plural: string;
  /** The amount whose currency is chosen with it. */
  amount: RecordField | undefined;
  set: (member: string, value: unknown) => void;
  onLeave: (field: RecordField) => void;
};

type FormFieldsProps = { fields: RecordField[]; state: FormState; focusFirst?: boolean };

const wide = new Set(["longText", "rows", "links", "tags"]);
const spans: Record<AddressPart, string> = {
  street: "col-span-6",
  city: "col-span-4",
  postalcode: "col-span-2",
  state: "col-span-3",
  country: "col-span-3",
};

/** Fields side by side where there is room; an address as on an envelope. */
export function FormFields({ fields, state, focusFirst = false }: FormFieldsProps) {
  return (
    <div className="grid grid-cols-6 gap-x-3 gap-y-3.5">
      {fields.map((field, at) => (
        <FormLine key={field.name} field={field} state={state} autoFocus={focusFirst && at === 0} />
      ))}
    </div>
  );
}

function FormLine({ field, state, autoFocus }: { field: RecordField; state: FormState; autoFocus: boolean }) {
  const { values, faults, referred, set, amount } = state;
  const part = addressPart(field);
  const currencyMember = field.currencyField ?? "currency";
  const leave = (event: FocusEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) state.onLeave(field);
  };
  return (
    <div
      onBlur={leave}
      className={cn("min-w-0", part ? spans[part] : wide.has(field.kind) ? "col-span-6" : "col-span-6 sm:col-span-3")}
    >
      <Field label={field.label} required={field.required ?? false} error={faults[field.member]}>
        <FieldControl
          field={field}
          value={values[field.member]}
          referred={referred[field.name] ?? null}
          plural={state.plural}
          autoFocus={autoFocus}
          currency={(values[currencyMember] as string | null | undefined) ?? null}
          onChange={(next) => set(field.member, next)}
          {...(field === amount && { onCurrency: (next: unknown) => set(currencyMember, next) })}
        />
      </Field>
    </div>
  );
}

type FormGroupProps = { name: string; open: boolean; onCopy?: (() => void) | undefined; children: ReactNode };

/** Fields that are needed less often, folded until somebody asks for them. */
export function FormGroup({ name, open, onCopy, children }: FormGroupProps) {
  return (
    <details className="group border-t border-line pt-3" open={open}>
      <summary className="-mx-1 flex min-h-6 list-none items-center gap-1 rounded px-1 text-sm font-medium text-ink-muted hover:text-ink pointer-coarse:min-h-10">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        {name}
      </summary>
      {onCopy && (
        <Button look="quiet" size="sm" className="mt-1 -ml-1" onClick={onCopy}>
          <Copy aria-hidden />
          Same as the billing address
        </Button>
      )}
      <div className="mt-3">{children}</div>
    </details>
  );
}
