import { today } from "./clock.ts";
import { formatDate, formatNearDay } from "./format.ts";

type DueDateProps = {
  date: string;
  open: boolean;
  /** As people say it, where there is little room; a form and a table want the date. */
  short?: boolean;
};

/** A day by which something is due; red when it has passed and the thing is still `open`. */
export function DueDate({ date, open, short = false }: DueDateProps) {
  const late = open && hasPassed(date);
  return (
    <time dateTime={date} className={late ? "text-danger" : undefined}>
      {short ? formatNearDay(date, today()) : formatDate(date)}
      {late && <span className="sr-only"> (overdue)</span>}
    </time>
  );
}

function hasPassed(day: string): boolean {
  return day < today();
}
