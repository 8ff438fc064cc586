import { ChevronRight } from "lucide-react";
import { createContext, use, useState } from "react";
import type { AuditEntry } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { formatExactMoment, formatTime } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { Names } from "./change-list.tsx";
import { EventDetails } from "./event-details.tsx";
import { useLoggedType } from "./use-logged-types.ts";
import { isErased, labelOfOutcome, nameOfMember, nameOfThing, runByOf, sentenceOf, whoOf } from "./words.ts";

/** The event that the address names, and the one whose proof was asked for by key. */
export const WantedEvents = createContext<{
  shown?: string | undefined;
  toVerify?: string | undefined;
  /** Those that have just come. */
  fresh?: ReadonlySet<string>;
}>({});

/** One event as a sentence; it unfolds to the diff and where it came from. */
export function AuditEntryLine({ entry }: { entry: AuditEntry }) {
  const type = useLoggedType(entry.resource);
  const { shown, toVerify, fresh } = use(WantedEvents);
  const verify = toVerify === entry.id;
  const [open, setOpen] = useState(shown === entry.id);
  const [wasAsked, setWasAsked] = useState(verify);
  if (verify !== wasAsked) {
    setWasAsked(verify);
    if (verify) setOpen(true);
  }
  const who = whoOf(entry);
  const names = use(Names);
  const about = aboutOf(entry, names);
  const runBy = runByOf(entry);
  const thing = type?.label.toLowerCase() ?? thingWords(entry.resource);
  const changed = entry.action === "UPDATE" ? Object.keys(entry.changes ?? {}) : [];
  return (
    <li className={fresh?.has(entry.id) ? "transition-colors duration-1000 starting:bg-accent-soft" : undefined}>
      <details data-event-line className="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary
          data-event={entry.id}
          className="flex list-none items-center gap-3 px-4 py-2 text-sm -outline-offset-2 hover:bg-hover group-open:bg-hover pointer-coarse:py-3"
        >
          <ChevronRight
            className="size-3.5 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
            aria-hidden
          />
          <Avatar name={who} size="sm" className="max-sm:hidden" />
          <span className="min-w-0 flex-1 sm:truncate">
            <span className="font-medium">{who}</span> {runBy && <span className="text-ink-faint">as {runBy} </span>}
            <span className="text-ink-muted">{sentenceOf(entry, thing)}</span>{" "}
            {about && <span className={about.className}>{about.name}</span>}
            {changed.length > 0 && (
              <span className="text-ink-faint max-sm:block max-sm:truncate max-sm:text-xs sm:before:content-['_·_']">
                {changed.map((name) => labelOf(type, name)).join(", ")}
              </span>
            )}
          </span>
          {entry.outcome !== "success" && (
            // A refusal's sentence says so, and a phone has no room to say it twice.
            <span className={entry.action === "DENIED" ? "max-sm:hidden" : "contents"}>
              <Badge tone="red">{labelOfOutcome(entry.outcome)}</Badge>
            </span>
          )}
          <time
            dateTime={entry.createdAt}
            title={formatExactMoment(entry.createdAt)}
            className="min-w-16 shrink-0 whitespace-nowrap text-right text-xs text-ink-faint tabular-nums"
          >
            {formatTime(entry.createdAt)}
          </time>
        </summary>
        {open && <EventDetails entry={entry} type={type} thing={thing} who={who} verify={verify} />}
      </details>
    </li>
  );
}

/** The name that the thing had, or that it was somebody who is erased. Whoever joins is named already. */
function aboutOf({ action, resource, resourceId, resourceName, user }: AuditEntry, names: Record<string, string>) {
  if (action === "CREATE" && resource === "member" && resourceId === user?.id) return undefined;
  if (resourceName !== null) return { name: resourceName, className: "font-medium wrap-anywhere" };
  const erased = resourceId === null ? undefined : names[resourceId];
  return erased === undefined || !isErased(erased) || action === "ERASE"
    ? undefined
    : { name: erased, className: "text-ink-faint italic" };
}

function thingWords(resource: string): string {
  const name = nameOfThing(resource);
  return name.startsWith("API") ? name : name.toLowerCase();
}

function labelOf(type: RecordType | undefined, name: string): string {
  if (name === "custom") return "Custom fields";
  return type?.fields.find((field) => field.member === name || field.name === name)?.label ?? nameOfMember(name);
}
