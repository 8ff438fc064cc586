import type { ReactNode } from "react";
import { cn } from "../../components/class-names.ts";
import { ColumnTabs } from "./column-tabs.tsx";
import type { BoardDrag } from "./use-board-drag.ts";

type BoardFrameProps = {
  drag: BoardDrag;
  /** What the switcher between columns shows on a phone. */
  tabs: { id: string; name: string; count: number }[];
  children: ReactNode;
};

export const dragHintId = "board-drag-hint";

/** The columns side by side; on a phone one fills the screen and a row of names leads to the others. */
export function BoardFrame({ drag: { board, held, said }, tabs, children }: BoardFrameProps) {
  return (
    <>
      <ColumnTabs board={board} tabs={tabs} />
      <div
        ref={board}
        className={cn(
          "flex min-h-0 flex-1 scroll-px-4 gap-3 overflow-x-auto overscroll-x-contain bg-canvas/50 px-4 pt-2 pb-1 sm:pt-3",
          held ? "cursor-grabbing" : "max-sm:snap-x max-sm:snap-mandatory",
        )}
      >
        {children}
      </div>
      <p id={dragHintId} hidden>
        Press Space to pick up, arrows to move, Space to drop.
      </p>
      <p role="status" aria-live="assertive" className="sr-only">
        {said}
      </p>
    </>
  );
}
