import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import { formatDay, formatDecimal } from "../../records/format.ts";
import { previewQuery, type Wanted } from "./policy-queries.ts";
import { recordsText } from "./policy-words.ts";

const restMs = 400;

/** The value once it has rested: who types a number of days does not ask for each digit. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(text) as T), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** What the rule would take if it ran now: how many, and the oldest. */
export function PolicyPreview({ wanted }: { wanted: Wanted }) {
  const preview = useQuery(previewQuery(useRested(wanted)));
  if (preview.isPending) return <p className="text-sm text-ink-muted">Counting what would go…</p>;
  if (preview.isError) return <p className="text-sm text-danger">{reasonOf(preview.error)}</p>;
  const { count, held, first } = preview.data;
  return (
    <section aria-live="polite" className="rounded-lg border border-line bg-canvas px-3 py-2 text-sm">
      <p className="font-medium">{count === 0 ? "Nothing would go now" : `${recordsText(count)} would go now`}</p>
      {held > 0 && (
        <p className="text-ink-muted">
          {recordsText(held)} {held === 1 ? "is" : "are"} held and would stay.
        </p>
      )}
      {first.length > 0 && (
        <ul className="mt-1 text-ink-muted">
          {first.map(({ id, title, at }) => (
            <li key={id} className="flex justify-between gap-3">
              <span className="min-w-0 truncate">{title}</span>
              <span className="shrink-0 text-xs text-ink-faint tabular-nums">{formatDay(at)}</span>
            </li>
          ))}
          {count > first.length && (
            <li className="text-xs text-ink-faint">and {formatDecimal(count - first.length)} more</li>
          )}
        </ul>
      )}
    </section>
  );
}
