import { type RefObject, useEffect, useRef, useState } from "react";
import { cn } from "../../components/class-names.ts";
import { formatDecimal } from "../../records/format.ts";

type ColumnTabsProps = {
  board: RefObject<HTMLDivElement | null>;
  tabs: { id: string; name: string; count: number }[];
};

/** On a phone: the names of the columns, of which the one on the screen is marked. */
export function ColumnTabs({ board, tabs }: ColumnTabsProps) {
  const shown = useShownColumn(board, tabs.length);
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = row.current?.children[shown];
    if (!(tab instanceof HTMLElement) || !row.current) return;
    row.current.scrollTo({ left: tab.offsetLeft - row.current.clientWidth / 2 + tab.clientWidth / 2 });
  }, [shown]);
  const show = (index: number) =>
    board.current?.querySelectorAll("[data-column]")[index]?.scrollIntoView({ inline: "center", block: "nearest" });
  return (
    <nav
      ref={row}
      aria-label="Columns"
      className="fades relative flex shrink-0 [scrollbar-width:none] overflow-x-auto border-b border-line px-2 sm:hidden"
    >
      {tabs.map(({ id, name, count }, index) => (
        <button
          key={id}
          type="button"
          aria-current={index === shown || undefined}
          onClick={() => show(index)}
          className={cn(
            "flex h-11 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm font-medium text-ink-muted",
            index === shown && "border-accent text-ink",
          )}
        >
          {name}
          <span className="text-xs font-normal text-ink-faint tabular-nums">{formatDecimal(count)}</span>
        </button>
      ))}
    </nav>
  );
}

/** Which column is in the middle of the screen. */
function useShownColumn(board: RefObject<HTMLDivElement | null>, count: number): number {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    const element = board.current;
    if (!element) return;
    const look = () => {
      const middle = element.getBoundingClientRect().left + element.clientWidth / 2;
      const columns = [...element.querySelectorAll("[data-column]")];
      const index = columns.findIndex((column) => column.getBoundingClientRect().right > middle);
      setShown(index < 0 ? Math.max(columns.length - 1, 0) : index);
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [board, count]);
  return shown;
}
