import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, CalendarDays } from "lucide-react";
import type { TaskColumn } from "../api/contract.ts";
import { dragHintId } from "../board/drag/board-frame.tsx";
import { CardFrame } from "../board/drag/card-list.tsx";
import { CardMenu } from "../board/drag/card-menu.tsx";
import type { BoardDrag } from "../board/drag/use-board-drag.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { cn } from "../components/class-names.ts";
import { MenuItem, MenuLabel } from "../components/menu.tsx";
import { toneOfChoice } from "../records/choice-tone.ts";
import { DueDate } from "../records/due-date.tsx";
import { nameOf, type Reference, type StoredRecord } from "../records/model.ts";
import { TaskCheck } from "../records/task-check.tsx";
import { isOver } from "./board-query.ts";
import type { TaskMoves } from "./use-task-moves.ts";

type TaskCardProps = {
  task: StoredRecord;
  column: TaskColumn;
  columns: TaskColumn[];
  /** The tasks of the column that are shown, in order. */
  shown: StoredRecord[];
  drag: BoardDrag;
  moves: TaskMoves;
};

export function TaskCard({ task, column, columns, shown, drag, moves }: TaskCardProps) {
  const over = isOver(task);
  return (
    <CardFrame drag={drag} id={task.id} className={cn(over && "bg-transparent shadow-none dark:bg-transparent")}>
      <div className="flex items-start gap-2">
        <TaskCheck task={task} className="z-1 mt-0.5" />
        <Link
          to="/$plural/$id"
          params={{ plural: "tasks", id: task.id }}
          search={{}}
          draggable={false}
          data-card-link
          aria-describedby={drag.mayDrag ? dragHintId : undefined}
          className={cn(
            "line-clamp-3 min-w-0 flex-1 rounded-sm text-sm leading-5 font-medium wrap-anywhere after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent",
            over && "font-normal text-ink-faint line-through",
          )}
        >
          {nameOf(task)}
        </Link>
        {drag.mayDrag && <Moves task={task} column={column} columns={columns} shown={shown} moves={moves} />}
      </div>
      <TaskFacts task={task} open={!over} />
    </CardFrame>
  );
}

function TaskFacts({ task, open }: { task: StoredRecord; open: boolean }) {
  const assignee = task["assignee"] as Reference | null;
  const who = assignee?.name ?? assignee?.title ?? "";
  const dueDate = task["dueDate"] as string | null;
  const priority = task["priority"] as string | null;
  const pressing = open && (priority === "high" || priority === "urgent") ? priority : undefined;
  if (!dueDate && !assignee && !pressing) return null;
  return (
    <div className="mt-1.5 flex min-h-5 flex-wrap items-center gap-2 pl-6 text-xs text-ink-muted tabular-nums">
      {dueDate && (
        <span className="flex items-center gap-1">
          <CalendarDays className="size-3 text-ink-faint" aria-hidden />
          <DueDate date={dueDate} open={open} short />
        </span>
      )}
      {pressing && <Badge tone={toneOfChoice(pressing)}>{pressing === "high" ? "High" : "Urgent"}</Badge>}
      {assignee && (
        <span className="ml-auto flex" data-tooltip={who}>
          <Avatar name={who} />
          <span className="sr-only">Assigned to {who}</span>
        </span>
      )}
    </div>
  );
}

function Moves({ task, column, columns, shown, moves }: Omit<TaskCardProps, "drag">) {
  const at = shown.indexOf(task);
  const [above, below] = [shown[at - 1], shown[at + 1]];
  const others = columns.filter((other) => other.id !== column.id);
  return (
    <CardMenu name={nameOf(task)}>
      {above && (
        <MenuItem onClick={() => void moves.move(task, column.id, { beforeId: above.id })}>
          <ArrowUp aria-hidden />
          Move up
        </MenuItem>
      )}
      {below && (
        <MenuItem onClick={() => void moves.move(task, column.id, { afterId: below.id })}>
          <ArrowDown aria-hidden />
          Move down
        </MenuItem>
      )}
      {others.length > 0 && <MenuLabel>Move to</MenuLabel>}
      {others.map((other) => (
        <MenuItem key={other.id ?? "none"} onClick={() => void moves.move(task, other.id, {})}>
          {other.name ?? "No section"}
        </MenuItem>
      ))}
    </CardMenu>
  );
}
