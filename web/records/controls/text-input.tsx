import type { HTMLInputTypeAttribute, InputHTMLAttributes } from "react";
import { Input, Textarea } from "../../components/input.tsx";
import type { FieldKind } from "../model.ts";
import { textOf } from "./date-input.tsx";
import type { ControlProps } from "./field-control.tsx";

type Typed = {
  type?: HTMLInputTypeAttribute;
  inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  autoCapitalize?: string;
  spellCheck?: boolean;
};

const plain = { autoCapitalize: "none", spellCheck: false };
const typed: Partial<Record<FieldKind, Typed>> = {
  email: { type: "email", inputMode: "email", ...plain },
  phone: { type: "tel", inputMode: "tel" },
  url: { inputMode: "url", ...plain },
};

/** A line of text; the keyboard of a phone follows its kind. */
export function TextInput({ field, value, onChange, autoFocus, label }: ControlProps) {
  return (
    <Input
      {...typed[field.kind]}
      aria-label={label}
      autoFocus={autoFocus}
      maxLength={field.maxLength}
      autoComplete="off"
      value={textOf(value)}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
    />
  );
}

/** Text of many lines; the control grows with it. */
export function LongTextInput({ field, value, onChange, autoFocus, label }: ControlProps) {
  return (
    <Textarea
      aria-label={label}
      autoFocus={autoFocus}
      maxLength={field.maxLength}
      value={textOf(value)}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}
