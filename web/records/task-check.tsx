import { Check } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { toast } from "../components/toast.tsx";
import { tell, useRecordChanges } from "./changes.ts";
import { nameOf, type RecordType, type StoredRecord } from "./model.ts";
import { useRecordType } from "./queries.ts";

/** Ticks a task off, or takes the tick back. */
function useCompletion(task: StoredRecord, type: RecordType) {
  const { keep } = useRecordChanges(type);
  // Stands until a newer version of the task is here.
  const [asked, setAsked] = useState<{ done: boolean; version: number }>();
  const pending = asked?.version === task.version ? asked : undefined;

  // Whoever ticks means the task, not a version of it.
  async function setStatus(status: unknown) {
    keep(await call("PATCH /api/{plural}/{id}", { params: { plural: type.plural, id: task.id }, body: { status } }));
  }
  async function set(done: boolean) {
    setAsked({ done, version: task.version });
    try {
      await setStatus(done ? "completed" : "not_started");
      if (!done) return;
      const undo = () => void setStatus(task["status"]).catch(tell);
      toast.done({ title: "Task completed", detail: nameOf(task), action: { label: "Undo", run: undo } });
    } catch (failure) {
      setAsked(undefined);
      tell(failure, () => void set(done));
    }
  }
  return {
    done: pending?.done ?? task["status"] === "completed",
    busy: pending !== undefined,
    set: (done: boolean) => void set(done),
  };
}

type TaskCheckProps = { task: StoredRecord; className?: string };

/** A round box that completes a task where it is listed. */
export function TaskCheck({ task, className }: TaskCheckProps) {
  const type = useRecordType("task");
  return type ? <Tick task={task} type={type} className={className} /> : null;
}

function Tick({ task, type, className }: TaskCheckProps & { type: RecordType }) {
  const can = useCan();
  const { done, busy, set } = useCompletion(task, type);
  return (
    <label
      className={cn(
        "relative flex size-4 shrink-0 items-center justify-center after:absolute after:-inset-2",
        className,
      )}
    >
      <input
        type="checkbox"
        aria-label={`${nameOf(task)} is done`}
        checked={done}
        disabled={busy || !can("records.write") || Boolean(task.deletedAt)}
        onChange={(event) => set(event.currentTarget.checked)}
        className="peer relative z-1 size-4 shrink-0 appearance-none rounded-full border border-ink-faint bg-surface checked:border-success checked:bg-success enabled:hover:border-success disabled:opacity-60"
      />
      <Check
        className={cn(
          "pointer-events-none absolute z-1 size-3 text-surface",
          !done && "text-success opacity-0 peer-enabled:peer-hover:opacity-100",
        )}
        aria-hidden
      />
    </label>
  );
}

export function TaskVerbs({ type, record }: { type: RecordType; record: StoredRecord }) {
  const { done, busy, set } = useCompletion(record, type);
  return (
    <Button look={done ? "secondary" : "primary"} busy={busy} onClick={() => set(!done)}>
      {done ? "Reopen" : "Complete"}
    </Button>
  );
}
