import type { BrowserReport } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { formatDecimal, formatExactMoment, formatMoment } from "../../records/format.ts";

const kinds: Record<BrowserReport["kind"], string> = {
  "csp-violation": "Content policy",
  "permissions-policy-violation": "Permissions policy",
  coop: "Opener policy",
  coep: "Embedder policy",
  "integrity-violation": "Integrity",
  deprecation: "Deprecation",
  intervention: "Intervention",
  crash: "Crash",
};

/** Equal reports: what it was, where, how often. */
export function ReportLine({ report }: { report: BrowserReport }) {
  const { kind, about, blocked, page, source, line, column, sample, enforced, count, firstSeen, lastSeen } = report;
  const place = [source, line, column].filter((part) => part !== null).join(":");
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={enforced ? "amber" : "gray"}>{kinds[kind]}</Badge>
          {about && <span className="font-medium break-all">{about}</span>}
          {blocked && <span className="break-all text-ink-muted">{blocked}</span>}
        </p>
        <p className="mt-1 text-xs break-all text-ink-muted">
          on {page}
          {place && `, from ${place}`}
          {sample && `: ${sample}`}
        </p>
      </div>
      <p className="flex shrink-0 gap-x-2 text-xs text-ink-muted sm:flex-col sm:items-end">
        <span className="tabular-nums text-ink">{formatDecimal(count)}×</span>
        <time dateTime={lastSeen} title={`First ${formatExactMoment(firstSeen)}, last ${formatExactMoment(lastSeen)}`}>
          {formatMoment(lastSeen)}
        </time>
      </p>
    </li>
  );
}
