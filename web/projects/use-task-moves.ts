import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../api/client.ts";
import type { TaskColumn } from "../api/contract.ts";
import { type Place, placeAmong, placed, placeIn } from "../board/drag/board-shape.ts";
import { useShownMoves } from "../board/use-shown-moves.ts";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { nameOf, type StoredRecord } from "../records/model.ts";
import { taskBoardQuery, tasksOfSection } from "./board-query.ts";

export type TaskMoves = ReturnType<typeof useTaskMoves>;

/** Moves and adds a project's tasks: at once on the screen, back when the server refuses. */
export function useTaskMoves(projectId: string) {
  const queryClient = useQueryClient();
  const { queryKey } = taskBoardQuery(projectId);
  const undoLast = useRef<() => void>(undefined);
  const showMove = useShownMoves<TaskColumn[]>(queryKey);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["records"] });

  async function send(task: StoredRecord, sectionId: string | null, wanted: Place) {
    try {
      await showMove((board) => {
        const place = placeAmong(board?.find(({ id }) => id === sectionId)?.tasks ?? [], wanted);
        const input = { params: { id: task.id }, body: { sectionId, ...place } };
        return {
          shown: board && withMove(board, task, sectionId, place),
          send: () => call("POST /api/tasks/{id}/move", input),
        };
      });
      return true;
    } catch (failure) {
      tell(failure);
      return false;
    }
  }

  async function move(task: StoredRecord, sectionId: string | null, place: Place) {
    const board = queryClient.getQueryData(queryKey) ?? [];
    const from = board.find(({ tasks }) => tasks.some(({ id }) => id === task.id));
    if (!from || !(await send(task, sectionId, place))) return;
    const undo = () => {
      undoLast.current = undefined;
      void send(task, from.id, placeIn(from.tasks, task.id));
    };
    undoLast.current = undo;
    if (from.id === sectionId) return;
    const to = board.find(({ id }) => id === sectionId)?.name;
    toast.done({
      title: to ? `Moved to ${to}` : "Moved out of its section",
      detail: nameOf(task),
      action: { label: "Undo", run: undo },
    });
  }

  async function add(title: string, sectionId: string | null): Promise<boolean> {
    try {
      const body = { title, projectId, ...(sectionId !== null && { sectionId }) };
      await call("POST /api/{plural}", { params: { plural: "tasks" }, body });
      await refresh();
      return true;
    } catch (failure) {
      tell(failure);
      return false;
    }
  }

  /** Adds a section's next tasks to those that are shown. */
  async function loadMore({ id, nextCursor }: TaskColumn) {
    if (!nextCursor) return;
    const { data, nextCursor: next } = await tasksOfSection(projectId, id, nextCursor);
    queryClient.setQueryData(queryKey, (board) =>
      board?.map((column) => {
        if (column.id !== id || column.nextCursor !== nextCursor) return column;
        const known = new Set(column.tasks.map((task) => task.id));
        const tasks = [...column.tasks, ...data.filter((task) => !known.has(task.id))];
        return { ...column, tasks, nextCursor: next };
      }),
    );
  }
  return { move, add, loadMore, undoLast: () => (undoLast.current ? undoLast.current() : false) };
}

/** The board as it will be. */
function withMove(board: TaskColumn[], task: StoredRecord, sectionId: string | null, place: Place): TaskColumn[] {
  return board.map((column) => {
    const isHere = column.tasks.some(({ id }) => id === task.id);
    if (column.id === sectionId) {
      return { ...column, tasks: placed(column.tasks, task, place), count: column.count + (isHere ? 0 : 1) };
    }
    if (!isHere) return column;
    return { ...column, tasks: column.tasks.filter(({ id }) => id !== task.id), count: column.count - 1 };
  });
}
