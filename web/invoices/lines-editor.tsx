import { Plus, Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { SortableList } from "../components/sortable-list.tsx";
import { FieldControl } from "../records/controls/field-control.tsx";
import { formatExactMoney } from "../records/format.ts";
import type { RecordField } from "../records/model.ts";
import { type Line, netOf, totalsOf } from "./line-totals.ts";
import { TotalsList } from "./totals-list.tsx";
import { type KeyedLine, useLines } from "./use-lines.ts";

/** How much of a card's twelve columns a kind of field takes. */
const cardSpans: Partial<Record<RecordField["kind"], string>> = {
  decimal: "col-span-4",
  text: "col-span-3",
  money: "col-span-5",
  percent: "col-span-6",
};

type LinesEditorProps = {
  field: RecordField;
  lines: readonly Line[];
  onChange: (lines: Line[]) => void;
  currency: string | null;
};

const gridClass =
  "grid min-w-0 shrink grow basis-full grid-cols-12 gap-2 @2xl:basis-0 @2xl:grid-cols-[minmax(8rem,1fr)_4.25rem_4.25rem_6.5rem_4.75rem_4.75rem] @2xl:gap-1.5";

/** The lines of an invoice as a table to write in, with totals that follow; in little room each line is a card. */
export function LinesEditor({ field, lines, onChange, currency }: LinesEditorProps) {
  const { keyed, removed, ...does } = useLines(lines, onChange);
  const columns = (field.fields ?? []).filter((column) => !column.readOnly);
  const [added, setAdded] = useState<string>();
  const area = useRef<HTMLDivElement>(null);
  const focus = (id: string) => area.current?.querySelector<HTMLElement>(`[data-line="${id}"] input`)?.focus();
  useEffect(() => {
    if (added) focus(added);
  }, [added]);

  /** Enter goes on to the next line, and makes it after the last. */
  function onEnter(event: KeyboardEvent, id: string) {
    if (event.key !== "Enter" || event.metaKey || event.ctrlKey || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = keyed[keyed.findIndex((one) => one.id === id) + 1];
    if (next) focus(next.id);
    else setAdded(does.add());
  }
  return (
    <div ref={area} className="@container flex flex-col gap-2">
      {keyed.length > 0 && <Heads columns={columns} />}
      <SortableList
        items={keyed}
        nameOf={({ line }) => nameOf(line)}
        onOrder={async (ids) => does.order(ids)}
        className="flex flex-col gap-2 @2xl:gap-1"
        rowClass="flex items-start gap-1 rounded-md border border-line py-2 pr-1.5 @2xl:items-center @2xl:border-transparent @2xl:py-0 @2xl:pl-0"
      >
        {(one) => (
          <LineRow
            one={one}
            columns={columns}
            currency={currency}
            onEnter={onEnter}
            onChange={(changes) => does.change(one.id, changes)}
            onRemove={() => does.remove(one.id)}
          />
        )}
      </SortableList>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex items-center gap-2">
          <Button size="sm" className="pointer-coarse:h-10" onClick={() => setAdded(does.add())}>
            <Plus aria-hidden />
            Add a line
          </Button>
          <span role="status" className="flex items-center gap-1 text-sm text-ink-muted">
            {removed && (
              <>
                Line removed.
                <Button look="quiet" size="sm" className="text-accent-text" onClick={does.putBack}>
                  Undo
                </Button>
              </>
            )}
          </span>
        </div>
        {keyed.length > 0 && (
          <div className="ml-auto w-64 max-w-full pr-9">
            <TotalsList totals={totalsOf(lines)} currency={currency} />
          </div>
        )}
      </div>
    </div>
  );
}

function Heads({ columns }: { columns: RecordField[] }) {
  return (
    <div aria-hidden className="hidden gap-1 pr-1.5 pl-7 text-2xs text-ink-faint @2xl:flex">
      <span className={gridClass}>
        {columns.map((column) => (
          <span key={column.name} className="truncate">
            {column.label}
          </span>
        ))}
      </span>
      <span className="w-24 text-right">Net total</span>
      <span className="w-7" />
    </div>
  );
}

type LineRowProps = {
  one: KeyedLine;
  columns: RecordField[];
  currency: string | null;
  onEnter: (event: KeyboardEvent, id: string) => void;
  onChange: (changes: Line) => void;
  onRemove: () => void;
};

function LineRow({ one: { id, line }, columns, currency, onEnter, onChange, onRemove }: LineRowProps) {
  const net = netOf(line);
  return (
    <div
      data-line={id}
      onKeyDown={(event) => onEnter(event, id)}
      className="flex min-w-0 flex-1 flex-wrap items-center gap-1"
    >
      <div className={gridClass}>
        {columns.map((column, at) => (
          <div
            key={column.name}
            className={cn("min-w-0 @2xl:col-span-1", at === 0 ? "col-span-12" : cardSpans[column.kind])}
          >
            <span aria-hidden className="mb-0.5 block truncate text-2xs text-ink-faint @2xl:hidden">
              {column.label}
            </span>
            <FieldControl
              field={column}
              label={column.label}
              value={line[column.member]}
              onChange={(value) => onChange({ [column.member]: value })}
            />
          </div>
        ))}
      </div>
      <span className="ml-auto w-24 text-right text-sm font-medium tabular-nums">
        {net === undefined ? "" : formatExactMoney(net, currency)}
      </span>
      <IconButton label={`Remove ${nameOf(line)}`} size="icon-sm" onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  );
}

function nameOf(line: Line): string {
  return typeof line["description"] === "string" && line["description"] !== "" ? line["description"] : "the line";
}
