import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Input } from "../../components/input.tsx";
import { SortableList } from "../../components/sortable-list.tsx";
import type { RecordField, RecordType } from "../model.ts";
import { columnsOf, columnText } from "./column-order.ts";
import { useListState } from "./list-state.ts";

/** Which columns a list shows, and in which order. */
export function ColumnChooser({ type, titled = true }: { type: RecordType; titled?: boolean }) {
  const state = useListState();
  const [text, setText] = useState("");
  const { shown, hidden } = columnsOf(type, state.columns);
  const set = async (next: RecordField[]) => {
    if (next.length > 0) await state.setColumns(columnText(type, next));
  };
  const matching = hidden.filter((field) => field.label.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div className="flex flex-col gap-2">
      <div className={cn("flex items-center justify-between", titled && "min-h-7")}>
        {titled && <span className="text-sm font-medium">Columns</span>}
        {state.columns && (
          <Button look="quiet" size="sm" className="-mr-2" onClick={() => void state.setColumns(undefined)}>
            Reset
          </Button>
        )}
      </div>
      <SortableList
        label="Shown columns"
        className="-mx-1.5 max-h-64 overflow-y-auto"
        rowClass="flex items-center gap-1 rounded-md pl-0 hover:bg-hover"
        items={shown.map((field) => ({ id: field.name, field }))}
        nameOf={({ field }) => field.label}
        onOrder={(names) => set(names.flatMap((name) => shown.find((field) => field.name === name) ?? []))}
      >
        {({ field }) => (
          <>
            <span className="min-w-0 flex-1 truncate text-sm">{field.label}</span>
            <IconButton
              label={`Hide ${field.label}`}
              size="icon-sm"
              disabled={shown.length === 1}
              onClick={() => void set(shown.filter((one) => one !== field))}
            >
              <Eye aria-hidden />
            </IconButton>
          </>
        )}
      </SortableList>
      {hidden.length > 0 && (
        <>
          <span className="-mb-1 text-2xs font-medium text-ink-faint">Hidden</span>
          {hidden.length > 8 && (
            <Input
              aria-label="Find a hidden column"
              placeholder="Find…"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          <ul aria-label="Hidden columns" className="-mx-1.5 max-h-52 overflow-y-auto">
            {matching.map((field) => (
              <li key={field.name} className="flex items-center rounded-md pl-2 hover:bg-hover">
                <span className="min-w-0 flex-1 truncate text-sm text-ink-muted">{field.label}</span>
                <IconButton label={`Show ${field.label}`} size="icon-sm" onClick={() => void set([...shown, field])}>
                  <EyeOff aria-hidden />
                </IconButton>
              </li>
            ))}
            {matching.length === 0 && <li className="px-2 py-1 text-sm text-ink-faint">No such column.</li>}
          </ul>
        </>
      )}
    </div>
  );
}
