import type { KeyboardEvent, ReactNode } from "react";
import { readerLocale } from "../../app/reader.ts";
import { cn } from "../../components/class-names.ts";
import { Input } from "../../components/input.tsx";
import { formatDecimal } from "../format.ts";
import type { FieldKind } from "../model.ts";
import { textOf } from "./date-input.tsx";
import type { ControlProps } from "./field-control.tsx";
import { readAmount, typedAmount } from "./read-amount.ts";
import { useTypedText } from "./use-typed-text.ts";

const shapes: Partial<Record<FieldKind, Intl.NumberFormatOptions>> = {
  integer: { maximumFractionDigits: 0 },
  decimal: { maximumFractionDigits: 4 },
  percent: { maximumFractionDigits: 2 },
  money: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
};

type NumberInputProps = ControlProps & {
  /** What stands before the number inside the control, such as its currency. */
  before?: ReactNode;
  className?: string | undefined;
};

/** A number in the reader's way of writing: grouped when it is left, exact throughout. Arrows step where steps make sense. */
export function NumberInput({ field, value, onChange, autoFocus, label, before, className }: NumberInputProps) {
  const { kind } = field;
  const typed = useTypedText({
    value,
    onChange,
    write: (known) => (isNumber(known) ? formatDecimal(known, shapeOf(field)) : textOf(known)),
    read: (text) => readAmount(kind === "percent" ? text.replace(/%\s*$/, "") : text, readerLocale()),
    edit: (known) => (isNumber(known) ? typedAmount(withoutZeros(String(known)), readerLocale()) : textOf(known)),
  });
  function onKeyDown(event: KeyboardEvent) {
    if (kind === "money" || !/^Arrow(Up|Down)$/.test(event.key) || event.altKey) return;
    event.preventDefault();
    const by = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1);
    const next = stepped(value, by, field.minimum, field.maximum);
    if (next !== undefined) typed.attributes.onChange({ target: { value: typedAmount(next, readerLocale()) } });
  }
  return (
    <div className={cn("relative flex", className)}>
      {before}
      <Input
        {...typed.attributes}
        aria-label={label}
        autoFocus={autoFocus}
        inputMode={kind === "integer" ? "numeric" : "decimal"}
        autoComplete="off"
        onKeyDown={onKeyDown}
        className={cn("tabular-nums", kind === "percent" && "pr-7", Boolean(before) && "rounded-l-none")}
      />
      {kind === "percent" && (
        <span aria-hidden className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-faint">
          %
        </span>
      )}
    </div>
  );
}

/** A year is written without groups. */
function shapeOf({ kind, maximum }: ControlProps["field"]): Intl.NumberFormatOptions {
  return { ...shapes[kind], ...(maximum === 9999 && { useGrouping: false }) };
}

function isNumber(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
}

/** `3.0000` is 3, `1054.00` is 1054, `12.50` stays. */
function withoutZeros(value: string): string {
  const plain = value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return /\.\d$/.test(plain) && /\.\d\d$/.test(value) ? `${plain}0` : plain;
}

/** One more or less, within the field's bounds; whole numbers, so that nothing is lost to floats. */
function stepped(value: unknown, by: number, minimum = -Infinity, maximum = Infinity): string | undefined {
  const text = textOf(value) || "0";
  const match = /^(-?\d{1,15})(\.\d+)?$/.exec(text);
  if (!match) return undefined;
  const next = Number(match[1]) + by;
  if (next < minimum || next > maximum) return undefined;
  return `${next}${match[2] ?? ""}`.replace(/\.0+$/, "");
}
