import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { AuditEntry } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { formatAgo, formatDecimal, formatMoment } from "../records/format.ts";
import { useRecordType } from "../records/queries.ts";
import { ChangeList } from "./change-list.tsx";
import { labelOfAction, verbOf } from "./words.ts";

/** One event as a sentence; it unfolds to the diff and where it came from. */
export function AuditEntryLine({ entry }: { entry: AuditEntry }) {
  const type = useRecordType(entry.resource);
  const who = entry.user?.name ?? entry.user?.email ?? textIn(entry.actor, "name") ?? "NextCRM";
  const thing = type?.label.toLowerCase() ?? entry.resource.replaceAll("_", " ");
  const changed = Object.keys(entry.changes ?? {});
  const failed = entry.outcome && entry.outcome !== "success";
  return (
    <li>
      <details className="group">
        <summary className="flex list-none items-center gap-3 px-4 py-2.5 text-sm hover:bg-hover">
          <ChevronRight
            className="size-3.5 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
            aria-hidden
          />
          <Avatar name={who} size="md" className="max-sm:hidden" />
          <span className="min-w-0 flex-1">
            <span className="font-medium">{who}</span>{" "}
            <span className="text-ink-muted">{sentenceOf(entry, thing)}</span>{" "}
            {entry.resourceName && <span className="font-medium wrap-anywhere">{entry.resourceName}</span>}
            {entry.action === "UPDATE" && changed.length > 0 && (
              <span className="block truncate text-xs text-ink-faint">
                {changed.map((name) => labelOf(type, name)).join(", ")}
              </span>
            )}
          </span>
          {failed && <Badge tone="red">{labelOfAction(entry.outcome ?? "")}</Badge>}
          <time
            dateTime={entry.createdAt}
            title={formatMoment(entry.createdAt)}
            className="w-24 shrink-0 text-right text-xs text-ink-faint"
          >
            {formatAgo(entry.createdAt)}
          </time>
        </summary>
        <div className="px-4 pb-4 sm:pl-21">
          {changed.length > 0 && <ChangeList changes={entry.changes ?? {}} type={type} />}
          <Circumstances entry={entry} />
          {type && entry.resourceId && (
            <Link
              to="/$plural/$id"
              params={{ plural: type.plural, id: entry.resourceId }}
              search={{}}
              className="mt-2 inline-block rounded text-sm text-accent-text hover:underline"
            >
              Open the {thing}
            </Link>
          )}
        </div>
      </details>
    </li>
  );
}

const alone = new Set(["LOGIN", "LOGOUT"]);

function sentenceOf(entry: AuditEntry, thing: string): string {
  if (alone.has(entry.action)) return entry.outcome === "failure" ? "failed to sign in" : verbOf(entry.action);
  if (entry.action === "VIEW" && !entry.resourceId) return `looked at a list of ${thing} records`;
  return ownSentence(entry, thing) ?? `${verbOf(entry.action)} ${/^[aeiou]/.test(thing) ? "an" : "a"} ${thing}`;
}

/** Where "did it to a thing" would say the wrong thing: what names no record, or many at once. */
function ownSentence({ action, resource, context }: AuditEntry, thing: string): string | undefined {
  const count = (name: string) => Number(context[name] ?? 0);
  if (action === "INVITE") return "invited";
  if (action === "IMPORT" && resource === "sample_data") return "loaded sample data";
  if (action === "DELETE" && resource === "sample_data") return "removed sample data";
  if (action === "IMPORT" && context["undo"]) return "took back an import";
  if (action === "IMPORT" && resource === "import")
    return `imported ${formatDecimal(count("created") + count("updated"))} records`;
  if (context["bulk"] && action !== "DENIED")
    return `${verbOf(action)} ${count("changed")} of ${count("changed") + count("unchanged") + count("failed")} ${thing} records at once`;
  return undefined;
}

function labelOf(type: ReturnType<typeof useRecordType>, name: string): string {
  return type?.fields.find((field) => field.member === name || field.name === name)?.label ?? name;
}

function Circumstances({ entry }: { entry: AuditEntry }) {
  const facts = [
    ["When", formatMoment(entry.createdAt)],
    ["Address", entry.ipAddress],
    ["Program", entry.userAgent],
    ["Request", textIn(entry.context, "requestId")],
    ["Reason", entry.reason],
    ["Event", entry.id],
  ].filter(([, value]) => value);
  return (
    <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs text-ink-faint">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd className="wrap-anywhere text-ink-muted">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A member of an open object, where it is text. */
function textIn(object: Record<string, unknown> | null, name: string): string | undefined {
  const value = object?.[name];
  return typeof value === "string" ? value : undefined;
}
