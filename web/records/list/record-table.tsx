import { useVirtualizer } from "@tanstack/react-virtual";
import { type Dispatch, type SetStateAction, useEffect, useRef } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { cn } from "../../components/class-names.ts";
import { Skeleton } from "../../components/states.tsx";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";
import { nameOf } from "../model.ts";
import { FieldValue } from "../value.tsx";
import { ColumnHeader } from "./column-header.tsx";
import { alignOf, widthOf } from "./column-layout.ts";
import { RecordName } from "./record-name.tsx";

const rowHeight = 38;
const selectWidth = 44;
const cellClass = "overflow-hidden border-b border-line px-3 text-ellipsis whitespace-nowrap first:pl-4";

export type RecordTableProps = {
  type: RecordType;
  fields: RecordField[];
  records: StoredRecord[];
  loading: boolean;
  hasMore: boolean;
  loadMore: () => void;
  selected: ReadonlySet<string>;
  /** Absent where nothing may be done with a selection. */
  onSelect: Dispatch<SetStateAction<ReadonlySet<string>>> | undefined;
};

/** Rows of any number, of which only the visible ones exist. */
export function RecordTable({
  type,
  fields,
  records,
  loading,
  hasMore,
  loadMore,
  selected,
  onSelect,
}: RecordTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = [nameColumn, ...fields.map((field) => field.name)];
  // The React compiler is not used here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= records.length - 30) loadMore();
    // `loadMore` guards itself against a page that is under way.
  }, [hasMore, last, records.length, loadMore]);

  const width = columns.reduce((sum, name) => sum + widthOf(fields, name), selectWidth);
  const before = visible[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto overscroll-contain" tabIndex={-1}>
      <table
        className="w-full table-fixed border-separate border-spacing-0 text-sm"
        style={{ minWidth: width }}
        aria-rowcount={records.length + 1}
      >
        <caption className="sr-only">{type.pluralLabel}</caption>
        <colgroup>
          {onSelect && <col style={{ width: selectWidth }} />}
          {columns.map((name) => (
            <col key={name} style={{ width: widthOf(fields, name) }} />
          ))}
          <col />
        </colgroup>
        <thead className="sticky top-0 z-10 bg-surface">
          <tr aria-rowindex={1}>
            {onSelect && (
              <th scope="col" className="border-b border-line pl-4 text-left">
                <SelectAll records={records} selected={selected} onSelect={onSelect} />
              </th>
            )}
            {columns.map((name) => (
              <ColumnHeader key={name} name={name} fields={fields} type={type} />
            ))}
            <th aria-hidden className="border-b border-line" />
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} />}
          {visible.map((item) => {
            const record = records[item.index];
            if (!record) return null;
            return (
              <tr
                key={record.id}
                aria-rowindex={item.index + 2}
                aria-selected={onSelect ? selected.has(record.id) : undefined}
                className="group h-9.5 hover:bg-hover aria-selected:bg-accent-soft"
              >
                {onSelect && (
                  <td className="border-b border-line pl-4">
                    <Checkbox
                      label={`Select ${nameOf(record)}`}
                      checked={selected.has(record.id)}
                      onChange={() => onSelect(toggled(record.id))}
                    />
                  </td>
                )}
                <td className={cellClass}>
                  <RecordName type={type} record={record} />
                </td>
                {fields.map((field) => (
                  <td key={field.name} className={cn(cellClass, alignOf(fields, field.name))}>
                    <FieldValue field={field} record={record} />
                  </td>
                ))}
                <td className="border-b border-line" />
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} />}
          {(loading || hasMore) && (
            <LoadingRows columns={columns.length + (onSelect ? 2 : 1)} rows={loading ? 12 : 2} />
          )}
        </tbody>
      </table>
    </div>
  );
}

const nameColumn = "displayName";

function toggled(id: string) {
  return (now: ReadonlySet<string>) => {
    const next = new Set(now);
    if (!next.delete(id)) next.add(id);
    return next;
  };
}

type SelectAllProps = Pick<RecordTableProps, "records" | "selected"> & { onSelect: (ids: ReadonlySet<string>) => void };

function SelectAll({ records, selected, onSelect }: SelectAllProps) {
  const all = records.length > 0 && selected.size >= records.length;
  return (
    <Checkbox
      label="Select all that are loaded"
      checked={all}
      indeterminate={selected.size > 0 && !all}
      onChange={() => onSelect(all ? new Set() : new Set(records.map((record) => record.id)))}
    />
  );
}

/** Stands for rows that are out of sight, so that the scroll bar tells the truth. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}

function LoadingRows({ columns, rows }: { columns: number; rows: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} className="h-9.5" aria-hidden>
      {Array.from({ length: columns }, (__, column) => (
        <td key={column} className="border-b border-line px-3">
          <Skeleton className={(row + column) % 3 ? "w-24" : "w-16"} />
        </td>
      ))}
    </tr>
  ));
}
