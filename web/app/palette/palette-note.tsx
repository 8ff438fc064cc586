import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { Skeleton } from "../../components/states.tsx";
import type { useFoundRecords } from "./found-records.ts";

type PaletteNoteProps = { found: ReturnType<typeof useFoundRecords>; isEmpty: boolean; typed: string };

/** Below the results: that more is being looked for, that there is nothing, or what went wrong. */
export function PaletteNote({ found, isEmpty, typed }: PaletteNoteProps) {
  if (found.error) {
    return (
      <div role="alert" className="flex items-center gap-3 px-4 py-3 text-sm text-ink-muted">
        <p className="min-w-0 flex-1">{reasonOf(found.error)}</p>
        <Button onClick={found.retry}>Try again</Button>
      </div>
    );
  }
  if (found.isStale && found.hits.length === 0) {
    return (
      <div role="status" aria-label="Searching" className="flex flex-col gap-3.5 px-4 py-3.5">
        <Skeleton className="w-2/5" />
        <Skeleton className="w-3/5" />
        <Skeleton className="w-1/2" />
      </div>
    );
  }
  if (!isEmpty) return null;
  return (
    <p role="status" className="px-4 py-8 text-center text-sm text-pretty text-ink-muted">
      Nothing is called “{typed}”. Try fewer letters or another word.
    </p>
  );
}
