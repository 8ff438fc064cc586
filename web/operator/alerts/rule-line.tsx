import type { AlertRule } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { formatExactMoment } from "../../records/format.ts";
import { formatAmount, thresholdOf } from "./amounts.ts";

/** A rule: what it measures, how it stands, when it is raised. */
export function RuleLine({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const { title, measures, enabled, usualThreshold, threshold, unit } = rule;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium">{title}</span>
          {!enabled && <Badge>Off</Badge>}
          {enabled && rule.status === "failed" && <Badge tone="amber">Not measured</Badge>}
        </p>
        <p className="mt-0.5 text-xs text-pretty text-ink-muted">{measures.replaceAll("`", "")}</p>
      </div>
      <div className="flex w-full items-center justify-between gap-3 sm:w-auto">
        <p className="text-xs text-ink-muted sm:text-right">
          <Standing rule={rule} />
          <span className="block">
            {thresholdOf(rule)}
            {threshold !== usualThreshold && ` (usually ${formatAmount(usualThreshold, unit)})`}
          </span>
        </p>
        <Button size="sm" onClick={onEdit} aria-label={`Change the rule ${title}`}>
          Change
        </Button>
      </div>
    </li>
  );
}

function Standing({ rule: { enabled, status, value, unit, measuredAt, since } }: { rule: AlertRule }) {
  if (!enabled) return null;
  if (status === null) return <span className="block">not measured yet</span>;
  if (value === null)
    return <span className="block">{status === "failed" ? "cannot be measured" : "nothing to measure"}</span>;
  return (
    <span
      className={`block tabular-nums ${since ? "font-medium text-danger" : "text-ink"}`}
      title={measuredAt ? `Measured ${formatExactMoment(measuredAt)}` : undefined}
    >
      now {formatAmount(value, unit)}
    </span>
  );
}
