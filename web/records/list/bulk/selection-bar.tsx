import { ArchiveRestore, Download, Trash2, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { addressOf } from "../../../api/client.ts";
import { useCan } from "../../../app/session.ts";
import { Button, buttonClass, IconButton } from "../../../components/button.tsx";
import { Confirm } from "../../../components/confirm.tsx";
import { Progress } from "../../../components/progress.tsx";
import { tell } from "../../changes.ts";
import type { RecordType } from "../../model.ts";
import { useListState } from "../list-state.ts";
import { SelectMatching } from "./select-matching.tsx";
import type { BulkWork } from "./use-bulk.ts";

const BulkEdit = lazy(() => import("./bulk-edit.tsx").then((module) => ({ default: module.BulkEdit })));

/** As many ids as an address may name. */
const mostExported = 300;

type SelectionBarProps = {
  type: RecordType;
  selected: ReadonlySet<string>;
  /** How many are on the screen's list so far, and how many there are, if that is known. */
  loaded: number;
  total: { count: number; isCapped: boolean } | undefined;
  bulk: BulkWork;
  onSelect: (ids: ReadonlySet<string>) => void;
  onDone: () => void;
};

/** What can be done with the records that are ticked. */
export function SelectionBar(props: SelectionBarProps) {
  const { type, selected, bulk, onDone } = props;
  const { inTrash } = useListState();
  const ids = [...selected];
  const run = (work: Promise<unknown>) => void work.then(onDone, tell);
  if (bulk.progress) {
    return (
      <Bar label="Under way">
        <Running {...bulk.progress} onCancel={bulk.cancel} />
      </Bar>
    );
  }
  return (
    <Bar label="Selected records">
      <span role="status" className="px-2 text-sm font-medium whitespace-nowrap tabular-nums">
        {selected.size.toLocaleString()} selected
      </span>
      <SelectMatching {...props} />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      {inTrash ? (
        <>
          <Button look="quiet" aria-label="Restore" onClick={() => run(bulk.restore(ids))}>
            <ArchiveRestore aria-hidden />
            <span className="max-sm:hidden">Restore</span>
          </Button>
          <PurgeButton count={ids.length} type={type} onPurge={() => bulk.purge(ids).then(onDone)} />
        </>
      ) : (
        <>
          <Suspense>
            <BulkEdit type={type} ids={ids} bulk={bulk} onDone={onDone} />
          </Suspense>
          <ExportLink type={type} ids={ids} />
          <Button
            look="quiet"
            aria-label="Move to trash"
            className="text-danger hover:text-danger"
            onClick={() => run(bulk.trash(ids))}
          >
            <Trash2 aria-hidden />
            <span className="max-sm:hidden">Move to trash</span>
          </Button>
        </>
      )}
      <IconButton label="Select none" onClick={onDone}>
        <X aria-hidden />
      </IconButton>
    </Bar>
  );
}

function Bar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="popup fixed bottom-20 left-1/2 z-20 flex max-w-[calc(100vw-1rem)] -translate-x-1/2 items-center gap-0.5 p-1.5 lg:bottom-6"
    >
      {children}
    </div>
  );
}

type RunningProps = { label: string; done: number; total: number; onCancel: () => void };

function Running({ label, done, total, onCancel }: RunningProps) {
  return (
    <div className="flex items-center gap-3 pl-2">
      <div className="w-48">
        <div className="text-sm font-medium whitespace-nowrap tabular-nums">
          {label}… {done.toLocaleString()} of {total.toLocaleString()}
        </div>
        <Progress label={label} part={total === 0 ? 0 : done / total} />
      </div>
      <Button look="quiet" onClick={onCancel}>
        Stop
      </Button>
    </div>
  );
}

function ExportLink({ type, ids }: { type: RecordType; ids: string[] }) {
  const can = useCan();
  const { query } = useListState();
  if (!can("records.export")) return null;
  const label = (
    <>
      <Download aria-hidden />
      <span className="max-sm:hidden">Export</span>
    </>
  );
  if (ids.length > mostExported) {
    const reason = `Up to ${mostExported} at once. For more, filter the list and export it as a whole.`;
    return (
      <Button
        look="quiet"
        aria-label="Export"
        data-tooltip={reason}
        aria-disabled
        onClick={(event) => event.preventDefault()}
      >
        {label}
      </Button>
    );
  }
  const asked = { "filter[id][in]": ids.join(","), sort: query["sort"] };
  return (
    <a
      href={addressOf("/api/{plural}/export.csv", { plural: type.plural }, asked)}
      download={`${type.plural}.csv`}
      aria-label="Export"
      className={buttonClass({ look: "quiet" })}
    >
      {label}
    </a>
  );
}

type PurgeProps = { type: RecordType; count: number; onPurge: () => Promise<unknown> };

function PurgeButton({ type, count, onPurge }: PurgeProps) {
  const can = useCan();
  const [asking, setAsking] = useState(false);
  if (!can("records.purge")) return null;
  const what =
    count === 1 ? `this ${type.label.toLowerCase()}` : `${count.toLocaleString()} ${type.pluralLabel.toLowerCase()}`;
  return (
    <>
      <Button
        look="quiet"
        aria-label="Delete for good"
        className="text-danger hover:text-danger"
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden />
        <span className="max-sm:hidden">Delete for good</span>
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${what} for good?`}
        description="Nobody can bring them back after this."
        action="Delete for good"
        onConfirm={onPurge}
      />
    </>
  );
}
