import { memo, useLayoutEffect, useRef } from "react";
import { Checkbox } from "../../../components/checkbox.tsx";
import { nameOf, type RecordField, type RecordType, type StoredRecord } from "../../model.ts";
import { nameColumn, selectWidth } from "../column-layout.ts";
import { GridCell } from "./grid-cell.tsx";
import type { RowEdits } from "./use-cell-edits.ts";

type GridRowProps = {
  gridId: string;
  type: RecordType;
  fields: readonly RecordField[];
  record: StoredRecord;
  index: number;
  /** Undefined where nothing may be done with a selection. */
  isSelected: boolean | undefined;
  activeColumn: number | undefined;
  edits: RowEdits | undefined;
  onToggle: (index: number, extend: boolean) => void;
};

export function cellId(gridId: string, row: number, column: number): string {
  return `${gridId}${row}-${column}`;
}

/** One record. Scrolling, hovering and what happens to other rows leave it as it is. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { gridId, type, fields, record, index, isSelected, activeColumn, edits, onToggle } = props;
  const own = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    // The grid is one stop of the Tab key; within it the arrows lead, and Enter opens.
    own.current?.querySelectorAll<HTMLElement>("a, button, input").forEach((part) => (part.tabIndex = -1));
  });
  const withSelect = isSelected !== undefined;
  const columns = [nameColumn, ...fields.map((field) => field.name)];
  return (
    <tr
      ref={own}
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className="group h-9.5 bg-surface hover:bg-hover aria-selected:bg-accent-soft"
    >
      {withSelect && (
        <td className="sticky left-0 z-1 border-b border-line bg-inherit pl-4">
          <span onClickCapture={(event) => event.shiftKey && (event.preventDefault(), onToggle(index, true))}>
            <Checkbox label={`Select ${nameOf(record)}`} checked={isSelected} onChange={() => onToggle(index, false)} />
          </span>
        </td>
      )}
      {columns.map((name, column) => {
        const edit = edits?.get(name);
        return (
          <GridCell
            key={name}
            id={cellId(gridId, index, column)}
            type={type}
            record={edit?.shown ?? record}
            field={fields[column - 1]}
            column={column}
            isActive={activeColumn === column}
            isPending={edit !== undefined && edit.fault === undefined}
            fault={edit?.fault}
            left={withSelect ? selectWidth : 0}
          />
        );
      })}
      <td className="border-b border-line" />
    </tr>
  );
});
