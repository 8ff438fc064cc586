import { memo, type RefObject, useEffect } from "react";
import type { RecordField, RecordType, StoredRecord } from "../../model.ts";
import { rowHeight } from "../column-layout.ts";
import { useVisibleRows } from "../visible-rows.ts";
import { LoadingRows, Spacer } from "./filling.tsx";
import { GridRow } from "./grid-row.tsx";
import type { Place } from "./place.ts";
import type { RowEdits } from "./use-cell-edits.ts";

/** At most so many rows before the end the next page is asked for: a fast scroll should not meet the end. */
const lookAhead = 120;
const spare = 10;

type GridRowsProps = {
  gridId: string;
  type: RecordType;
  fields: readonly RecordField[];
  records: readonly StoredRecord[];
  columns: number;
  scroller: RefObject<HTMLElement | null>;
  initialTop: number;
  loading: boolean;
  hasMore: boolean;
  loadMore: () => void;
  /** Undefined where nothing may be done with a selection. */
  selected: ReadonlySet<string> | undefined;
  active: Place | null;
  edits: ReadonlyMap<string, RowEdits>;
  onToggle: (index: number, extend: boolean) => void;
};

/** The rows in sight, of any number. Scrolling draws nothing else of the grid anew. */
export const GridRows = memo(function GridRows(props: GridRowsProps) {
  const { gridId, type, fields, records, columns, scroller, initialTop, loading, hasMore, loadMore } = props;
  const { selected, active, edits, onToggle } = props;
  const { first, end } = useVisibleRows({ count: records.length, height: rowHeight, scroller, spare, initialTop });
  useEffect(() => {
    if (hasMore && end >= records.length - Math.min(lookAhead, records.length / 3)) loadMore();
    // `loadMore` guards itself against a page that is under way.
  }, [hasMore, end, records.length, loadMore]);
  const after = (records.length - end) * rowHeight;
  return (
    <tbody>
      {first > 0 && <Spacer height={first * rowHeight} columns={columns} />}
      {records.slice(first, end).map((record, place) => (
        <GridRow
          key={record.id}
          gridId={gridId}
          type={type}
          fields={fields}
          record={record}
          index={first + place}
          isSelected={selected?.has(record.id)}
          activeColumn={active?.row === first + place ? active.column : undefined}
          edits={edits.get(record.id)}
          onToggle={onToggle}
        />
      ))}
      {after > 0 && <Spacer height={after} columns={columns} />}
      {loading && <LoadingRows key="loading" columns={columns} rows={12} />}
      {!loading && hasMore && <LoadingRows key="more" columns={columns} rows={2} />}
    </tbody>
  );
});
