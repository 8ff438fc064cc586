import { useRef, useState } from "react";
import { readerLocale } from "../../app/reader.ts";
import { Input } from "../../components/input.tsx";
import { today } from "../clock.ts";
import { formatDate } from "../format.ts";
import { written } from "./calendar.tsx";
import { CalendarPopover } from "./calendar-popover.tsx";
import type { ControlProps } from "./field-control.tsx";
import { readDay } from "./read-day.ts";
import { useTypedText } from "./use-typed-text.ts";

/** A day, typed in words or numbers (`next fri`, `12/31`) or picked from a month. */
export function DateInput({ field, value, onChange, autoFocus, label }: ControlProps) {
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const day = isDay(value) ? value : undefined;
  const typed = useTypedText({
    value,
    onChange,
    write: (known) => (isDay(known) ? formatDate(known) : textOf(known)),
    read: (text) => readDay(text, today(), readerLocale()),
  });
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
        placeholder="next fri"
        className="pr-9 tabular-nums placeholder:opacity-60 pointer-coarse:pr-11"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      <Meaning text={typed.isTyping && day ? written(withWeekday, day) : ""} />
      <CalendarPopover
        label={label ?? field.label ?? "Date"}
        day={day}
        open={open}
        onOpenChange={setOpen}
        onPick={take}
        {...(!field.required && value !== null && { onClear: () => take(null) })}
      />
    </div>
  );
}

/** What the typed words are understood as. */
export function Meaning({ text }: { text: string }) {
  return (
    <span
      aria-live="polite"
      className="pointer-events-none absolute inset-y-0 right-9 flex items-center bg-linear-to-r from-transparent to-transparent text-xs text-ink-faint pointer-coarse:right-11"
    >
      {text}
    </span>
  );
}

const withWeekday = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;

export function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
