import { ArrowRight } from "lucide-react";
import { textOf } from "../records/format.ts";
import { isEmpty, type RecordField, type RecordType } from "../records/model.ts";

type Changes = Record<string, { from?: unknown; to?: unknown }>;

/** What changed, field by field: before and after. */
export function ChangeList({ changes, type }: { changes: Changes; type: RecordType | undefined }) {
  return (
    <dl className="mt-1 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
      {Object.entries(changes).map(([name, change]) => {
        const field = type?.fields.find((candidate) => candidate.member === name || candidate.name === name);
        return <Change key={name} name={name} change={change} field={field} />;
      })}
    </dl>
  );
}

function Change({
  name,
  change,
  field,
}: {
  name: string;
  change: { from?: unknown; to?: unknown };
  field: RecordField | undefined;
}) {
  const from = isEmpty(change.from) ? null : change.from;
  return (
    <>
      <dt className="truncate text-ink-faint">{field?.label ?? name}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 wrap-anywhere">
        {from !== null && (
          <>
            <del className="text-ink-muted decoration-ink-faint">
              <span className="sr-only">from </span>
              {textOf(field, from)}
            </del>
            <ArrowRight className="size-3 shrink-0 self-center text-ink-faint" aria-hidden />
          </>
        )}
        <ins className="no-underline">
          <span className="sr-only">to </span>
          {textOf(field, change.to)}
        </ins>
      </dd>
    </>
  );
}
