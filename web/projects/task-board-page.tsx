import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { nameOf } from "../records/model.ts";
import { recordQuery, useRecordType } from "../records/queries.ts";
import { AddSection } from "./add-section.tsx";
import { taskBoardQuery } from "./board-query.ts";
import { TaskColumn } from "./task-column.tsx";
import { useBoardChanges } from "./use-board-changes.ts";

const route = getRouteApi("/inside/projects/$id/board");

/** A project's tasks by section. They move by dragging or by their menu. */
export function TaskBoardPage() {
  const { id } = route.useParams();
  const type = useRecordType("project");
  const project = useQuery(recordQuery("projects", id));
  const board = useQuery(taskBoardQuery(id));
  const can = useCan();
  const changes = useBoardChanges(id, board.data ?? []);
  const failure = project.error ?? board.error;
  const crumbs = [
    { label: type?.pluralLabel ?? "Projects", plural: "projects" },
    ...(project.data ? [{ label: nameOf(project.data), plural: "projects", id }] : []),
  ];
  const mayWrite = can("records.write") && !project.data?.deletedAt;
  // Tasks outside all sections have a column only while there are some, or nothing else is there.
  const columns = board.data?.filter(({ id: section, count }) => section !== null || count > 0) ?? [];
  return (
    <>
      <PageHeader crumbs={crumbs} title="Board" />
      {(project.isPending || board.isPending) && !failure && <SkeletonLines />}
      {failure && <ErrorState error={failure} retry={() => void Promise.all([project.refetch(), board.refetch()])} />}
      {board.data && !failure && (
        <div className="flex min-h-0 flex-1 snap-x snap-mandatory scroll-px-4 gap-3 overflow-x-auto bg-canvas/50 p-4 lg:snap-none">
          {(columns.length > 0 ? columns : board.data).map((column) => (
            <TaskColumn
              key={column.id ?? "none"}
              projectId={id}
              column={column}
              columns={board.data}
              changes={changes}
              mayWrite={mayWrite}
            />
          ))}
          {mayWrite && <AddSection onAdd={changes.addSection} />}
        </div>
      )}
    </>
  );
}
