import { useState } from "react";
import type { TaskColumn as Column } from "../api/contract.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { BoardFrame } from "../board/drag/board-frame.tsx";
import { keepFocus } from "../board/drag/card-focus.ts";
import { useBoardDrag } from "../board/drag/use-board-drag.ts";
import { nameOf } from "../records/model.ts";
import { AddSection } from "./add-section.tsx";
import { isOver } from "./board-query.ts";
import { columnId, shownTasks, TaskColumn } from "./task-column.tsx";
import { useSectionChanges } from "./use-section-changes.ts";
import { useTaskMoves } from "./use-task-moves.ts";

type TaskBoardProps = { projectId: string; columns: Column[]; mayWrite: boolean };

export function TaskBoard({ projectId, columns, mayWrite }: TaskBoardProps) {
  const moves = useTaskMoves(projectId);
  const sections = useSectionChanges(projectId);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  // Tasks outside all sections have a column only while there are some, or nothing else is there.
  const used = columns.filter(({ id, count }) => id !== null || count > 0);
  const shown = used.length > 0 ? used : columns;
  const cardsOf = (column: Column) => shownTasks(column, unfolded.has(columnId(column)));

  const drag = useBoardDrag({
    mayDrag: mayWrite,
    columns: shown.map((column) => ({
      id: columnId(column),
      name: column.name ?? "No section",
      cards: cardsOf(column).map((task) => ({ id: task.id, name: nameOf(task) })),
    })),
    onDrop: ({ card, to, place }) => {
      const task = columns.flatMap(({ tasks }) => tasks).find(({ id }) => id === card);
      if (task) void moves.move(task, to.column === "none" ? null : to.column, place);
    },
  });
  useShortcuts([{ keys: "mod+z", label: "Undo the last move", group: "Board", run: moves.undoLast }]);

  /** A task that is ticked off folds away under the focus: its neighbour takes it. */
  function focusNext(column: Column, changed: EventTarget) {
    const card =
      changed instanceof HTMLElement ? changed.closest<HTMLElement>("[data-card]")?.dataset["card"] : undefined;
    const cards = cardsOf(column).map(({ id }) => id);
    const at = cards.indexOf(card ?? "");
    if (card && at >= 0) keepFocus(() => drag.board.current, [card, cards[at + 1] ?? cards[at - 1] ?? card]);
  }
  function unfold(id: string, open: boolean) {
    const next = new Set(unfolded);
    if (open) next.add(id);
    else next.delete(id);
    setUnfolded(next);
  }
  return (
    <BoardFrame
      drag={drag}
      tabs={shown.map((column) => ({
        id: columnId(column),
        name: column.name ?? "No section",
        count: openCount(column),
      }))}
    >
      {shown.map((column) => (
        <div key={columnId(column)} className="contents" onChange={(event) => focusNext(column, event.target)}>
          <TaskColumn
            column={column}
            columns={columns}
            drag={drag}
            moves={moves}
            sections={sections}
            unfolded={unfolded.has(columnId(column))}
            onUnfold={(open) => unfold(columnId(column), open)}
          />
        </div>
      ))}
      {mayWrite && <AddSection onAdd={sections.add} />}
    </BoardFrame>
  );
}

function openCount({ count, tasks }: Column): number {
  return count - tasks.filter(isOver).length;
}
