import { ChevronRight } from "lucide-react";
import type { TaskColumn as Column } from "../api/contract.ts";
import { CardList } from "../board/drag/card-list.tsx";
import { MoreCards } from "../board/drag/more-cards.tsx";
import type { BoardDrag } from "../board/drag/use-board-drag.ts";
import { NameForm } from "../board/name-form.tsx";
import { cn } from "../components/class-names.ts";
import { formatDecimal } from "../records/format.ts";
import { isOver } from "./board-query.ts";
import { SectionHeader } from "./section-header.tsx";
import { TaskCard } from "./task-card.tsx";
import type { SectionChanges } from "./use-section-changes.ts";
import type { TaskMoves } from "./use-task-moves.ts";

type TaskColumnProps = {
  column: Column;
  columns: Column[];
  drag: BoardDrag;
  moves: TaskMoves;
  sections: SectionChanges;
  unfolded: boolean;
  onUnfold: (unfolded: boolean) => void;
};

/** The id that a column has on the board; the tasks in no section have none of their own. */
export function columnId({ id }: Column): string {
  return id ?? "none";
}

/** What a column shows: what is still to be done, then what is over, once it is unfolded. */
export function shownTasks({ tasks }: Column, unfolded: boolean) {
  const open = tasks.filter((task) => !isOver(task));
  return unfolded ? [...open, ...tasks.filter(isOver)] : open;
}

/** One section: its name, a line to add a task, and its tasks in order. */
export function TaskColumn({ column, columns, drag, moves, sections, unfolded, onUnfold }: TaskColumnProps) {
  const name = column.name ?? "No section";
  const shown = shownTasks(column, unfolded);
  const over = column.tasks.filter(isOver);
  const open = shown.filter((task) => !isOver(task));
  const card = (task: Column["tasks"][number]) => (
    <TaskCard task={task} column={column} columns={columns} shown={shown} drag={drag} moves={moves} />
  );
  return (
    <section
      aria-label={name}
      data-column={columnId(column)}
      className={cn(
        "flex min-w-60 shrink-0 flex-1 basis-60 snap-center flex-col rounded-xl transition-colors max-sm:min-w-[calc(100vw-2rem)] sm:max-w-80",
        drag.held?.to.column === columnId(column) && "bg-accent-soft",
      )}
    >
      <SectionHeader column={column} columns={columns} sections={sections} mayWrite={drag.mayDrag} name={name} />
      <ul data-cards className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-0.5 pt-0.5 pb-4">
        {drag.mayDrag && (
          <li>
            <NameForm
              label={`New task in ${name}`}
              placeholder="Add a task"
              onSubmit={(title) => moves.add(title, column.id)}
            />
          </li>
        )}
        {open.length === 0 && (over.length === 0 || !drag.mayDrag) && (
          <li className="rounded-lg border border-dashed border-line-strong py-5 text-center text-xs text-ink-faint">
            {drag.mayDrag ? "Nothing here. Type above, or drag a task here." : "Nothing to do"}
          </li>
        )}
        <CardList
          drag={drag}
          column={columnId(column)}
          cards={shown}
          between={open.length}
          fold={
            over.length > 0 && (
              <li>
                <button
                  type="button"
                  aria-expanded={unfolded}
                  onClick={() => onUnfold(!unfolded)}
                  className="flex h-8 w-full items-center gap-1.5 rounded-md px-1.5 text-xs text-ink-muted hover:bg-hover hover:text-ink pointer-coarse:h-10"
                >
                  <ChevronRight className={cn("size-3.5 transition-transform", unfolded && "rotate-90")} aria-hidden />
                  {formatDecimal(over.length)} done
                </button>
              </li>
            )
          }
        >
          {card}
        </CardList>
        {column.nextCursor && column.tasks.length < column.count && (
          <MoreCards left={column.count - column.tasks.length} load={() => moves.loadMore(column)} />
        )}
      </ul>
    </section>
  );
}
