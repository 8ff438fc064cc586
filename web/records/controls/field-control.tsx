import type { ComponentType } from "react";
import type { FieldKind, RecordField, Reference } from "../model.ts";
import { ChoicePicker, YesNo } from "./choice-picker.tsx";
import { CurrencyPicker } from "./currency-picker.tsx";
import { DateInput } from "./date-input.tsx";
import { DateTimeInput } from "./date-time-input.tsx";
import { LinksInput } from "./links-input.tsx";
import { MemberPicker } from "./member-picker.tsx";
import { MoneyInput } from "./money-input.tsx";
import { NumberInput } from "./number-input.tsx";
import { OpenChoice } from "./open-choice.tsx";
import { ReferencePicker } from "./reference-picker.tsx";
import { RowsInput } from "./rows-input.tsx";
import { StagePicker } from "./stage-picker.tsx";
import { TagsInput } from "./tags-input.tsx";
import { LongTextInput, TextInput } from "./text-input.tsx";

export type ControlProps = {
  field: RecordField;
  value: unknown;
  /** `null` empties the field. */
  onChange: (value: unknown) => void;
  /** The record that a reference's value names, where it is known already. */
  referred?: Reference | null;
  autoFocus?: boolean | undefined;
  /** The currency of an amount, or of the amounts in rows, where the record tells it. */
  currency?: string | null;
  /** Where the currency is chosen together with the amount. */
  onCurrency?: (currency: unknown) => void;
  /** The type's plural, for what other records of the type have in use, such as tags. */
  plural?: string | undefined;
  /** An accessible name where no label stands beside the control. */
  label?: string | undefined;
};

const controls: Record<FieldKind, ComponentType<ControlProps>> = {
  text: TextInput,
  longText: LongTextInput,
  email: TextInput,
  phone: TextInput,
  url: TextInput,
  integer: NumberInput,
  bytes: NumberInput,
  decimal: NumberInput,
  percent: NumberInput,
  money: MoneyInput,
  currency: Currency,
  date: DateInput,
  datetime: DateTimeInput,
  boolean: YesNo,
  choice: (props) => (props.field.open ? <OpenChoice {...props} /> : <ChoicePicker {...props} />),
  country: OpenChoice,
  reference: (props) => (props.field.target === "stage" ? <StagePicker {...props} /> : <ReferencePicker {...props} />),
  member: MemberPicker,
  tags: TagsInput,
  links: LinksInput,
  rows: RowsInput,
};

/** The control for a field, by its kind. */
export function FieldControl(props: ControlProps) {
  const Control = controls[props.field.kind];
  return <Control {...props} />;
}

function Currency({ field, value, onChange, label, autoFocus }: ControlProps) {
  return (
    <CurrencyPicker
      label={label}
      autoFocus={autoFocus}
      value={typeof value === "string" ? value : null}
      onChange={onChange}
      empty={field.required ? undefined : "None"}
    />
  );
}
