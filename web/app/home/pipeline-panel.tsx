import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import type { BoardColumnData } from "../../api/contract.ts";
import { ErrorState } from "../../components/states.tsx";
import { formatDecimal, formatMoney } from "../../records/format.ts";
import { Empty, Panel, PanelSkeleton } from "./panel.tsx";

type Totals = BoardColumnData["totals"];

/** What is open in the first pipeline, and how far it is. */
export function PipelinePanel({ title, filter }: { title: string; filter: Record<string, string> }) {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ["records", "opportunities", "pipeline", filter],
    queryFn: ({ signal }) => call("GET /api/opportunities/board", { query: { ...filter, limit: "1" }, signal }),
  });
  const board = (
    <Link
      to="/opportunities/board"
      search={{}}
      className="rounded text-xs text-ink-muted hover:text-ink pointer-coarse:-my-2 pointer-coarse:py-2"
    >
      Open the board
    </Link>
  );
  const open = data?.stages.filter(({ stage }) => stage.outcome === "open") ?? [];
  return (
    <Panel title={title} aside={board}>
      {isPending && <PanelSkeleton />}
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {data &&
        (open.every(({ count }) => count === 0) ? <Empty>No open opportunities.</Empty> : <Stages open={open} />)}
    </Panel>
  );
}

function Stages({ open }: { open: BoardColumnData[] }) {
  const currency = mainCurrency(open);
  const amountIn = ({ totals }: BoardColumnData) =>
    Number(totals.find((total) => total.currency === currency)?.amount ?? 0);
  const most = Math.max(...open.map(amountIn), 1);
  return (
    <div className="rounded-lg border border-line px-4 pt-3 pb-3.5">
      <p className="text-xl font-semibold tabular-nums">{sumOf(open, "amount")}</p>
      <p className="text-xs text-ink-muted tabular-nums">{sumOf(open, "weighted")} weighted by probability</p>
      <ul className="mt-3 flex flex-col gap-2.5">
        {open.map((column) => (
          <li key={column.stage.id}>
            <div className="flex items-baseline gap-2 text-sm">
              <span className="truncate">{column.stage.name}</span>
              <span className="flex-1 text-xs text-ink-muted tabular-nums">{formatDecimal(column.count)}</span>
              <span className="text-ink-muted tabular-nums">{sumOf([column], "amount")}</span>
            </div>
            <div className="mt-1 h-1.5 overflow-hidden rounded-full bg-pressed" aria-hidden>
              <div className="h-full rounded-full bg-accent" style={{ width: `${(amountIn(column) / most) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The currency of most columns; amounts of different ones are never added. */
function mainCurrency(open: readonly BoardColumnData[]): string | null {
  const counts = new Map<string | null, number>();
  for (const { currency } of open.flatMap(({ totals }) => totals))
    counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** Sums by currency, rounded as they are read: these are headlines, the board has the exact ones. */
function sumOf(columns: readonly BoardColumnData[], member: "amount" | "weighted"): string {
  const sums = new Map<string | null, number>();
  for (const total of columns.flatMap(({ totals }): Totals => totals)) {
    sums.set(total.currency, (sums.get(total.currency) ?? 0) + Number(total[member]));
  }
  return [...sums].map(([currency, sum]) => formatMoney(String(sum), currency, true)).join(" + ") || "–";
}
