import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { AuditEntry } from "../../api/contract.ts";
import { sentence } from "../../api/problem.ts";
import { ChangeList } from "../../audit/change-list.tsx";
import { Circumstances } from "../../audit/event-details.tsx";
import { labelOfOutcome, nameOfThing, sentenceOf, whoOf } from "../../audit/words.ts";
import { Badge } from "../../components/badge.tsx";
import { formatAgo, formatExactMoment } from "../../records/format.ts";

/** An event above organizations as a sentence; it unfolds to what changed, why, and where it came from. */
export function LogLine({ entry }: { entry: AuditEntry }) {
  const [open, setOpen] = useState(false);
  const changes = entry.changes ?? {};
  return (
    <li>
      <details className="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex list-none items-center gap-3 px-4 py-2 text-sm hover:bg-hover pointer-coarse:py-3">
          <ChevronRight
            className="size-3.5 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
            aria-hidden
          />
          <span className="min-w-0 flex-1 sm:truncate">
            <span className="font-medium">{whoOf(entry)}</span>{" "}
            <span className="text-ink-muted">{sentenceOf(entry, nameOfThing(entry.resource).toLowerCase())}</span>{" "}
            {entry.resourceName !== null && <span className="font-medium wrap-anywhere">{entry.resourceName}</span>}
          </span>
          {entry.outcome !== "success" && <Badge tone="red">{labelOfOutcome(entry.outcome)}</Badge>}
          <time
            dateTime={entry.createdAt}
            title={formatExactMoment(entry.createdAt)}
            className="shrink-0 text-xs text-ink-faint tabular-nums"
          >
            {formatAgo(entry.createdAt)}
          </time>
        </summary>
        {open && (
          <div className="flex flex-col gap-3 bg-canvas px-4 pt-3 pb-4 sm:pl-11">
            {entry.reason && <p className="text-sm text-ink-muted">{sentence(entry.reason)}</p>}
            {Object.keys(changes).length > 0 && <ChangeList changes={changes} type={undefined} />}
            <Circumstances entry={entry} />
          </div>
        )}
      </details>
    </li>
  );
}
