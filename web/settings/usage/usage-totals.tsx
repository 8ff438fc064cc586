import type { OrganizationUsage } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { cn } from "../../components/class-names.ts";
import { formatDecimal } from "../../records/format.ts";

/** How people in the app are called in the address. */
export const theApp = "app";

type UsageTotalsProps = {
  totals: OrganizationUsage["totals"];
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
};

const cellClass = "px-4 py-2 text-right tabular-nums max-sm:px-3";

/** Who uses how much; pressing a name shows its requests alone. */
export function UsageTotals({ totals, chosen, onChoose }: UsageTotalsProps) {
  const all = totals.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <div className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full text-sm">
        <thead className="border-b border-line text-xs text-ink-muted">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium">
              Who
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium max-sm:px-3">
              Requests
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium max-sm:px-3">
              Refused
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium max-sm:hidden">
              Share
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {totals.map(({ key, requests, refused }) => {
            const id = key?.id ?? theApp;
            return (
              <tr key={id} className={cn(id === chosen && "bg-accent-soft")}>
                <th scope="row" className="max-w-0 px-2 py-1 text-left font-normal">
                  <button
                    type="button"
                    aria-pressed={id === chosen}
                    onClick={() => onChoose(id === chosen ? undefined : id)}
                    className="flex min-h-7 max-w-full items-center gap-x-2 rounded-md px-2 hover:bg-hover max-sm:flex-wrap max-sm:py-1 pointer-coarse:min-h-10"
                  >
                    <span className={cn("min-w-0 truncate", key && "font-medium")}>
                      {key?.name ?? "People in the app"}
                    </span>
                    {key?.revoked && <Badge>Revoked</Badge>}
                  </button>
                </th>
                <td className={cn(cellClass, "w-28 max-sm:w-20")}>{formatDecimal(requests)}</td>
                <td className={cn(cellClass, "w-24 max-sm:w-20", refused > 0 ? "text-danger" : "text-ink-faint")}>
                  {formatDecimal(refused)}
                </td>
                <td className={cn(cellClass, "w-24 text-ink-muted max-sm:hidden")}>
                  {formatDecimal(all === 0 ? 0 : requests / all, { style: "percent", maximumFractionDigits: 0 })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
