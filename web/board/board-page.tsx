import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { List, Plus } from "lucide-react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan, useMe } from "../app/session.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { LateSelect } from "../components/late-select.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { useCreateRecord } from "../records/create-record.tsx";
import { iconOf } from "../records/icons.ts";
import { pipelinesQuery, useRecordType } from "../records/queries.ts";
import { filtersOf, useBoardState } from "./board-filters.ts";
import { boardQuery } from "./board-query.ts";
import { BoardToolbar } from "./board-toolbar.tsx";
import { OpportunityBoard } from "./opportunity-board.tsx";

/** Opportunities by stage. Cards move by mouse, by finger, by keyboard or by their menu. */
export function BoardPage() {
  const type = useRecordType("opportunity");
  const { state, change, narrowed } = useBoardState();
  const { user } = useMe();
  const pipelines = useQuery(pipelinesQuery);
  const create = useCreateRecord();
  const can = useCan();
  const pipeline = pipelines.data?.find(({ id }) => id === state.pipeline) ?? pipelines.data?.[0];
  const filters = filtersOf(state, user.id);
  const board = useQuery({ ...boardQuery(pipeline?.id ?? "", filters), enabled: pipeline !== undefined });
  if (!type) return null;
  return (
    <>
      <PageHeader
        crumbs={[{ label: type.pluralLabel, plural: type.plural }]}
        title="Board"
        actions={
          <>
            {pipelines.data && pipelines.data.length > 1 && pipeline && (
              <LateSelect
                label="Pipeline"
                className="w-40 max-sm:w-28"
                value={pipeline.id}
                options={pipelines.data.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(id) => change({ pipeline: id ?? undefined })}
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
      <BoardToolbar state={state} narrowed={narrowed} change={change} />
      {(pipelines.isPending || (pipeline && board.isPending)) && <SkeletonLines />}
      {pipelines.isError && <ErrorState error={pipelines.error} retry={() => void pipelines.refetch()} />}
      {board.isError && <ErrorState error={board.error} retry={() => void board.refetch()} />}
      {pipelines.data && !pipeline && (
        <Notice icon={iconOf("opportunity")} title="No pipeline yet">
          An administrator can add one in the settings.
        </Notice>
      )}
      {board.data && pipeline && (
        <OpportunityBoard
          key={pipeline.id}
          type={type}
          pipelineId={pipeline.id}
          filters={filters}
          columns={board.data.stages}
          narrowed={narrowed}
          closedShown={state.closed}
          showClosed={(shown) => change({ closed: shown ? "shown" : undefined })}
        />
      )}
    </>
  );
}
