import { type ReactNode, useRef, useState } from "react";
import { Input } from "../../components/input.tsx";
import { CalendarPopover } from "./calendar-popover.tsx";
import type { ControlProps } from "./field-control.tsx";
import type { useTypedText } from "./use-typed-text.ts";

type CalendarFieldProps = Pick<ControlProps, "field" | "value" | "onChange" | "autoFocus" | "label"> & {
  typed: ReturnType<typeof useTypedText>;
  placeholder: string;
  /** What the field is called where nobody names it. */
  fallback: string;
  /** What the typed words are understood as, while somebody types. */
  meaning: string | undefined;
  day: string | undefined;
  /** The field's value for a day of the calendar. */
  valueOf: (day: string) => string | null;
  /** What stands below the days, such as a time. */
  children?: ReactNode;
};

/** Text that means a day, with the month that ArrowDown or its button opens. */
export function CalendarField(props: CalendarFieldProps) {
  const { field, value, onChange, autoFocus, label, typed, placeholder, fallback, meaning, day, valueOf } = props;
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  function take(next: string | null) {
    typed.settle();
    onChange(next);
    setOpen(false);
    input.current?.focus();
  }
  return (
    <div className="relative">
      <Input
        {...typed.attributes}
        ref={input}
        aria-label={label}
        autoFocus={autoFocus}
        autoComplete="off"
        placeholder={placeholder}
        className="pr-9 tabular-nums placeholder:opacity-60 pointer-coarse:pr-11"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      <span
        aria-live="polite"
        className="pointer-events-none absolute inset-y-0 right-9 flex items-center bg-linear-to-r from-transparent to-transparent text-xs text-ink-faint pointer-coarse:right-11"
      >
        {typed.isTyping ? meaning : ""}
      </span>
      <CalendarPopover
        label={label ?? field.label ?? fallback}
        day={day}
        open={open}
        onOpenChange={setOpen}
        onPick={(picked) => take(valueOf(picked))}
        {...(!field.required && value !== null && { onClear: () => take(null) })}
      >
        {props.children}
      </CalendarPopover>
    </div>
  );
}
