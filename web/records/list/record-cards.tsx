import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { cn } from "../../components/class-names.ts";
import { SkeletonLines } from "../../components/states.tsx";
import { nameOf, type RecordField, type RecordType, type StoredRecord } from "../model.ts";
import { TaskCheck } from "../task-check.tsx";
import { FieldText } from "./field-text.tsx";
import { RecordMark } from "../record-mark.tsx";
import { useScrollMemory } from "./scroll-memory.ts";
import type { RecordTableProps } from "./record-table.tsx";
import { tellingFields } from "./telling-fields.ts";
import { useLongPress } from "./use-long-press.ts";
import { useVisibleRows } from "./visible-rows.ts";

const cardHeight = 64;
/** How many cards before the end the next page is asked for. */
const lookAhead = 40;

/** A list on a phone: a name, and below it the two or three values that tell most. */
export function RecordCards(props: RecordTableProps & { selecting: boolean }) {
  const { type, fields, records, loading, hasMore, loadMore, selected, onSelect, selecting } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useVisibleRows({ count: records.length, height: cardHeight, scroller, spare: 8 });
  useScrollMemory(scroller, `/${type.plural}`);
  useEffect(() => {
    if (hasMore && end >= records.length - lookAhead) loadMore();
    // `loadMore` guards itself against a page that is under way.
  }, [hasMore, end, records.length, loadMore]);
  const toggle = (id: string) =>
    onSelect?.((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      {loading && <SkeletonLines lines={10} />}
      <ul
        aria-label={type.pluralLabel}
        className="relative"
        style={{ height: records.length * cardHeight + (selecting ? 72 : 0) }}
      >
        {records.slice(first, end).map((record, place) => (
          <li
            key={record.id}
            className={cn(
              "absolute inset-x-0 top-0 flex h-16 items-center border-b border-line",
              selected.has(record.id) && "bg-accent-soft",
            )}
            style={{ transform: `translateY(${(first + place) * cardHeight}px)` }}
          >
            <Card
              type={type}
              fields={fields}
              record={record}
              selecting={selecting && onSelect !== undefined}
              isSelected={selected.has(record.id)}
              onToggle={onSelect && (() => toggle(record.id))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

type CardProps = {
  type: RecordType;
  fields: RecordField[];
  record: StoredRecord;
  selecting: boolean;
  isSelected: boolean;
  onToggle: (() => void) | undefined;
};

const bodyClass = "flex h-full min-w-0 flex-1 items-center gap-3 px-4 text-left select-none active:bg-hover";

function Card({ type, fields, record, selecting, isSelected, onToggle }: CardProps) {
  const press = useLongPress(onToggle);
  if (selecting) {
    // The label makes the whole card tick its box.
    return (
      <label className={bodyClass}>
        <Checkbox label={`Select ${nameOf(record)}`} checked={isSelected} onChange={() => onToggle?.()} />
        <CardText type={type} fields={fields} record={record} />
      </label>
    );
  }
  return (
    <>
      {type.name === "task" && <TaskCheck task={record} className="-mr-1 ml-4" />}
      <Link
        {...press}
        to="/$plural/$id"
        params={{ plural: type.plural, id: record.id }}
        search={{}}
        className={cn(bodyClass, "[-webkit-touch-callout:none]")}
      >
        {type.name !== "task" && <RecordMark type={type.name} name={nameOf(record)} />}
        <CardText type={type} fields={fields} record={record} />
      </Link>
    </>
  );
}

function CardText({ type, fields, record }: Pick<CardProps, "type" | "fields" | "record">) {
  const { side, below } = tellingFields(type, fields, record);
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base font-medium">{nameOf(record)}</span>
        <span className="flex h-5 items-center gap-1.5 overflow-hidden text-xs whitespace-nowrap text-ink-muted">
          {below.map((field, index) => (
            <span
              key={field.name}
              className={cn("inline-flex items-center gap-1.5", index === 0 ? "min-w-0 shrink" : "min-w-0 shrink")}
            >
              {index > 0 && (
                <span aria-hidden className="text-ink-faint">
                  ·
                </span>
              )}
              <FieldText field={field} record={record} />
            </span>
          ))}
        </span>
      </span>
      {side && (
        <span className="max-w-36 shrink-0 truncate text-sm tabular-nums">
          <FieldText field={side} record={record} />
        </span>
      )}
    </>
  );
}
