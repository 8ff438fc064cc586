import { Badge } from "../../components/badge.tsx";
import { Select } from "../../components/select.tsx";
import { toneOfChoice } from "../choice-tone.ts";
import type { Choice } from "../model.ts";
import type { ControlProps } from "./field-control.tsx";
import { ListPicker } from "./list-picker.tsx";

/** More than these are searched rather than read through. */
const fewChoices = 9;

/** One of the declared choices, each in its colour. */
export function ChoicePicker({ field, value, onChange, label }: ControlProps) {
  const choices = field.choices ?? [];
  const Picker = choices.length > fewChoices ? ListPicker : Select;
  const empty = field.required ? {} : { empty: "None" };
  return (
    <Picker
      label={label}
      value={(value as string | null) ?? null}
      options={choices}
      onChange={onChange}
      show={(choice: Choice) => <Badge tone={toneOfChoice(choice.value)}>{choice.label}</Badge>}
      {...empty}
    />
  );
}

/** Yes, no, or not said. */
export function YesNo({ value, onChange, label }: ControlProps) {
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
