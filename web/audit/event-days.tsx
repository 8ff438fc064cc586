import type { AuditEntry } from "../api/contract.ts";
import { wallTime } from "../records/clock.ts";
import { formatDate } from "../records/format.ts";
import { AuditEntryLine } from "./audit-entry.tsx";
import { daysAgo } from "./periods.ts";

/** Events under the day on which they happened, as the reader's clock has it. */
export function EventDays({ entries }: { entries: readonly AuditEntry[] }) {
  const days = Map.groupBy(entries, (entry) => wallTime(new Date(entry.createdAt)).slice(0, 10));
  return [...days].map(([day, events]) => (
    <section key={day} aria-label={nameOfDay(day)}>
      <h2 className="sticky top-0 border-y border-line bg-canvas px-4 py-1.5 text-xs font-medium text-ink-muted">
        {nameOfDay(day)}
      </h2>
      <ol className="divide-y divide-line">
        {events.map((entry) => (
          <AuditEntryLine key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  ));
}

function nameOfDay(day: string): string {
  if (day === daysAgo(0)) return "Today";
  return day === daysAgo(1) ? "Yesterday" : formatDate(day);
}
