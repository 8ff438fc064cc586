import { FieldControl } from "../controls/field-control.tsx";
import type { RecordField } from "../model.ts";
import { useRecordType } from "../queries.ts";
import type { Draft } from "./draft.ts";

type ComposerDetailsProps = { kind: string; draft: Draft; onChange: (changes: Partial<Draft>) => void };

/** Of a task, by when and by whom; of what took place, when. */
export function ComposerDetails({ kind, draft, onChange }: ComposerDetailsProps) {
  const type = useRecordType(kind === "task" ? "task" : "activity");
  const field = (name: string) => type?.fields.find((candidate) => candidate.name === name);
  const control = (
    of: RecordField | undefined,
    short: string,
    label: string,
    value: string | null,
    member: keyof Draft,
  ) =>
    of && (
      <div className="flex items-center gap-1.5 text-xs text-ink-muted max-sm:w-full">
        <span aria-hidden className="max-sm:w-14">
          {short}
        </span>
        <div className="w-40 max-sm:flex-1">
          <FieldControl
            field={of}
            label={label}
            value={value}
            onChange={(next) => onChange({ [member]: (next as string | null) ?? null })}
          />
        </div>
      </div>
    );
  return (
    <div className="mr-auto flex min-w-0 flex-wrap gap-2 max-sm:w-full">
      {kind === "task" ? (
        <>
          {control(field("dueDate"), "Due", "Due on", draft.dueDate, "dueDate")}
          {control(field("assignee"), "For", "Assignee", draft.assigneeId, "assigneeId")}
        </>
      ) : (
        control(field("date"), "When", "When", draft.date ?? null, "date")
      )}
    </div>
  );
}
