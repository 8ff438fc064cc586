import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { SkeletonLines } from "../../components/states.tsx";
import { isEmpty, nameOf, type RecordField, type StoredRecord, valueOf } from "../model.ts";
import { TaskCheck } from "../task-check.tsx";
import { FieldText } from "./field-text.tsx";
import { RecordMark } from "./record-name.tsx";
import type { RecordTableProps } from "./record-table.tsx";

const cardHeight = 60;

/** A list on a phone: a name, and below it the two or three values that tell most. */
export function RecordCards({ type, fields, records, loading, hasMore, loadMore }: RecordTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // The React compiler is not used here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight,
    overscan: 8,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= records.length - 20) loadMore();
    // `loadMore` guards itself against a page that is under way.
  }, [hasMore, last, records.length, loadMore]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      {loading && <SkeletonLines lines={10} />}
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {visible.map((item) => {
          const record = records[item.index];
          if (!record) return null;
          const [side, ...rest] = telling(fields, record);
          return (
            <li
              key={record.id}
              className="absolute inset-x-0 top-0 flex items-center border-b border-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {type.name === "task" && <TaskCheck task={record} className="ml-4" />}
              <Link
                to="/$plural/$id"
                params={{ plural: type.plural, id: record.id }}
                search={{}}
                className="flex h-15 min-w-0 flex-1 items-center gap-3 px-4 active:bg-hover"
              >
                {type.name !== "task" && <RecordMark type={type} name={nameOf(record)} />}
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-base font-medium">{nameOf(record)}</span>
                  <span className="flex gap-2 overflow-hidden text-xs whitespace-nowrap text-ink-muted">
                    {rest.map((field) => (
                      <FieldText key={field.name} field={field} record={record} />
                    ))}
                  </span>
                </span>
                {side && (
                  <span className="max-w-32 shrink-0 truncate text-sm tabular-nums">
                    <FieldText field={side} record={record} />
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** First what belongs on the right (an amount, a status), then up to two more. */
function telling(fields: RecordField[], record: StoredRecord): RecordField[] {
  const name = nameOf(record);
  const filled = fields.filter((field) => {
    const value = valueOf(record, field);
    return !isEmpty(value) && !(typeof value === "string" && name.includes(value)) && field.kind !== "tags";
  });
  const side = filled.find((field) => field.kind === "money") ?? filled.find((field) => field.kind === "choice");
  const rest = filled.filter((field) => field !== side).slice(0, 2);
  return side ? [side, ...rest] : rest;
}
