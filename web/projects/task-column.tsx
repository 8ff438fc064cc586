import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { TaskColumn as Column } from "../api/contract.ts";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Confirm } from "../components/confirm.tsx";
import { Menu, MenuItem } from "../components/menu.tsx";
import { formatDecimal } from "../records/format.ts";
import { NameForm } from "../board/name-form.tsx";
import { TaskCard } from "./task-card.tsx";
import type { BoardChanges } from "./use-board-changes.ts";

export const taskMedia = "application/x-nextcrm-task";

type TaskColumnProps = {
  projectId: string;
  column: Column;
  columns: Column[];
  changes: BoardChanges;
  mayWrite: boolean;
};

/** One section: its name, a line to add a task, and its tasks in order. */
export function TaskColumn({ projectId, column, columns, changes, mayWrite }: TaskColumnProps) {
  const [over, setOver] = useState(false);
  const name = column.name ?? "No section";

  function onDragOver(event: DragEvent) {
    if (!mayWrite || !event.dataTransfer.types.includes(taskMedia)) return;
    event.preventDefault();
    setOver(true);
  }
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const id = event.dataTransfer.getData(taskMedia);
    const task = columns.flatMap(({ tasks }) => tasks).find((candidate) => candidate.id === id);
    const last = column.tasks.filter((other) => other.id !== id).at(-1);
    if (task) void changes.moveTask(task, column.id, last ? { afterId: last.id } : {});
  }
  return (
    <section
      aria-label={name}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn("flex w-72 shrink-0 snap-start flex-col rounded-xl max-sm:w-[82vw]", over && "bg-accent-soft")}
    >
      <ColumnHeader column={column} columns={columns} changes={changes} mayWrite={mayWrite} name={name} />
      <ul className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-0.5 pb-3">
        {mayWrite && (
          <li>
            <NameForm
              label={`New task in ${name}`}
              placeholder="Add a task"
              onSubmit={(title) => changes.addTask(title, column.id)}
            />
          </li>
        )}
        {column.tasks.length === 0 && !mayWrite && (
          <li className="rounded-lg border border-dashed border-line-strong py-6 text-center text-xs text-ink-faint">
            No tasks
          </li>
        )}
        {column.tasks.map((task, at) => (
          <TaskCard
            key={task.id}
            task={task}
            column={column}
            columns={columns}
            at={at}
            changes={changes}
            mayWrite={mayWrite}
          />
        ))}
        {column.count > column.tasks.length && (
          <li>
            <Link
              to="/$plural"
              params={{ plural: "tasks" }}
              search={
                column.id === null
                  ? { "filter[project][eq]": projectId, "filter[section][empty]": "true" }
                  : { "filter[section][eq]": column.id }
              }
              className="block rounded-md px-2 py-1.5 text-center text-xs text-accent-text hover:bg-hover"
            >
              Show all {formatDecimal(column.count)}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

type ColumnHeaderProps = Omit<TaskColumnProps, "projectId"> & { name: string };

function ColumnHeader({ column, columns, changes, mayWrite, name }: ColumnHeaderProps) {
  const [renaming, setRenaming] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { id } = column;
  const sections = columns.filter((other) => other.id !== null);
  const place = sections.indexOf(column);
  if (renaming && id !== null) {
    return (
      <div className="mb-1">
        <NameForm
          label={`New name of ${name}`}
          initial={name}
          onSubmit={async (next) => {
            setRenaming(false);
            return changes.renameSection(id, next);
          }}
          onCancel={() => setRenaming(false)}
        />
      </div>
    );
  }
  return (
    <header className="flex h-9 items-center gap-2 px-1.5">
      <h2 className={cn("truncate text-sm font-semibold", id === null && "text-ink-muted")}>{name}</h2>
      <span className="text-xs text-ink-faint tabular-nums">{formatDecimal(column.count)}</span>
      {id !== null && mayWrite && (
        <Menu
          trigger={
            <IconButton label={`Change the section ${name}`} size="icon-sm" className="ml-auto">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem onClick={() => setRenaming(true)}>
            <Pencil aria-hidden />
            Rename
          </MenuItem>
          {place > 0 && (
            <MenuItem onClick={() => void changes.moveSection(id, -1)}>
              <ArrowLeft aria-hidden />
              Move left
            </MenuItem>
          )}
          {place < sections.length - 1 && (
            <MenuItem onClick={() => void changes.moveSection(id, 1)}>
              <ArrowRight aria-hidden />
              Move right
            </MenuItem>
          )}
          <MenuItem danger onClick={() => setRemoving(true)}>
            <Trash2 aria-hidden />
            Remove
          </MenuItem>
        </Menu>
      )}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove the section “${name}”?`}
        description="Its tasks stay in the project, in no section."
        action="Remove"
        onConfirm={() => changes.removeSection(id ?? "")}
      />
    </header>
  );
}
