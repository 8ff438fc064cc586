import { cn } from "../components/class-names.ts";
import { formatExactMoney } from "../records/format.ts";
import type { Totals } from "./line-totals.ts";

type TotalsListProps = { totals: Totals; currency: string | null; paid?: string; balance?: string };

/** From the subtotal down to what is owed, right-aligned as on paper. */
export function TotalsList({ totals, currency, paid, balance }: TotalsListProps) {
  const rows: [string, string, boolean?][] = [["Subtotal", totals.subtotal]];
  if (!isZero(totals.discount)) rows.push(["Discount", `-${totals.discount}`]);
  rows.push(["Tax", totals.tax], ["Total", totals.total, true]);
  if (paid !== undefined && !isZero(paid)) rows.push(["Paid", `-${paid}`]);
  if (balance !== undefined && balance !== totals.total) rows.push(["Balance", balance, true]);
  return (
    <dl aria-live="polite" className="ml-auto grid w-full max-w-64 grid-cols-[1fr_auto] gap-x-6 gap-y-1 text-sm">
      {rows.map(([label, amount, strong]) => (
        <div key={label} className={cn("contents", strong && "font-semibold")}>
          <dt className={strong ? "" : "text-ink-muted"}>{label}</dt>
          <dd className="text-right tabular-nums">{formatExactMoney(amount, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

function isZero(amount: string): boolean {
  return /^-?[0.]*$/.test(amount);
}
