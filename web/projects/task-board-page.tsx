import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { useCreateRecord } from "../records/create-record.tsx";
import { nameOf, referenceTo } from "../records/model.ts";
import { recordQuery, useRecordType } from "../records/queries.ts";
import { taskBoardQuery } from "./board-query.ts";
import { TaskBoard } from "./task-board.tsx";

const route = getRouteApi("/inside/projects/$id/board");

/** A project's tasks by section. They move by mouse, by finger, by keyboard or by their menu. */
export function TaskBoardPage() {
  const { id } = route.useParams();
  const type = useRecordType("project");
  const taskType = useRecordType("task");
  const project = useQuery(recordQuery("projects", id));
  const board = useQuery(taskBoardQuery(id));
  const can = useCan();
  const create = useCreateRecord();
  const failure = project.error ?? board.error;
  const crumbs = [
    { label: type?.pluralLabel ?? "Projects", plural: "projects" },
    ...(project.data ? [{ label: nameOf(project.data), plural: "projects", id }] : []),
  ];
  const mayWrite = can("records.write") && !project.data?.deletedAt;
  const newTask = () => {
    if (!taskType || !project.data) return;
    create(taskType, {
      values: { projectId: id },
      referred: { project: referenceTo(project.data) },
      onCreated: () => void board.refetch(),
    });
  };
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title="Board"
        actions={
          mayWrite && (
            <Button look="primary" onClick={newTask} aria-label="New task">
              <Plus aria-hidden />
              <span className="max-sm:hidden">New task</span>
            </Button>
          )
        }
      />
      {(project.isPending || board.isPending) && !failure && <SkeletonLines />}
      {failure && <ErrorState error={failure} retry={() => void Promise.all([project.refetch(), board.refetch()])} />}
      {board.data && project.data && !failure && (
        <TaskBoard key={id} projectId={id} columns={board.data} mayWrite={mayWrite} />
      )}
    </>
  );
}
