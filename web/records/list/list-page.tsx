import { getRouteApi } from "@tanstack/react-router";
import { Plus, Upload } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { PageHeader } from "../../app/page-header.tsx";
import { useCan } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { useCreateRecord } from "../create-record.tsx";
import type { RecordType } from "../model.ts";
import { useBulk } from "./bulk/use-bulk.ts";
import { rememberList } from "./left-list.ts";
import { shownFields } from "./list-fields.ts";
import { ListMenu } from "./list-menu.tsx";
import { useListState } from "./list-state.ts";
import { ListToolbar } from "./list-toolbar.tsx";
import { RecordTable } from "./record-table.tsx";
import { RecordTotal } from "./record-total.tsx";
import { useNarrow } from "./use-narrow.ts";
import { useRecordList } from "./use-record-list.ts";
import { BoardView } from "./views/board-view.tsx";
import { MissingView } from "./views/missing-view.tsx";
import { useViewWork } from "./views/use-view-work.tsx";

const UploadDialog = lazy(() =>
  import("../../documents/upload-dialog.tsx").then((module) => ({ default: module.UploadDialog })),
);

// A list is mostly seen on a wide screen, with rows, and with nothing selected.
const SelectionBar = lazy(() =>
  import("./bulk/selection-bar.tsx").then((module) => ({ default: module.SelectionBar })),
);
const EmptyList = lazy(() => import("./empty-list.tsx").then((module) => ({ default: module.EmptyList })));
const PhoneToolbar = lazy(() => import("./phone-toolbar.tsx").then((module) => ({ default: module.PhoneToolbar })));
const RecordCards = lazy(() => import("./record-cards.tsx").then((module) => ({ default: module.RecordCards })));

const route = getRouteApi("/inside/$plural");

/** The list of a type's records. Its state is its address. */
export function ListPage() {
  const { type } = route.useRouteContext();
  return <RecordList key={type.name} type={type} />;
}

function RecordList({ type }: { type: RecordType }) {
  const state = useListState();
  const narrow = useNarrow();
  const mayWrite = useCan()("records.write");
  const work = useViewWork(type);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [selecting, setSelecting] = useState(false);
  const [uploading, setUploading] = useState(false);
  const { list, records, isStale, hasMore, loadMore, total, isCapped } = useRecordList(type, state);
  useEffect(() => rememberList(type.plural, state.address, state.query));

  const select = (on: boolean) => {
    setSelecting(on);
    if (!on) setSelected(new Set());
  };
  const bulk = useBulk(type);
  const selectNone = () => {
    select(false);
    // What had the focus goes with the bar.
    document.querySelector<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
  };
  const rows = {
    type,
    fields: shownFields(type, state.columns),
    records,
    loading: list.isPending,
    hasMore,
    loadMore,
    selected,
    onSelect: mayWrite ? setSelected : undefined,
    onTrash: mayWrite && !state.inTrash ? (ids: string[]) => void bulk.trash(ids).then(selectNone) : undefined,
  };
  const bar = { type, work, busy: list.isFetching && !list.isFetchingNextPage };
  return (
    <>
      <PageHeader
        title={state.inTrash ? `${type.pluralLabel} in the trash` : type.pluralLabel}
        aside={<RecordTotal total={total} isCapped={isCapped} />}
        actions={<ListActions type={type} onUpload={() => setUploading(true)} />}
      />
      {narrow ? (
        <Suspense fallback={<div className="h-22 shrink-0 border-b border-line" />}>
          <PhoneToolbar {...bar} selecting={selecting} onSelecting={mayWrite ? select : undefined} />
        </Suspense>
      ) : (
        <ListToolbar {...bar} />
      )}
      {work.dialog}
      <MissingView />
      {type.name === "opportunity" && <BoardView />}
      {list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.isPending && records.length === 0 && !isStale ? (
        <Suspense>
          <EmptyList type={type} onUpload={() => setUploading(true)} />
        </Suspense>
      ) : (
        <div
          aria-busy={isStale || undefined}
          className={cn(
            "flex min-h-0 flex-1 flex-col transition-opacity duration-150",
            isStale && "opacity-55 delay-100",
          )}
        >
          {narrow ? (
            <Suspense fallback={<SkeletonLines lines={10} />}>
              <RecordCards {...rows} selecting={selecting || selected.size > 0} />
            </Suspense>
          ) : (
            <RecordTable {...rows} />
          )}
        </div>
      )}
      {uploading && (
        <Suspense>
          <UploadDialog type={type} onClose={() => setUploading(false)} />
        </Suspense>
      )}
      {(selected.size > 0 || bulk.progress) && (
        <Suspense>
          <SelectionBar
            type={type}
            selected={selected}
            loaded={records.length}
            total={total === undefined ? undefined : { count: total, isCapped }}
            bulk={bulk}
            onSelect={setSelected}
            onDone={selectNone}
          />
        </Suspense>
      )}
    </>
  );
}

function ListActions({ type, onUpload }: { type: RecordType; onUpload: () => void }) {
  const state = useListState();
  const create = useCreateRecord();
  const can = useCan();
  const mayAdd = can("records.write") && !state.inTrash;
  const what = `New ${type.label.toLowerCase()}`;
  return (
    <>
      <ListMenu type={type} />
      {mayAdd && type.name === "document" && (
        <Button onClick={onUpload} aria-label="Upload documents">
          <Upload aria-hidden />
          <span className="max-sm:hidden">Upload</span>
        </Button>
      )}
      {mayAdd && (
        <Button look="primary" onClick={() => create(type)} aria-label={what}>
          <Plus aria-hidden />
          <span className="max-sm:hidden">{what}</span>
        </Button>
      )}
    </>
  );
}
