import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { cn } from "./class-names.ts";

type Tab = { value: string; label: ReactNode; content: ReactNode; className?: string };
type TabsProps = { tabs: Tab[]; value: string; onChange: (value: string) => void };

/** Arrows, Home and End go from tab to tab, Enter and the space bar open one. */
export function Tabs({ tabs, value, onChange }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const buttons = [...(list.current?.children ?? [])].filter((tab) => tab.checkVisibility()) as HTMLElement[];
    const next = neighbour(event.key, buttons.indexOf(document.activeElement as HTMLElement), buttons.length);
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  }
  const open = tabs.find((tab) => tab.value === value);
  return (
    <div className="flex min-h-0 flex-col">
      <div
        ref={list}
        role="tablist"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="fades relative flex gap-4 [scrollbar-width:none] overflow-x-auto border-b border-line outline-none"
      >
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}${tab.value}`}
            aria-selected={tab === open}
            aria-controls={tab === open ? `${id}panel` : undefined}
            tabIndex={tab === open ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className={cn(
              "-mb-px h-9 border-b-2 border-transparent text-sm font-medium whitespace-nowrap text-ink-muted hover:text-ink aria-selected:border-accent aria-selected:text-ink pointer-coarse:h-11",
              tab.className,
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {open && (
        <div
          key={open.value}
          role="tabpanel"
          id={`${id}panel`}
          aria-labelledby={`${id}${open.value}`}
          tabIndex={0}
          className={cn("rounded-sm pt-4", open.className)}
        >
          {open.content}
        </div>
      )}
    </div>
  );
}

function neighbour(key: string, at: number, count: number): number | undefined {
  if (at < 0) return undefined;
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}
