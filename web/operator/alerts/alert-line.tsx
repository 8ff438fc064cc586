import { BellOff } from "lucide-react";
import type { RaisedAlert } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { hasPassed } from "../../records/clock.ts";
import { formatAgo, formatExactMoment, formatMoment } from "../../records/format.ts";
import { formatAmount } from "./amounts.ts";

type AlertLineProps = { alert: RaisedAlert; onSilence: () => void; onUnsilence: () => void };

/** What is wrong, since when, and what to do next. */
export function OpenAlert({ alert, onSilence, onUnsilence }: AlertLineProps) {
  const { title, severity, next, detail, raisedAt, silence } = alert;
  const isSilenced = silence !== null && !hasPassed(silence.until);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={severity === "critical" ? "red" : "amber"}>
            {severity === "critical" ? "Critical" : "Warning"}
          </Badge>
          <span className="font-medium">{title}</span>
          <span className="text-ink-muted">{valueOf(alert)}</span>
        </p>
        {detail && <p className="mt-1 text-xs break-all text-ink-muted">{detail}</p>}
        {next && <p className="mt-1 text-sm text-pretty">{next.replaceAll("`", "")}</p>}
        {isSilenced && (
          <p className="mt-1 flex items-start gap-1.5 text-xs text-ink-muted">
            <BellOff className="mt-px size-3.5 shrink-0" aria-hidden />
            <span>
              Silent until {formatMoment(silence.until)}
              {silence.by && `, by ${silence.by}`}: {silence.reason}
            </span>
          </p>
        )}
      </div>
      <div className="flex shrink-0 items-center gap-3">
        <time dateTime={raisedAt} title={formatExactMoment(raisedAt)} className="text-xs text-ink-muted">
          {formatAgo(raisedAt)}
        </time>
        <Button size="sm" onClick={isSilenced ? onUnsilence : onSilence}>
          {isSilenced ? "End silence" : "Silence"}
        </Button>
      </div>
    </li>
  );
}

/** What was wrong, from when to when. */
export function PastAlert({ alert }: { alert: RaisedAlert }) {
  const { title, severity, raisedAt, resolvedAt, ended, toldAt } = alert;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <p className="flex min-w-0 flex-1 basis-72 flex-wrap items-center gap-2 text-sm">
        <span
          aria-hidden
          className={`size-2 shrink-0 rounded-full ${severity === "critical" ? "bg-danger" : "bg-warning"}`}
        />
        <span>
          {title}
          <span className="sr-only">, {severity}</span>
        </span>
        <span className="text-xs text-ink-muted">{valueOf(alert)}</span>
        {ended === "disabled" && <Badge>Rule turned off</Badge>}
        {toldAt === null && <Badge>Silenced</Badge>}
      </p>
      <p className="shrink-0 text-xs text-ink-muted">
        <time dateTime={raisedAt}>{formatMoment(raisedAt)}</time>
        {resolvedAt && ` – ${formatMoment(resolvedAt)}`}
      </p>
    </li>
  );
}

function valueOf({ value, worst, threshold, unit }: RaisedAlert): string {
  // Where nothing of it is well, the number says more than the threshold does.
  const bound = threshold === 0 ? "" : `; threshold ${formatAmount(threshold, unit)}`;
  const further = worst === value ? "" : `, at worst ${formatAmount(worst, unit)}`;
  return `${formatAmount(value, unit)}${further}${bound}`;
}
