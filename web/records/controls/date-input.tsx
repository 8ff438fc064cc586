import { readerLocale } from "../../app/reader.ts";
import { today } from "../clock.ts";
import { formatDate } from "../format.ts";
import { CalendarField } from "./calendar-field.tsx";
import { written } from "./calendar.tsx";
import type { ControlProps } from "./field-control.tsx";
import { readDay } from "./read-day.ts";
import { useTypedText } from "./use-typed-text.ts";

/** A day, typed in words or numbers (`next fri`, `12/31`) or picked from a month. */
export function DateInput(props: ControlProps) {
  const { value, onChange } = props;
  const day = isDay(value) ? value : undefined;
  const typed = useTypedText({
    value,
    onChange,
    write: (known) => (isDay(known) ? formatDate(known) : textOf(known)),
    read: (text) => readDay(text, today(), readerLocale()),
  });
  return (
    <CalendarField
      {...props}
      typed={typed}
      placeholder="next fri"
      fallback="Date"
      meaning={day && written(withWeekday, day)}
      day={day}
      valueOf={(picked) => picked}
    />
  );
}

const withWeekday = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;

export function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
