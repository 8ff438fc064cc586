import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { Segments } from "../../components/segments.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";
import { Composer, type ComposerWish } from "./composer.tsx";
import { storyOf } from "./story.ts";
import { TimelineEntry } from "./timeline-entry.tsx";
import { useMayEdit } from "./use-may-edit.ts";

type TimelineProps = { type: RecordType; record: StoredRecord; wish: ComposerWish | undefined };

/** What happened to and around a record, newest first, day by day. */
export function Timeline({ type, record, wish }: TimelineProps) {
  const mayEdit = useMayEdit(record);
  const [filter, setFilter] = useState<Filter>("all");
  const linked = useIsLinkable(type);
  const items = useInfiniteQuery({
    queryKey: ["timeline", type.plural, record.id, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/{plural}/{id}/timeline", {
        params: { plural: type.plural, id: record.id },
        query: { ...(pageParam && { cursor: pageParam }), ...(filter !== "all" && { kind: filter }) },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const days = storyOf(items.data?.pages.flatMap((page) => page.data) ?? []);
  return (
    <div>
      {mayEdit && <Composer type={type} record={record} wish={wish} />}
      {linked && <Segments label="Show" value={filter} options={filters} onChange={setFilter} className="mb-4" />}
      {items.isPending && <SkeletonLines lines={5} />}
      {items.isError && <ErrorState error={items.error} retry={() => void items.refetch()} />}
      {items.data && days.length === 0 && (
        <p className="py-8 text-center text-sm text-ink-muted">{filters.find(({ value }) => value === filter)?.none}</p>
      )}
      {days.map(({ day, chapters }) => (
        <section key={day} aria-label={day} className="mb-5">
          <h3 className="mb-3 text-xs font-medium text-ink-faint">{day}</h3>
          <ol className="flex flex-col gap-4">
            {chapters.map((chapter) => (
              <TimelineEntry
                key={`${chapter.item.kind} ${chapter.item.id}`}
                chapter={chapter}
                type={type}
                record={record}
              />
            ))}
          </ol>
        </section>
      ))}
      {items.hasNextPage && (
        <Button busy={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </div>
  );
}

const filters = [
  { value: "all", label: "All", none: "Nothing has happened yet. Notes, calls and changes appear here." },
  { value: "activity,comment", label: "Notes & activities", none: "No notes, calls, emails or meetings yet." },
  { value: "task", label: "Tasks", none: "No tasks yet. What needs doing next?" },
  { value: "document", label: "Files", none: "No files yet. Drop one anywhere on this page." },
  { value: "event", label: "Changes", none: "Nothing was changed yet." },
] as const;

type Filter = (typeof filters)[number]["value"];

/** Whether notes, tasks and files can be about records of the type. */
function useIsLinkable(type: RecordType): boolean {
  const links = useRecordType("activity")?.fields.find((field) => field.name === "links");
  return links?.targets?.includes(type.name) ?? false;
}
