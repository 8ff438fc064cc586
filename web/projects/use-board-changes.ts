import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { TaskColumn } from "../api/contract.ts";
import { tell } from "../records/changes.ts";
import type { StoredRecord } from "../records/model.ts";
import { taskBoardQuery } from "./board-query.ts";

/** Where a task is put: before or after another, else on top. */
export type Place = { beforeId?: string; afterId?: string };
export type BoardChanges = ReturnType<typeof useBoardChanges>;

/** What can be done to a project's board. Failures are told, and the board shows what is true again. */
export function useBoardChanges(projectId: string, columns: TaskColumn[]) {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["records"] });
  const sections = columns.flatMap(({ id, name }) => (id === null ? [] : [{ id, name: name ?? "" }]));

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (failure) {
      tell(failure);
      return false;
    } finally {
      await refresh();
    }
  }
  const setSections = (next: { id?: string; name: string }[]) =>
    attempt(() => call("PUT /api/projects/{id}/sections", { params: { id: projectId }, body: { sections: next } }));

  function moveTask(task: StoredRecord, sectionId: string | null, place: Place) {
    queryClient.setQueryData(taskBoardQuery(projectId).queryKey, (board) =>
      board ? moved(board, task, sectionId, place) : board,
    );
    return attempt(() => call("POST /api/tasks/{id}/move", { params: { id: task.id }, body: { sectionId, ...place } }));
  }
  return {
    moveTask,
    addTask: (title: string, sectionId: string | null) =>
      attempt(() =>
        call("POST /api/{plural}", {
          params: { plural: "tasks" },
          body: { title, projectId, ...(sectionId !== null && { sectionId }) },
        }),
      ),
    addSection: (name: string) => setSections([...sections, { name }]),
    renameSection: (id: string, name: string) =>
      setSections(sections.map((section) => (section.id === id ? { id, name } : section))),
    removeSection: (id: string) => setSections(sections.filter((section) => section.id !== id)),
    /** `by` is -1 for the left, 1 for the right. */
    moveSection(id: string, by: -1 | 1) {
      const from = sections.findIndex((section) => section.id === id);
      const section = sections[from];
      if (!section) return Promise.resolve(false);
      return setSections(sections.toSpliced(from, 1).toSpliced(from + by, 0, section));
    },
  };
}

/** The board as it will be, shown while the server is asked. */
function moved(board: TaskColumn[], task: StoredRecord, sectionId: string | null, place: Place): TaskColumn[] {
  return board.map((column) => {
    const rest = column.tasks.filter(({ id }) => id !== task.id);
    const left = column.tasks.length - rest.length;
    if (column.id !== sectionId) return { ...column, tasks: rest, count: column.count - left };
    const anchor = rest.findIndex(({ id }) => id === (place.beforeId ?? place.afterId));
    const at = anchor < 0 ? 0 : place.beforeId ? anchor : anchor + 1;
    return { ...column, tasks: rest.toSpliced(at, 0, task), count: column.count - left + 1 };
  });
}
