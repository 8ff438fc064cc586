import { type Bar, Bars } from "../../components/bars.tsx";

type ChartProps = {
  title: string;
  /** What it comes to, in a few words. */
  sum: string;
  bars: Bar[];
  /** Under the first and the last bar. */
  from: string;
  to: string;
  /** Heads of the table's columns; the first is the time. */
  heads: string[];
  /** The newest first. */
  rows: string[][];
};

/** Counts over time, and behind them the same as a table. */
export function Chart({ title, sum, bars, from, to, heads, rows }: ChartProps) {
  return (
    <figure className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <figcaption className="mb-3 flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-sm font-medium">{title}</span>
        <span className="text-xs text-ink-muted tabular-nums">{sum}</span>
      </figcaption>
      <Bars className="h-24 border-b border-line" bars={bars} label={`${title}: ${sum}. The table has the numbers.`} />
      <p className="mt-1 flex justify-between text-2xs text-ink-faint" aria-hidden>
        <span>{from}</span>
        <span>{to}</span>
      </p>
      <Numbers title={title} heads={heads} rows={rows} />
    </figure>
  );
}

export function Numbers({ title, heads, rows }: Pick<ChartProps, "title" | "heads" | "rows">) {
  return (
    <details className="mt-2">
      <summary className="w-fit cursor-pointer rounded text-xs text-ink-muted hover:text-ink pointer-coarse:py-2">
        The numbers<span className="sr-only"> of {title}</span>
      </summary>
      <div
        className="mt-2 max-h-72 overflow-auto rounded-lg border border-line"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <table className="w-full text-xs">
          <thead className="sticky top-0 bg-canvas text-ink-muted">
            <tr>
              {heads.map((head, at) => (
                <th
                  key={head}
                  scope="col"
                  className={at === 0 ? "px-3 py-2 text-left font-medium" : "px-3 py-2 text-right font-medium"}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map(([first, ...others]) => (
              <tr key={first}>
                <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap text-ink-muted">
                  {first}
                </th>
                {others.map((text, at) => (
                  <td key={heads[at + 1]} className="px-3 py-1.5 text-right tabular-nums">
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
