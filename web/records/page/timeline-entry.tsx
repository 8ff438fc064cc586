import { Link } from "@tanstack/react-router";
import {
  CalendarClock,
  CircleCheckBig,
  FileText,
  History,
  MessageSquare,
  type LucideIcon,
  Mail,
  NotebookPen,
  Phone,
  Users,
} from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TimelineItem } from "../../api/contract.ts";
import { verbOf } from "../../audit/words.ts";
import { cn } from "../../components/class-names.ts";
import { today, wallTime } from "../clock.ts";
import { formatAgo, formatMoment, formatTime } from "../format.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";
import { TaskCheck } from "../task-check.tsx";
import { FoldedText } from "./folded-text.tsx";
import type { Chapter } from "./story.ts";
import { TimelineChanges } from "./timeline-changes.tsx";
import { TimelineItemMenu } from "./timeline-item-menu.tsx";

const NoteEditor = lazy(() => import("./note-editor.tsx").then((module) => ({ default: module.NoteEditor })));

const icons: Record<string, LucideIcon> = {
  note: NotebookPen,
  call: Phone,
  email: Mail,
  meeting: Users,
  task: CircleCheckBig,
  document: FileText,
  comment: MessageSquare,
  event: History,
};

type TimelineEntryProps = { chapter: Chapter; type: RecordType; record: StoredRecord };

export function TimelineEntry({ chapter, type, record }: TimelineEntryProps) {
  const { item, folded } = chapter;
  const [editing, setEditing] = useState(false);
  const Icon = icons[item.type ?? ""] ?? icons[item.kind] ?? CalendarClock;
  // Where a card lies on its board is of no interest here.
  const { position: _, ...changes } = chapter.changes;
  const file = storedFile(item);
  const told = Object.keys(changes).length > 0 && item.action !== "CREATE" && !file;
  return (
    <li className="group/entry flex gap-3">
      <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-full border border-line bg-canvas text-ink-muted">
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-2">
          <p className="flex min-h-6 min-w-0 flex-1 flex-wrap items-baseline gap-x-1.5 text-sm">
            <span className="font-medium">{item.by?.name ?? "NextCRM"}</span>
            <span className="text-ink-muted">
              {sentenceOf(item, type)}
              {folded > 1 && ` ${folded} times`}
            </span>
            <time dateTime={item.at} data-tooltip={formatMoment(item.at)} className="text-xs text-ink-faint">
              {isToday(item.at) ? formatAgo(item.at) : formatTime(item.at)}
            </time>
          </p>
          <TimelineItemMenu item={item} type={type} record={record} onEdit={() => setEditing(true)} />
        </div>
        {editing ? (
          <Suspense>
            <NoteEditor id={item.id} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          item.kind !== "event" && <ItemBody item={item} record={record} />
        )}
        {file && <p className="text-sm wrap-anywhere text-ink-muted">{file}</p>}
        {told && <TimelineChanges changes={changes} type={type} record={record} />}
      </div>
    </li>
  );
}

/** The day stands above what is older. */
function isToday(moment: string): boolean {
  return wallTime(new Date(moment)).slice(0, 10) === today();
}

function ItemBody({ item, record }: { item: TimelineItem; record: StoredRecord }) {
  if (!item.title && !item.body) return null;
  const done = item.kind === "task" && item.status === "completed";
  return (
    <div className="mt-1 rounded-lg border border-line px-3 py-2">
      {item.title && (
        <div className="flex items-start gap-2.5">
          {item.kind === "task" && <TaskCheck task={taskOf(item, record)} className="mt-0.5" />}
          <ItemTitle item={item} className={cn(done && "text-ink-faint line-through")} />
        </div>
      )}
      {item.body && item.body !== item.title && <FoldedText text={item.body} className="text-sm text-ink-muted" />}
    </div>
  );
}

/** A timeline knows of a task what its box needs: a new status is a new version to it. */
function taskOf(item: TimelineItem, record: StoredRecord): StoredRecord {
  return {
    ...record,
    id: item.id,
    displayName: item.title ?? "",
    status: item.status,
    version: item.status === "completed" ? 2 : 1,
    deletedAt: null,
  };
}

/** Activities, tasks and documents are records of their own, with a page each. */
function ItemTitle({ item, className }: { item: TimelineItem; className?: string }) {
  const type = useRecordType(item.kind);
  const classes = cn("text-sm font-medium wrap-anywhere", className);
  if (!type) return <p className={classes}>{item.title}</p>;
  return (
    <Link
      to="/$plural/$id"
      params={{ plural: type.plural, id: item.id }}
      search={{}}
      className={cn("rounded underline-offset-3 hover:underline", classes)}
    >
      {item.title}
    </Link>
  );
}

/** The name of the file that an event says was stored; its size and digest would tell nobody anything. */
function storedFile({ changes }: TimelineItem): string | undefined {
  const name = changes?.["filename"]?.to;
  return changes?.["sha256"] && typeof name === "string" ? name : undefined;
}

function sentenceOf(item: TimelineItem, type: RecordType): string {
  if (storedFile(item)) return "stored the file";
  if (item.kind === "event") return `${verbOf(item.action ?? "")} this ${type.label.toLowerCase()}`;
  if (item.kind === "task") return "added a task";
  if (item.kind === "comment") return "commented";
  if (item.kind === "document") return "added a document";
  const acts: Record<string, string> = {
    note: "wrote a note",
    call: "logged a call",
    email: "logged an email",
    meeting: "logged a meeting",
  };
  return acts[item.type ?? ""] ?? "added an activity";
}
