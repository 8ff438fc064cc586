import { useRef, useState } from "react";
import { readerLocale, readerTimeZone } from "../../app/reader.ts";
import { Input } from "../../components/input.tsx";
import { momentAt, wallTime } from "../clock.ts";
import { formatMoment } from "../format.ts";
import { CalendarPopover } from "./calendar-popover.tsx";
import { Meaning, textOf } from "./date-input.tsx";
import type { ControlProps } from "./field-control.tsx";
import { readMoment } from "./read-moment.ts";
import { useTypedText } from "./use-typed-text.ts";

/** A moment by the reader's clocks, typed (`tomorrow 3pm`) or picked; kept in UTC. */
export function DateTimeInput({ field, value, onChange, autoFocus, label }: ControlProps) {
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const wall = isMoment(value) ? wallTime(new Date(value)) : undefined;
  const [day, time] = [wall?.slice(0, 10), wall?.slice(11, 16) ?? "09:00"];
  const typed = useTypedText({
    value,
    onChange,
    write: (known) => (isMoment(known) ? formatMoment(known) : textOf(known)),
    read: (text) => readMoment(text, new Date(), { locale: readerLocale(), timeZone: readerTimeZone() }, time),
  });
  function take(next: string | null) {
    typed.settle();
    onChange(next);
  }
  function close() {
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
        placeholder="tomorrow 3pm"
        className="pr-9 tabular-nums placeholder:opacity-60 pointer-coarse:pr-11"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      <Meaning text={typed.isTyping && isMoment(value) ? formatMoment(value) : ""} />
      <CalendarPopover
        label={label ?? field.label ?? "Date and time"}
        day={day}
        open={open}
        onOpenChange={setOpen}
        onPick={(next) => {
          take(momentAt(`${next}T${time}`));
          close();
        }}
        {...(!field.required &&
          value !== null && {
            onClear: () => {
              take(null);
              close();
            },
          })}
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
            onChange={(event) =>
              event.target.value && take(momentAt(`${day ?? wallTime(new Date()).slice(0, 10)}T${event.target.value}`))
            }
          />
        </label>
      </CalendarPopover>
    </div>
  );
}

function isMoment(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value));
}
