import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Input } from "../../components/input.tsx";
import { bodyValue } from "../controls/body-value.ts";
import type { RecordField } from "../model.ts";
import { type Condition, isTime } from "./conditions.ts";
import { FilterDay } from "./filter-day.tsx";
import { daysOf } from "./relative-day.ts";

type FilterValueProps = {
  field: RecordField;
  condition: Condition;
  onApply: (condition: Condition) => void;
};

/** What to compare with, where it is typed: a text, a number, a day, or two of them. */
export function FilterValue({ field, condition, onApply }: FilterValueProps) {
  const isBetween = condition.comparison === "between";
  const [value, setValue] = useState(condition.value);
  const [to, setTo] = useState(condition.to ?? "");
  const [wanting, setWanting] = useState(false);
  const ends = isBetween ? [value, to] : [value];
  const plain = ends.map((end) => plainOf(field, condition.comparison, end));
  function apply() {
    if (plain.some((end) => end === "")) setWanting(true);
    else onApply({ ...condition, value: plain[0]!, ...(isBetween && { to: plain[1]! }) });
  }
  const control = (given: string, onChange: (next: string) => void, label: string) =>
    isTime(field) ? (
      <FilterDay field={field} value={given} onChange={onChange} exact={isBetween} label={label} />
    ) : (
      <Input
        aria-label={label}
        autoComplete="off"
        autoFocus={label !== "To"}
        inputMode={isNumber(field, condition.comparison) ? "decimal" : undefined}
        aria-invalid={wanting && plainOf(field, condition.comparison, given) === "" ? true : undefined}
        value={given}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <form
      className="flex flex-col gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {control(value, setValue, isBetween ? "From" : `Value of ${field.label}`)}
      {isBetween && (
        <>
          <span className="-my-1 text-xs text-ink-faint">and</span>
          {control(to, setTo, "To")}
        </>
      )}
      {wanting && plain.includes("") && (
        <p role="alert" className="text-xs text-danger">
          {isTime(field)
            ? "Choose a day."
            : isNumber(field, condition.comparison)
              ? "Type a number."
              : "Type something."}
        </p>
      )}
      <Button type="submit" look="primary" className="self-end">
        Apply
      </Button>
    </form>
  );
}

const numbers = new Set(["money", "integer", "decimal", "percent", "bytes"]);

function isNumber(field: RecordField, comparison: string): boolean {
  return numbers.has(field.kind) && comparison !== "contains";
}

/** The value as the address keeps it; empty where it is none. */
function plainOf(field: RecordField, comparison: string, value: string): string {
  const text = value.trim();
  if (isTime(field)) return daysOf(text, { today: "2000-01-01", weekStart: 1 }) ? text : "";
  if (!isNumber(field, comparison)) return text;
  const number = bodyValue({ ...field, kind: field.kind === "bytes" ? "integer" : field.kind }, text);
  return /^[+-]?\d+(\.\d+)?$/.test(String(number)) ? String(number) : "";
}
