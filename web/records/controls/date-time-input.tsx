import { readerLocale, readerTimeZone } from "../../app/reader.ts";
import { Input } from "../../components/input.tsx";
import { momentAt, wallTime } from "../clock.ts";
import { formatMoment } from "../format.ts";
import { CalendarField } from "./calendar-field.tsx";
import { textOf } from "./date-input.tsx";
import type { ControlProps } from "./field-control.tsx";
import { readMoment } from "./read-moment.ts";
import { useTypedText } from "./use-typed-text.ts";

/** A moment by the reader's clocks, typed (`tomorrow 3pm`) or picked; kept in UTC. */
export function DateTimeInput(props: ControlProps) {
  const { value, onChange } = props;
  const wall = isMoment(value) ? wallTime(new Date(value)) : undefined;
  const [day, time] = [wall?.slice(0, 10), wall?.slice(11, 16) ?? "09:00"];
  const typed = useTypedText({
    value,
    onChange,
    write: (known) => (isMoment(known) ? formatMoment(known) : textOf(known)),
    read: (text) => readMoment(text, new Date(), { locale: readerLocale(), timeZone: readerTimeZone() }, time),
  });
  function takeTime(next: string) {
    typed.settle();
    onChange(momentAt(`${day ?? wallTime(new Date()).slice(0, 10)}T${next}`));
  }
  return (
    <CalendarField
      {...props}
      typed={typed}
      placeholder="tomorrow 3pm"
      fallback="Date and time"
      meaning={isMoment(value) ? formatMoment(value) : undefined}
      day={day}
      valueOf={(picked) => momentAt(`${picked}T${time}`)}
    >
      <label className="mt-1.5 flex items-center justify-between gap-3 text-xs text-ink-muted">
        Time
        <Input
          type="time"
          aria-label="Time"
          className="w-30"
          // Belongs to no field of the form.
          id={undefined}
          value={time}
          onChange={(event) => event.target.value && takeTime(event.target.value)}
        />
      </label>
    </CalendarField>
  );
}

function isMoment(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value));
}
