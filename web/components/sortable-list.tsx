import { GripVertical } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "./class-names.ts";

type SortableListProps<T extends { id: string }> = {
  items: readonly T[];
  nameOf: (item: T) => string;
  /** Keeps an order; resolves when `items` have it. Without it the list only shows. */
  onOrder?: ((ids: string[]) => Promise<unknown>) | undefined;
  label?: string;
  className?: string;
  rowClass?: string;
  children: (item: T) => ReactNode;
};

/** Rows that are put in order by dragging their handle, or with the arrow keys on it. */
export function SortableList<T extends { id: string }>(props: SortableListProps<T>) {
  const { items, nameOf, onOrder, label, className, rowClass, children } = props;
  const { ordered, move, commit, cancel } = useOrder(items, onOrder);
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  useDrag({
    list,
    dragged,
    move,
    end: (keep) => {
      setDragged(undefined);
      if (keep) commit();
      else cancel();
    },
  });
  function onKeyDown(event: KeyboardEvent, item: T, at: number) {
    if (event.key === "Escape" && dragged) return (setDragged(undefined), cancel());
    const to = at + (event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0);
    if (to === at) return;
    event.preventDefault();
    if (to < 0 || to >= ordered.length) return;
    move(item.id, to);
    commit();
    setSaid(`${nameOf(item)} is now ${to + 1} of ${ordered.length}`);
  }
  const grab = (event: PointerEvent, id: string) => event.button === 0 && setDragged(id);
  return (
    <>
      <ol ref={list} aria-label={label} className={className}>
        {ordered.map((item, at) => (
          <li
            key={item.id}
            className={cn(onOrder && "pl-1.5", rowClass, dragged === item.id && "relative bg-hover shadow-popup")}
          >
            {onOrder && (
              <button
                type="button"
                aria-label={`Move ${nameOf(item)}: arrow keys`}
                onPointerDown={(event) => grab(event, item.id)}
                onKeyDown={(event) => onKeyDown(event, item, at)}
                className="-my-1 flex h-8 w-6 shrink-0 touch-none items-center justify-center rounded text-ink-faint hover:bg-hover hover:text-ink pointer-coarse:size-10"
              >
                <GripVertical className="size-4" aria-hidden />
              </button>
            )}
            {children(item)}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

type Drag = {
  list: { current: HTMLOListElement | null };
  dragged: string | undefined;
  move: (id: string, to: number) => void;
  end: (keep: boolean) => void;
};

/** Follows the pointer wherever it goes; the row that it holds moves in the document, which would end a capture. */
function useDrag(drag: Drag) {
  const latest = useRef(drag);
  useEffect(() => {
    latest.current = drag;
  });
  const { dragged } = drag;
  useEffect(() => {
    if (dragged === undefined) return;
    const ended = new AbortController();
    const { signal } = ended;
    const follow = ({ clientY }: { clientY: number }) => {
      const rows = [...(latest.current.list.current?.children ?? [])];
      const under = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom);
      latest.current.move(dragged, under < 0 ? rows.length - 1 : under);
    };
    window.addEventListener("pointermove", follow, { signal });
    window.addEventListener("pointerup", () => latest.current.end(true), { signal });
    window.addEventListener("pointercancel", () => latest.current.end(false), { signal });
    return () => ended.abort();
  }, [dragged]);
}

/** The order as the person has made it, until it is kept; one order is sent at a time, the last one wins. */
function useOrder<T extends { id: string }>(items: readonly T[], keep: SortableListProps<T>["onOrder"]) {
  const [order, setOrder] = useState<string[]>();
  const pending = useRef<string[]>(undefined);
  const sent = useRef<string[]>(undefined);
  const busy = useRef(false);
  const byId = new Map(items.map((item) => [item.id, item]));
  const fits = order?.length === items.length && order.every((id) => byId.has(id));
  const ordered = fits ? order.flatMap((id) => byId.get(id) ?? []) : [...items];
  const ids = ordered.map(({ id }) => id);

  function move(id: string, to: number) {
    const from = ids.indexOf(id);
    if (from < 0 || from === to) return;
    const next = ids.toSpliced(from, 1).toSpliced(to, 0, id);
    pending.current = next;
    setOrder(next);
  }
  function commit() {
    if (!pending.current) return;
    sent.current = pending.current;
    pending.current = undefined;
    if (!busy.current) void send();
  }
  async function send() {
    busy.current = true;
    while (sent.current) {
      const next = sent.current;
      sent.current = undefined;
      await keep?.(next);
    }
    busy.current = false;
    if (!pending.current) setOrder(undefined);
  }
  function cancel() {
    pending.current = undefined;
    setOrder(undefined);
  }
  return { ordered, move, commit, cancel };
}
