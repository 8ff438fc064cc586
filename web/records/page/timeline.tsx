import { useInfiniteQuery } from "@tanstack/react-query";
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
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { TimelineItem } from "../../api/contract.ts";
import { useCan, useMe } from "../../app/session.ts";
import { ChangeList } from "../../audit/change-list.tsx";
import { verbOf } from "../../audit/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { useRecordChanges } from "../changes.ts";
import { formatAgo, formatMoment } from "../format.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";
import { NoteComposer } from "./note-composer.tsx";

/** What happened to and around a record, newest first. */
export function Timeline({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const items = useInfiniteQuery({
    queryKey: ["timeline", type.plural, record.id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/{plural}/{id}/timeline", {
        params: { plural: type.plural, id: record.id },
        query: pageParam ? { cursor: pageParam } : {},
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const all = items.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div>
      {can("records.write") && !record.deletedAt && <NoteComposer type={type} record={record} />}
      {items.isPending && <SkeletonLines lines={5} />}
      {items.isError && <ErrorState error={items.error} retry={() => void items.refetch()} />}
      {items.data && all.length === 0 && (
        <p className="py-8 text-center text-sm text-ink-muted">
          Nothing has happened yet. Notes, calls and changes show here.
        </p>
      )}
      <ol className="relative flex flex-col gap-4">
        {all.map((item) => (
          <TimelineEntry key={`${item.kind} ${item.id}`} item={item} type={type} record={record} />
        ))}
      </ol>
      {items.hasNextPage && (
        <Button className="mt-4" busy={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </div>
  );
}

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

type TimelineEntryProps = { item: TimelineItem; type: RecordType; record: StoredRecord };

function TimelineEntry({ item, type, record }: TimelineEntryProps) {
  const Icon = icons[item.type ?? ""] ?? icons[item.kind] ?? CalendarClock;
  // Where a card lies on its board is of no interest here.
  const { position: _, ...changes } = item.changes ?? {};
  return (
    <li className="flex gap-3">
      <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-full border border-line bg-canvas text-ink-muted">
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-sm">
          <span className="font-medium">{item.by?.name ?? "NextCRM"}</span>
          <span className="text-ink-muted">{sentenceOf(item, type)}</span>
          <time dateTime={item.at} title={formatMoment(item.at)} className="text-xs text-ink-faint">
            {formatAgo(item.at)}
          </time>
          {item.kind === "comment" && <CommentRemoval item={item} type={type} record={record} />}
        </p>
        {item.kind !== "event" && (item.title || item.body) && (
          <div className="mt-1.5 rounded-lg border border-line px-3 py-2">
            {item.title && <ItemTitle item={item} />}
            {item.body && item.body !== item.title && (
              <p className="text-sm wrap-anywhere whitespace-pre-line text-ink-muted">{item.body}</p>
            )}
          </div>
        )}
        {storedFile(item) && <p className="text-sm wrap-anywhere text-ink-muted">{storedFile(item)}</p>}
        {Object.keys(changes).length > 0 && item.action !== "CREATE" && !storedFile(item) && (
          <ChangeList changes={changes} type={type} />
        )}
      </div>
    </li>
  );
}

/** The name of the file that an event says was stored; its size and digest would tell nobody anything. */
function storedFile({ changes }: TimelineItem): string | undefined {
  const name = changes?.["filename"]?.to;
  return changes?.["sha256"] && typeof name === "string" ? name : undefined;
}

/** Its author takes a comment back; so may who deletes for good. */
function CommentRemoval({ item, type, record }: TimelineEntryProps) {
  const can = useCan();
  const { user } = useMe();
  const { refresh } = useRecordChanges(type);
  const [asking, setAsking] = useState(false);
  const mine = item.by?.id === user.id && can("records.write");
  if (record.deletedAt || !(mine || can("records.purge"))) return null;
  const params = { plural: type.plural, id: record.id, commentId: item.id };
  return (
    <>
      <button
        type="button"
        aria-label="Remove this comment"
        onClick={() => setAsking(true)}
        className="ml-auto rounded px-1 text-xs text-ink-faint hover:text-danger"
      >
        Remove
      </button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Remove this comment?"
        description={item.body}
        action="Remove"
        onConfirm={async () => {
          await call("DELETE /api/{plural}/{id}/comments/{commentId}", { params });
          refresh();
        }}
      />
    </>
  );
}

/** Activities, tasks and documents are records of their own, with a page each. */
function ItemTitle({ item }: { item: TimelineItem }) {
  const type = useRecordType(item.kind);
  if (!type) return <p className="text-sm font-medium wrap-anywhere">{item.title}</p>;
  return (
    <Link
      to="/$plural/$id"
      params={{ plural: type.plural, id: item.id }}
      search={{}}
      className="rounded text-sm font-medium wrap-anywhere underline-offset-3 hover:underline"
    >
      {item.title}
    </Link>
  );
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
