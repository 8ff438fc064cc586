import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { mostTasks, taskBoardQuery, tasksOfSection } from "./board-query.ts";

export type SectionChanges = ReturnType<typeof useSectionChanges>;
type Wanted = { id?: string; name: string };

/** Adds, renames, reorders and removes a project's sections. Failures are told, and the board shows what is true. */
export function useSectionChanges(projectId: string) {
  const queryClient = useQueryClient();
  const { queryKey } = taskBoardQuery(projectId);
  const board = () => queryClient.getQueryData(queryKey) ?? [];
  /** As they are now: a change may follow another before the page shows that one. */
  const sectionsNow = () => board().flatMap(({ id, name }) => (id === null ? [] : [{ id, name: name ?? "" }]));

  async function set(next: Wanted[]) {
    try {
      const body = { sections: next };
      return (await call("PUT /api/projects/{id}/sections", { params: { id: projectId }, body })).data;
    } catch (failure) {
      tell(failure);
      return undefined;
    } finally {
      await queryClient.invalidateQueries({ queryKey: ["records"] });
    }
  }
  const attempt = async (next: Wanted[]) => Boolean(await set(next));

  /** A section that is made anew takes the tasks that the removed one had, in their order. */
  async function bringBack({ name }: Wanted, at: number, taskIds: string[]) {
    const made = (await set(sectionsNow().toSpliced(at, 0, { name } as never)))?.[at];
    if (!made || taskIds.length === 0) return;
    // One after the other, since each is put below the one before.
    for (const [index, id] of taskIds.entries()) {
      const place = index > 0 ? { afterId: taskIds[index - 1] } : {};
      await call("POST /api/tasks/{id}/move", { params: { id }, body: { sectionId: made.id, ...place } });
    }
    await queryClient.invalidateQueries({ queryKey: ["records"] });
  }

  /** Its tasks stay in the project, in no section. */
  async function remove(id: string) {
    const sections = sectionsNow();
    const at = sections.findIndex((section) => section.id === id);
    const section = sections[at];
    const column = board().find((one) => one.id === id);
    if (!section || !column) return;
    const tasks = column.count > column.tasks.length ? (await tasksOfSection(projectId, id)).data : column.tasks;
    if (!(await set(sections.toSpliced(at, 1)))) return;
    const undo = () =>
      void bringBack(
        section,
        at,
        tasks.map((task) => task.id),
      ).catch(tell);
    toast.done({
      title: `Section ${section.name} removed`,
      ...(column.count > 0 && { detail: "Its tasks are in no section now." }),
      ...(column.count <= mostTasks && { action: { label: "Undo", run: undo } }),
    });
  }
  return {
    add: (name: string) => attempt([...sectionsNow(), { name }]),
    rename: (id: string, name: string) =>
      attempt(sectionsNow().map((section) => (section.id === id ? { id, name } : section))),
    remove: (id: string) => void remove(id).catch(tell),
    /** `by` is -1 for the left, 1 for the right. */
    move(id: string, by: -1 | 1) {
      const sections = sectionsNow();
      const from = sections.findIndex((section) => section.id === id);
      const section = sections[from];
      if (section) void attempt(sections.toSpliced(from, 1).toSpliced(from + by, 0, section));
    },
  };
}
