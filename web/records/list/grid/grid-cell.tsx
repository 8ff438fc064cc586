import { memo } from "react";
import { cn } from "../../../components/class-names.ts";
import type { RecordField, RecordType, StoredRecord } from "../../model.ts";
import { FieldValue } from "../../value.tsx";
import { alignOf } from "../column-layout.ts";
import { RecordName } from "../record-name.tsx";

type GridCellProps = {
  id: string;
  type: RecordType;
  record: StoredRecord;
  /** Undefined for the name. */
  field: RecordField | undefined;
  column: number;
  isActive: boolean;
  isPending: boolean;
  fault: string | undefined;
  /** Where the name column sticks. */
  left: number;
};

const cellClass =
  "relative overflow-hidden border-b border-line px-3 text-ellipsis whitespace-nowrap data-active:outline-2 data-active:-outline-offset-2 data-active:outline-line-strong group-focus/grid:data-active:outline-accent aria-invalid:bg-danger-soft";

/** One value of a list. It draws itself again only when what it shows changes. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { id, type, record, field, column, isActive, isPending, fault, left } = props;
  return (
    <td
      id={id}
      data-column={column}
      data-active={isActive ? "" : undefined}
      data-tooltip={fault}
      aria-invalid={fault ? true : undefined}
      style={field ? undefined : { left }}
      className={cn(
        cellClass,
        alignOf(field),
        isPending && "text-ink-muted",
        !field &&
          "sticky z-1 bg-inherit group-data-scrolled/scroll:shadow-[6px_0_8px_-6px_oklch(0.2_0.02_265/0.2)] after:pointer-events-none after:absolute after:inset-y-0 after:right-0 after:w-px group-data-scrolled/scroll:after:bg-line",
      )}
    >
      {field ? <FieldValue field={field} record={record} /> : <RecordName type={type} record={record} />}
      {fault && <span className="sr-only">{fault}</span>}
    </td>
  );
});
