import { GripVertical } from "lucide-react";
import { type PointerEvent, type ReactNode, useState } from "react";
import { cn } from "../../components/class-names.ts";

type SortableRowsProps = {
  label: string;
  rows: { key: string; label: string }[];
  onMove: (from: number, to: number) => void;
  action: (index: number) => ReactNode;
};

type Drag = { from: number; to: number; startY: number; rowHeight: number };

/** Rows in an order of one's own: by dragging the handle, or with the arrow keys on it. */
export function SortableRows({ label, rows, onMove, action }: SortableRowsProps) {
  const [drag, setDrag] = useState<Drag>();
  const [said, setSaid] = useState("");

  function move(from: number, to: number) {
    if (to < 0 || to >= rows.length || from === to) return;
    onMove(from, to);
    setSaid(`${rows[from]?.label}: ${to + 1} of ${rows.length}`);
  }
  function begin(event: PointerEvent<HTMLButtonElement>, from: number) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const rowHeight = event.currentTarget.closest("li")?.offsetHeight ?? 32;
    setDrag({ from, to: from, startY: event.clientY, rowHeight });
  }
  function follow(event: PointerEvent) {
    if (!drag) return;
    const by = Math.round((event.clientY - drag.startY) / drag.rowHeight);
    const to = Math.max(0, Math.min(rows.length - 1, drag.from + by));
    if (to !== drag.to) setDrag({ ...drag, to });
  }
  function drop() {
    if (drag) move(drag.from, drag.to);
    setDrag(undefined);
  }
  return (
    <>
      <ul aria-label={label} className="-mx-1.5 max-h-64 overflow-y-auto">
        {rows.map((row, index) => (
          <li
            key={row.key}
            className={cn(
              "flex items-center rounded-md hover:bg-hover",
              drag?.from === index && "bg-pressed",
              drag && drag.to === index && drag.to < drag.from && "shadow-[inset_0_2px_0_var(--accent)]",
              drag && drag.to === index && drag.to > drag.from && "shadow-[inset_0_-2px_0_var(--accent)]",
            )}
          >
            <button
              type="button"
              aria-label={`Move ${row.label}`}
              data-tooltip="Drag, or press ↑ and ↓"
              className="flex size-7 cursor-grab touch-none items-center justify-center rounded text-ink-faint active:cursor-grabbing focus-visible:-outline-offset-2 pointer-coarse:size-10"
              onPointerDown={(event) => begin(event, index)}
              onPointerMove={follow}
              onPointerUp={drop}
              onPointerCancel={() => setDrag(undefined)}
              onKeyDown={(event) => {
                const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                if (by === 0) return;
                event.preventDefault();
                move(index, index + by);
              }}
            >
              <GripVertical className="size-4" aria-hidden />
            </button>
            <span className="min-w-0 flex-1 truncate text-sm">{row.label}</span>
            {action(index)}
          </li>
        ))}
      </ul>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
