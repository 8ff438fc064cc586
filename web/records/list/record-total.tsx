import { formatDecimal } from "../format.ts";

/** How many records a list has; where counting stopped, "10,000+". */
export function RecordTotal({ total, isCapped }: { total: number | undefined; isCapped: boolean }) {
  if (total === undefined) return null;
  return (
    <span className="ml-1 text-xs text-ink-faint tabular-nums" role="status" aria-label={`${total} records`}>
      {formatDecimal(total)}
      {isCapped ? "+" : ""}
    </span>
  );
}
