import type { HTMLInputTypeAttribute, InputHTMLAttributes } from "react";
import { Input, Textarea } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import type { FieldKind, RecordField, Reference } from "../model.ts";
import { DateTimeInput } from "./date-time-input.tsx";
import { LinksInput } from "./links-input.tsx";
import { MemberPicker } from "./member-picker.tsx";
import { OpenChoice } from "./open-choice.tsx";
import { ReferencePicker } from "./reference-picker.tsx";
import { RowsInput } from "./rows-input.tsx";
import { StagePicker } from "./stage-picker.tsx";
import { TagsInput } from "./tags-input.tsx";

export type ControlProps = {
  field: RecordField;
  value: unknown;
  /** `null` empties the field. */
  onChange: (value: unknown) => void;
  /** The record that a reference's value names, where it is known already. */
  referred?: Reference | null;
  autoFocus?: boolean;
  /** The currency of amounts in rows, where the record tells it. */
  currency?: string | null;
  /** An accessible name where no label stands beside the control. */
  label?: string;
};

type Typed = {
  type?: HTMLInputTypeAttribute;
  inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  numeric?: true;
};

const typed: Partial<Record<FieldKind, Typed>> = {
  email: { type: "email", inputMode: "email" },
  phone: { type: "tel", inputMode: "tel" },
  url: { inputMode: "url" },
  integer: { inputMode: "numeric", numeric: true },
  decimal: { inputMode: "decimal", numeric: true },
  percent: { inputMode: "decimal", numeric: true },
  money: { inputMode: "decimal", numeric: true },
  date: { type: "date" },
};

/** The control for a field, by its kind. */
export function FieldControl(props: ControlProps) {
  const { field, value, onChange, autoFocus, label } = props;
  const { kind } = field;
  if (kind === "reference") {
    return field.target === "stage" ? <StagePicker {...props} /> : <ReferencePicker {...props} />;
  }
  if (kind === "member") return <MemberPicker {...props} />;
  if (kind === "datetime") return <DateTimeInput {...props} />;
  if (kind === "tags") return <TagsInput {...props} />;
  if (kind === "rows") return <RowsInput {...props} />;
  if (kind === "links") return <LinksInput {...props} />;
  if (kind === "boolean") return <YesNo {...props} />;
  if (kind === "currency" || kind === "country" || (kind === "choice" && field.open)) return <OpenChoice {...props} />;
  if (kind === "choice") return <OneOf {...props} />;
  const text = value === null || value === undefined ? "" : `${value as string | number}`;
  if (kind === "longText") {
    return (
      <Textarea
        aria-label={label}
        autoFocus={autoFocus}
        maxLength={field.maxLength}
        value={text}
        onChange={(event) => onChange(event.target.value || null)}
      />
    );
  }
  const { numeric, ...attributes } = typed[kind] ?? {};
  return (
    <Input
      {...attributes}
      aria-label={label}
      autoFocus={autoFocus}
      maxLength={field.maxLength}
      autoComplete="off"
      className={numeric && "tabular-nums"}
      value={text}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
    />
  );
}

function OneOf({ field, value, onChange, label }: ControlProps) {
  return (
    <Select
      label={label}
      value={(value as string | null) ?? null}
      options={field.choices ?? []}
      onChange={onChange}
      {...(!field.required && { empty: "None" })}
    />
  );
}

function YesNo({ value, onChange, label }: ControlProps) {
  return (
    <Select
      label={label}
      value={value === true ? "yes" : value === false ? "no" : null}
      options={[
        { value: "yes", label: "Yes" },
        { value: "no", label: "No" },
      ]}
      onChange={(next) => onChange(next === null ? null : next === "yes")}
      empty="Not said"
    />
  );
}
