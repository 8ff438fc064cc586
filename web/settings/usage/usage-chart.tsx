import { Bars } from "../../components/bars.tsx";
import { formatDecimal } from "../../records/format.ts";
import { markOfStep, type Step, type UsagePeriod, wordsOfStep } from "./usage-periods.ts";

type UsageChartProps = {
  steps: Step[];
  period: UsagePeriod;
  /** Whose requests these are; everybody's when undefined. */
  whose: string | undefined;
};

/** Requests over time, those refused in red; and the same as a table. */
export function UsageChart({ steps, period, whose }: UsageChartProps) {
  const requests = sumOf(steps, "requests");
  const refused = sumOf(steps, "refused");
  const title = `${whose ?? "Everybody"}, last ${period.label}`;
  return (
    <figure className="mb-4">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 truncate text-sm font-medium">{title}</span>
        <span className="text-xs text-ink-muted">
          {requestsText(requests)}
          {refused > 0 && <span className="text-danger">, {formatDecimal(refused)} refused by a limit</span>}
        </span>
      </figcaption>
      <Bars
        className="h-32 border-b border-line"
        label={`${title}: ${requestsText(requests)}, ${formatDecimal(refused)} refused. The table below has the numbers.`}
        bars={steps.map((step) => ({
          id: step.at,
          value: step.requests,
          marked: step.refused,
          words: wordsOf(step, period.by),
        }))}
      />
      <p className="mt-1 flex justify-between text-2xs text-ink-faint" aria-hidden>
        <span>{markOfStep(steps[0]!.at, period.by)}</span>
        <span>Most: {formatDecimal(Math.max(...steps.map((step) => step.requests)))}</span>
        <span>{period.by === "day" ? "Today, UTC" : "Now"}</span>
      </p>
      <NumbersTable steps={steps} by={period.by} title={title} />
    </figure>
  );
}

function NumbersTable({ steps, by, title }: { steps: Step[]; by: UsagePeriod["by"]; title: string }) {
  const some = steps.filter(({ requests }) => requests > 0).toReversed();
  if (some.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="w-fit cursor-pointer rounded text-xs text-ink-muted hover:text-ink pointer-coarse:py-2">
        The numbers
      </summary>
      <div
        className="mt-2 max-h-72 overflow-auto rounded-xl border border-line"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-canvas text-xs text-ink-muted">
            <tr>
              <th scope="col" className="px-4 py-2 text-left font-medium">
                {by === "day" ? "Day" : "Hour"}
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Requests
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Refused
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {some.map(({ at, requests, refused }) => (
              <tr key={at}>
                <th scope="row" className="px-4 py-1.5 text-left font-normal text-ink-muted">
                  {wordsOfStep(at, by)}
                </th>
                <td className="px-4 py-1.5 text-right tabular-nums">{formatDecimal(requests)}</td>
                <td className="px-4 py-1.5 text-right tabular-nums">{formatDecimal(refused)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function wordsOf({ at, requests, refused }: Step, by: UsagePeriod["by"]): string {
  return `${wordsOfStep(at, by)}: ${requestsText(requests)}${refused > 0 ? `, ${formatDecimal(refused)} refused` : ""}`;
}

function requestsText(count: number): string {
  return `${formatDecimal(count)} ${count === 1 ? "request" : "requests"}`;
}

function sumOf(steps: Step[], name: "requests" | "refused"): number {
  return steps.reduce((sum, step) => sum + step[name], 0);
}
