import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { List, Plus } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { useCreateRecord } from "../records/create-record.tsx";
import { iconOf } from "../records/icons.ts";
import { pipelinesQuery, useRecordType } from "../records/queries.ts";
import { BoardColumn } from "./board-column.tsx";
import { boardQuery } from "./board-query.ts";

/** Open deals by stage. Cards move by dragging or by their menu. */
export function BoardPage() {
  const type = useRecordType("opportunity");
  const pipelines = useQuery(pipelinesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const create = useCreateRecord();
  const can = useCan();
  const pipeline = pipelines.data?.find((candidate) => candidate.id === chosen) ?? pipelines.data?.[0];
  const board = useQuery({ ...boardQuery(pipeline?.id ?? ""), enabled: pipeline !== undefined });
  if (!type) return null;
  return (
    <>
      <PageHeader
        crumbs={[{ label: type.pluralLabel, plural: type.plural }]}
        title="Board"
        actions={
          <>
            {pipelines.data && pipelines.data.length > 1 && pipeline && (
              <Select
                label="Pipeline"
                className="w-40"
                value={pipeline.id}
                options={pipelines.data.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setChosen}
              />
            )}
            <Link to="/$plural" params={{ plural: type.plural }} search={{}} className={buttonClass()}>
              <List aria-hidden />
              <span className="max-sm:sr-only">List</span>
            </Link>
            {can("records.write") && (
              <Button look="primary" onClick={() => create(type)} aria-label="New opportunity">
                <Plus aria-hidden />
                <span className="max-sm:hidden">New opportunity</span>
              </Button>
            )}
          </>
        }
      />
      {(pipelines.isPending || board.isLoading) && <SkeletonLines />}
      {pipelines.isError && <ErrorState error={pipelines.error} retry={() => void pipelines.refetch()} />}
      {board.isError && <ErrorState error={board.error} retry={() => void board.refetch()} />}
      {pipelines.data && !pipeline && (
        <Notice icon={iconOf("opportunity")} title="No pipeline yet">
          An administrator can add one in the settings.
        </Notice>
      )}
      {board.data && (
        <div className="flex min-h-0 flex-1 snap-x snap-mandatory scroll-px-4 gap-3 overflow-x-auto bg-canvas/50 p-4 lg:snap-none">
          {board.data.stages.map((column) => (
            <BoardColumn key={column.stage.id} column={column} stages={board.data.stages.map(({ stage }) => stage)} />
          ))}
        </div>
      )}
    </>
  );
}
