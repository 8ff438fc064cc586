import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Inbox, Plus, SearchX, Trash2, Upload } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { PageHeader } from "../../app/page-header.tsx";
import { useCan } from "../../app/session.ts";
import { Button, buttonClass } from "../../components/button.tsx";
import { ErrorState, Notice } from "../../components/states.tsx";
import { useCreateRecord } from "../create-record.tsx";
import { iconOf } from "../icons.ts";
import type { RecordType } from "../model.ts";
import { recordListQuery } from "../queries.ts";
import { formatDecimal } from "../format.ts";
import { rememberList } from "./left-list.ts";
import { ListMenu } from "./list-menu.tsx";
import { listQueryOf, shownFields, useListState } from "./list-state.ts";
import { ListToolbar } from "./list-toolbar.tsx";
import { RecordTable } from "./record-table.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const UploadDialog = lazy(() =>
  import("../../documents/upload-dialog.tsx").then((module) => ({ default: module.UploadDialog })),
);

const route = getRouteApi("/inside/$plural");

/** The list of a type's records. Its state is its address. */
export function ListPage() {
  const { type } = route.useRouteContext();
  return <RecordList key={type.name} type={type} />;
}

function RecordList({ type }: { type: RecordType }) {
  const state = useListState();
  const create = useCreateRecord();
  const can = useCan();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [uploading, setUploading] = useState(false);
  const query = listQueryOf(type, state.search);
  const list = useInfiniteQuery(recordListQuery(type.plural, query));
  const records = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  useEffect(() => rememberList(type.plural, state.search, query));
  const narrowed = state.text !== "" || state.filters.length > 0;
  const fields = shownFields(type, state.columns);
  const mayWrite = can("records.write");

  return (
    <>
      <PageHeader
        title={state.inTrash ? `${type.pluralLabel} in the trash` : type.pluralLabel}
        aside={<Total first={list.data?.pages[0]} />}
        actions={
          <>
            <ListMenu type={type} />
            {mayWrite && !state.inTrash && type.name === "document" && (
              <Button onClick={() => setUploading(true)} aria-label="Upload documents">
                <Upload aria-hidden />
                <span className="max-sm:hidden">Upload</span>
              </Button>
            )}
            {mayWrite && !state.inTrash && (
              <Button look="primary" onClick={() => create(type)} aria-label={`New ${type.label.toLowerCase()}`}>
                <Plus aria-hidden />
                <span className="max-sm:hidden">New {type.label.toLowerCase()}</span>
              </Button>
            )}
          </>
        }
      />
      <ListToolbar type={type} />
      {list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.isPending && records.length === 0 ? (
        <EmptyList type={type} narrowed={narrowed} />
      ) : (
        <RecordTable
          type={type}
          fields={fields}
          records={records}
          loading={list.isPending}
          hasMore={list.hasNextPage}
          loadMore={() => void (!list.isFetchingNextPage && list.fetchNextPage())}
          selected={selected}
          onSelect={mayWrite ? setSelected : undefined}
        />
      )}
      {uploading && (
        <Suspense>
          <UploadDialog type={type} onClose={() => setUploading(false)} />
        </Suspense>
      )}
      {selected.size > 0 && <SelectionBar type={type} selected={selected} onDone={() => setSelected(new Set())} />}
    </>
  );
}

function Total({ first }: { first: { total?: number; totalIsCapped?: boolean } | undefined }) {
  if (first?.total === undefined) return null;
  return (
    <span className="ml-1 text-xs text-ink-faint tabular-nums" role="status">
      {formatDecimal(first.total)}
      {first.totalIsCapped ? "+" : ""}
    </span>
  );
}

function EmptyList({ type, narrowed }: { type: RecordType; narrowed: boolean }) {
  const state = useListState();
  const create = useCreateRecord();
  const can = useCan();
  const what = type.pluralLabel.toLowerCase();
  if (narrowed) {
    return (
      <Notice
        icon={SearchX}
        title={`No ${what} match`}
        action={<Button onClick={state.clear}>Clear search and filters</Button>}
      >
        Try fewer filters or another spelling.
      </Notice>
    );
  }
  if (state.inTrash) {
    return (
      <Notice icon={Trash2} title="The trash is empty">
        What is deleted waits here and can be restored.
      </Notice>
    );
  }
  if (!can("records.write")) {
    return (
      <Notice icon={Inbox} title={`No ${what} yet`}>
        When somebody adds one, it shows here.
      </Notice>
    );
  }
  return (
    <Notice
      icon={iconOf(type.name)}
      title={`No ${what} yet`}
      action={
        <>
          <Button look="primary" onClick={() => create(type)}>
            <Plus aria-hidden />
            New {type.label.toLowerCase()}
          </Button>
          <Link to="/$plural/import" params={{ plural: type.plural }} search={{}} className={buttonClass()}>
            <Upload aria-hidden />
            Import a CSV file
          </Link>
        </>
      }
    >
      Add the first one by hand, or bring the ones you have from another program.
    </Notice>
  );
}
