import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
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
  const [filter, setFilter] = useState<Filter>(filters[0]);
  const linked = useIsLinkable(type);
  const items = useInfiniteQuery({
    queryKey: ["timeline", type.plural, record.id, filter.kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/{plural}/{id}/timeline", {
        params: { plural: type.plural, id: record.id },
        query: { ...(pageParam && { cursor: pageParam }), ...(filter.kind && { kind: filter.kind }) },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const days = storyOf(items.data?.pages.flatMap((page) => page.data) ?? []);
  return (
    <div>
      {mayEdit && <Composer type={type} record={record} wish={wish} />}
      {linked && <FilterTabs filter={filter} onChange={setFilter} />}
      {items.isPending && <SkeletonLines lines={5} />}
      {items.isError && <ErrorState error={items.error} retry={() => void items.refetch()} />}
      {items.data && days.length === 0 && <p className="py-8 text-center text-sm text-ink-muted">{filter.none}</p>}
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

type Filter = { label: string; kind?: string; none: string };

const filters: readonly [Filter, ...Filter[]] = [
  { label: "All", none: "Nothing has happened yet. Notes, calls and changes show here." },
  { label: "Notes & activities", kind: "activity,comment", none: "No notes, calls, emails or meetings yet." },
  { label: "Tasks", kind: "task", none: "No tasks yet. What is to be done next?" },
  { label: "Files", kind: "document", none: "No files yet. Drop one anywhere on this page." },
  { label: "Changes", kind: "event", none: "Nothing was changed yet." },
];

function FilterTabs({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  return (
    <div role="group" aria-label="Show" className="mb-4 flex gap-1 overflow-x-auto">
      {filters.map((one) => (
        <button
          key={one.label}
          type="button"
          aria-pressed={one === filter}
          onClick={() => onChange(one)}
          className={cn(
            "h-7 shrink-0 rounded-full border border-transparent px-2.5 text-xs font-medium text-ink-muted hover:bg-hover hover:text-ink pointer-coarse:h-10 pointer-coarse:px-3.5",
            one === filter && "border-line-strong bg-surface text-ink",
          )}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}

/** Whether notes, tasks and files can be about records of the type. */
function useIsLinkable(type: RecordType): boolean {
  const links = useRecordType("activity")?.fields.find((field) => field.name === "links");
  return links?.targets?.includes(type.name) ?? false;
}
