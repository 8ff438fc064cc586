import { ArchiveRestore, Trash2, X } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { RecordType } from "../model.ts";
import { useListState } from "./list-state.ts";

const BulkEdit = lazy(() => import("./bulk-edit.tsx").then((module) => ({ default: module.BulkEdit })));

type SelectionBarProps = { type: RecordType; selected: ReadonlySet<string>; onDone: () => void };

/** What can be done with the records that are ticked. */
export function SelectionBar({ type, selected, onDone }: SelectionBarProps) {
  const { inTrash } = useListState();
  const { trash, restore } = useRecordChanges(type);
  const ids = [...selected];
  const run = (work: Promise<void>) => void work.then(onDone, tell);
  return (
    <div
      role="toolbar"
      aria-label="Selected records"
      className="popup fixed bottom-20 left-1/2 z-20 flex -translate-x-1/2 items-center gap-1 p-1.5 lg:bottom-6"
    >
      <span className="px-2 text-sm font-medium whitespace-nowrap tabular-nums">{selected.size} selected</span>
      {inTrash ? (
        <Button look="quiet" onClick={() => run(restore(ids))}>
          <ArchiveRestore aria-hidden />
          Restore
        </Button>
      ) : (
        <>
          <Suspense>
            <BulkEdit type={type} ids={ids} onDone={onDone} />
          </Suspense>
          <Button look="quiet" className="text-danger hover:text-danger" onClick={() => run(trash(ids))}>
            <Trash2 aria-hidden />
            Move to trash
          </Button>
        </>
      )}
      <IconButton label="Select none" onClick={onDone}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
