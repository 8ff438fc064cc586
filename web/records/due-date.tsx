import { today } from "./clock.ts";
import { formatDate } from "./format.ts";

/** A day by which something is due; red when it has passed and the thing is still `open`. */
export function DueDate({ date, open }: { date: string; open: boolean }) {
  const late = open && hasPassed(date);
  return (
    <time dateTime={date} className={late ? "text-danger" : undefined}>
      {formatDate(date)}
      {late && <span className="sr-only"> (overdue)</span>}
    </time>
  );
}

function hasPassed(day: string): boolean {
  return day < today();
}
