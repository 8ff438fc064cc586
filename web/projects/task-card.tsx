import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Ellipsis } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { TaskColumn } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Menu, MenuItem, MenuLabel } from "../components/menu.tsx";
import { toneOfChoice } from "../records/choice-tone.ts";
import { nameOf, type Reference, type StoredRecord } from "../records/model.ts";
import { TaskCheck } from "../records/task-check.tsx";
import { DueDate } from "../records/due-date.tsx";
import { taskMedia } from "./task-column.tsx";
import type { BoardChanges } from "./use-board-changes.ts";

type TaskCardProps = {
  task: StoredRecord;
  column: TaskColumn;
  columns: TaskColumn[];
  /** Its place in the column. */
  at: number;
  changes: BoardChanges;
  mayWrite: boolean;
};

export function TaskCard({ task, column, columns, at, changes, mayWrite }: TaskCardProps) {
  const [dragged, setDragged] = useState(false);
  const [over, setOver] = useState(false);
  const assignee = task["assignee"] as Reference | null;
  const done = task["status"] === "completed";
  const priority = (task["priority"] as string | null) ?? "";

  // What is dropped on a card goes before it.
  function onDrop(event: DragEvent) {
    setOver(false);
    const id = event.dataTransfer.getData(taskMedia);
    const other = columns.flatMap(({ tasks }) => tasks).find((candidate) => candidate.id === id);
    if (!other) return;
    event.preventDefault();
    event.stopPropagation();
    if (other.id !== task.id) void changes.moveTask(other, column.id, { beforeId: task.id });
  }
  return (
    <li
      draggable={mayWrite}
      onDragStart={(event) => {
        event.dataTransfer.setData(taskMedia, task.id);
        event.dataTransfer.effectAllowed = "move";
        setDragged(true);
      }}
      onDragEnd={() => setDragged(false)}
      onDragEnter={(event) => setOver(mayWrite && event.dataTransfer.types.includes(taskMedia))}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={onDrop}
      className={cn(
        "relative rounded-lg border border-line bg-surface p-3 shadow-panel hover:border-line-strong dark:bg-raised",
        dragged && "opacity-50",
        over && !dragged && "border-t-accent",
      )}
    >
      <div className="flex items-start gap-2">
        <TaskCheck task={task} className="z-1 mt-0.5" />
        <Link
          to="/$plural/$id"
          params={{ plural: "tasks", id: task.id }}
          search={{}}
          draggable={false}
          className={cn(
            "min-w-0 flex-1 rounded text-sm font-medium wrap-anywhere after:absolute after:inset-0",
            done && "text-ink-faint line-through",
          )}
        >
          {nameOf(task)}
        </Link>
        {mayWrite && <CardMenu task={task} column={column} columns={columns} at={at} changes={changes} />}
      </div>
      {(Boolean(task["dueDate"]) || assignee || priority === "high" || priority === "urgent") && (
        <div className="mt-2 flex items-center gap-2 pl-6 text-xs text-ink-muted tabular-nums">
          {typeof task["dueDate"] === "string" && <DueDate date={task["dueDate"]} open={!done} />}
          {(priority === "high" || priority === "urgent") && (
            <Badge tone={toneOfChoice(priority)}>{capitalised(priority)}</Badge>
          )}
          {assignee && <Avatar name={assignee.name ?? assignee.title ?? ""} className="ml-auto" />}
        </div>
      )}
    </li>
  );
}

function CardMenu({ task, column, columns, at, changes }: Omit<TaskCardProps, "mayWrite">) {
  const above = column.tasks[at - 1];
  const below = column.tasks[at + 1];
  const others = columns.filter((other) => other.id !== column.id);
  return (
    <Menu
      trigger={
        <IconButton label={`Move ${nameOf(task)}`} size="icon-sm" className="relative z-1 -m-1.5">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {above && (
        <MenuItem onClick={() => void changes.moveTask(task, column.id, { beforeId: above.id })}>
          <ArrowUp aria-hidden />
          Move up
        </MenuItem>
      )}
      {below && (
        <MenuItem onClick={() => void changes.moveTask(task, column.id, { afterId: below.id })}>
          <ArrowDown aria-hidden />
          Move down
        </MenuItem>
      )}
      {others.length > 0 && <MenuLabel>Move to</MenuLabel>}
      {others.map((other) => (
        <MenuItem key={other.id ?? "none"} onClick={() => void changes.moveTask(task, other.id, {})}>
          {other.name ?? "No section"}
        </MenuItem>
      ))}
    </Menu>
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
