import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { readerLocale, readerWeekStart } from "../../app/reader.ts";
import { IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { today } from "../clock.ts";
import { addDays, addMonths, dayFrom, partsOf, weekdayOf } from "./calendar-days.ts";

type CalendarProps = { value: string | undefined; onPick: (day: string) => void };

/** A month as a grid of days, by keyboard as the ARIA date grid: arrows, Home, End, Page Up and Down. */
export function Calendar({ value, onPick }: CalendarProps) {
  const [at, setAt] = useState(value ?? today());
  const grid = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(true);
  useEffect(() => {
    if (wantsFocus.current) grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    wantsFocus.current = false;
  }, [at]);

  function move(to: string | undefined) {
    if (!to) return;
    wantsFocus.current = true;
    setAt(to);
  }
  function onKeyDown(event: KeyboardEvent) {
    const step = steps[event.key]?.(at, event.shiftKey);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(step);
  }
  const { year, month } = partsOf(at);
  const first = dayFrom(year, month, 1) ?? at;
  const title = written({ month: "long", year: "numeric" }, first);
  return (
    <div>
      <div className="mb-1 flex items-center justify-between">
        <IconButton label="Previous month" size="icon-sm" onClick={() => setAt(addMonths(at, -1))}>
          <ChevronLeft aria-hidden />
        </IconButton>
        <span aria-live="polite" className="text-sm font-medium">
          {title}
        </span>
        <IconButton label="Next month" size="icon-sm" onClick={() => setAt(addMonths(at, 1))}>
          <ChevronRight aria-hidden />
        </IconButton>
      </div>
      <table ref={grid} role="grid" aria-label={title} onKeyDown={onKeyDown} className="w-full table-fixed">
        <thead>
          <tr>
            {weekOf(startOfWeek(first)).map((day) => (
              <th key={day} scope="col" abbr={written({ weekday: "long" }, day)} className="h-7 pointer-coarse:h-9">
                <span className="text-2xs font-medium text-ink-faint">{written({ weekday: "short" }, day)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(first).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <DayCell key={day} day={day} month={month} current={at} chosen={value} onPick={onPick} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type DayCellProps = {
  day: string;
  month: number;
  current: string;
  chosen: string | undefined;
  onPick: (day: string) => void;
};

function DayCell({ day, month, current, chosen, onPick }: DayCellProps) {
  const isChosen = day === chosen;
  const isToday = day === today();
  return (
    <td role="gridcell" aria-selected={isChosen} className="p-0 text-center">
      <button
        type="button"
        tabIndex={day === current ? 0 : -1}
        aria-label={written({ dateStyle: "full" }, day)}
        aria-current={isToday ? "date" : undefined}
        onClick={() => onPick(day)}
        className={cn(
          "mx-auto flex size-8 items-center justify-center rounded-md text-sm tabular-nums hover:bg-hover pointer-coarse:size-10",
          partsOf(day).month !== month && "text-ink-faint",
          isToday && "font-semibold text-accent-text",
          isChosen && "bg-accent text-accent-ink hover:bg-accent-hover",
        )}
      >
        {partsOf(day).day}
      </button>
    </td>
  );
}

type Step = (from: string, shift: boolean) => string;

const steps: Record<string, Step> = {
  ArrowLeft: (from) => addDays(from, -1),
  ArrowRight: (from) => addDays(from, 1),
  ArrowUp: (from) => addDays(from, -7),
  ArrowDown: (from) => addDays(from, 7),
  Home: startOfWeek,
  End: (from) => addDays(startOfWeek(from), 6),
  PageUp: (from, shift) => addMonths(from, shift ? -12 : -1),
  PageDown: (from, shift) => addMonths(from, shift ? 12 : 1),
};

function startOfWeek(day: string): string {
  return addDays(day, -((weekdayOf(day) + 8 - readerWeekStart()) % 7));
}

function weekOf(start: string): string[] {
  return Array.from({ length: 7 }, (_, at) => addDays(start, at));
}

/** Six weeks, so that the months are of one height. */
function weeksOf(first: string): string[][] {
  return Array.from({ length: 6 }, (_, at) => weekOf(addDays(startOfWeek(first), 7 * at)));
}

export function written(options: Intl.DateTimeFormatOptions, day: string): string {
  return new Intl.DateTimeFormat(readerLocale(), { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
