import { Link } from "@tanstack/react-router";
import type { RecordedError } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { formatDecimal, formatExactMoment, formatMoment } from "../../records/format.ts";

type Named = Pick<RecordedError, "name" | "code" | "summary">;

/** `DatabaseError XX001`, or what was going on where there was no error. */
export function nameOf({ name, code, about }: Named & Pick<RecordedError, "about">): string {
  return name === null ? about : [name, code].filter(Boolean).join(" ");
}

/** A fault: what it is, where it is met, how often. */
export function ErrorLine({ error }: { error: RecordedError }) {
  const { fingerprint, about, summary, frames, routes, count, firstSeen, lastSeen, resolvedAt, reopenedAt } = error;
  const [place] = frames;
  return (
    <li>
      <Link
        to="/operator/$page/$id"
        params={{ page: "errors", id: fingerprint }}
        search={{}}
        className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover"
      >
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium break-all">{nameOf(error)}</span>
            {resolvedAt ? <Badge tone="green">Resolved</Badge> : reopenedAt && <Badge tone="red">Came again</Badge>}
            {summary && <span className="break-all text-ink-muted">{summary}</span>}
          </p>
          <p className="mt-1 text-xs break-all text-ink-muted">
            {routes.slice(0, 2).join(", ") || about}
            {routes.length > 2 && ` and ${routes.length - 2} more`}
          </p>
          {place && <p className="mt-0.5 font-mono text-xs break-all text-ink-faint">{place}</p>}
        </div>
        <p className="flex shrink-0 gap-x-2 text-xs text-ink-muted sm:flex-col sm:items-end">
          <span className="text-ink tabular-nums">{formatDecimal(count)}×</span>
          <time
            dateTime={lastSeen}
            title={`First ${formatExactMoment(firstSeen)}, last ${formatExactMoment(lastSeen)}`}
          >
            {formatMoment(lastSeen)}
          </time>
        </p>
      </Link>
    </li>
  );
}
