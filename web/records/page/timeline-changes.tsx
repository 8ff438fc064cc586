import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { formatMoney, textOf } from "../format.ts";
import { isEmpty, type RecordField, type RecordType, type StoredRecord } from "../model.ts";
import { currencyOf } from "../value.tsx";
import { FoldedText } from "./folded-text.tsx";
import type { Changes } from "./story.ts";

/** So many fields are shown at once; the rest on demand. */
const few = 4;
const shortText = 120;

/** What changed, field by field: before and after. */
export function TimelineChanges({
  changes,
  type,
  record,
}: {
  changes: Changes;
  type: RecordType;
  record: StoredRecord;
}) {
  const [all, setAll] = useState(false);
  const lines = Object.entries(changes).flatMap(([name, change]) => linesOf(type, name, change));
  const shown = all || lines.length <= few + 1 ? lines : lines.slice(0, few);
  return (
    <>
      <dl className="mt-1 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
        {shown.map((line) => (
          <Line key={line.name} line={line} record={record} />
        ))}
      </dl>
      {shown.length < lines.length && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="mt-1 rounded text-xs font-medium text-accent-text hover:underline"
        >
          Show {lines.length - shown.length} more
        </button>
      )}
    </>
  );
}

type Line = { name: string; field: RecordField | undefined; from: unknown; to: unknown };

/** An organization's own fields change inside one member; each is a line of its own. */
function linesOf(type: RecordType, name: string, { from, to }: { from: unknown; to: unknown }): Line[] {
  if (name === "custom") {
    const [before, after] = [from, to].map((values) => (values ?? {}) as Record<string, unknown>) as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .flatMap((key) => linesOf(type, `custom.${key}`, { from: before[key], to: after[key] }));
  }
  const field = type.fields.find((candidate) => candidate.member === name || candidate.name === name);
  return [{ name, field, from, to }];
}

function Line({ line: { name, field, from, to }, record }: { line: Line; record: StoredRecord }) {
  return (
    <>
      <dt className="truncate text-ink-faint">{field?.label ?? name}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 wrap-anywhere">
        {!isEmpty(from) && (
          <>
            <del className="text-ink-muted decoration-ink-faint">
              <span className="sr-only">from </span>
              <FoldedText text={wordsOf(field, from, record)} limit={shortText} className="inline" />
            </del>
            <ArrowRight className="size-3 shrink-0 self-center text-ink-faint" aria-hidden />
          </>
        )}
        <ins className="no-underline">
          <span className="sr-only">to </span>
          <FoldedText text={wordsOf(field, to, record)} limit={shortText} className="inline" />
        </ins>
      </dd>
    </>
  );
}

function wordsOf(field: RecordField | undefined, value: unknown, record: StoredRecord): string {
  if (field?.kind === "money" && typeof value === "string") return formatMoney(value, currencyOf(field, record));
  if (Array.isArray(value) && value.some((part) => typeof part === "object")) {
    const named = value.map((part) => (part as { title?: string } | null)?.title);
    if (named.every((title) => typeof title === "string")) return named.join(", ");
  }
  return textOf(field, value);
}
