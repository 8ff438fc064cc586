import { useState } from "react";
import type { RecordedErrorDetails } from "../../api/contract.ts";
import { Bars } from "../../components/bars.tsx";
import { formatDecimal, formatExactMoment } from "../../records/format.ts";
import { Section } from "../../settings/section.tsx";

const hourMs = 3_600_000;
const shown = 72;

/** How often it was met in each hour of the last three days, as a picture and as a table of two weeks. */
export function ErrorHours({ hours }: Pick<RecordedErrorDetails, "hours">) {
  const counts = new Map(hours.map(({ hour, count }) => [Date.parse(hour), count]));
  const [last] = useState(() => Math.floor(Date.now() / hourMs) * hourMs);
  const bars = Array.from({ length: shown }, (_, at) => {
    const hour = last - (shown - 1 - at) * hourMs;
    const value = counts.get(hour) ?? 0;
    const moment = new Date(hour).toISOString();
    return { id: moment, value, marked: value, words: `${formatExactMoment(moment)}: ${formatDecimal(value)}` };
  });
  const sum = bars.reduce((all, { value }) => all + value, 0);
  return (
    <Section title="By hour" intro="The last three days.">
      <Bars
        className="h-24 border-b border-line"
        label={`${formatDecimal(sum)} in the last three days. The table below has the numbers.`}
        bars={bars}
      />
      <details className="mt-2 text-sm">
        <summary className="w-fit cursor-pointer text-ink-muted hover:text-ink">As a table</summary>
        <table className="mt-2 text-xs">
          <thead>
            <tr className="text-left text-ink-muted">
              <th className="py-1 pr-8 font-medium">Hour</th>
              <th className="py-1 text-right font-medium">Errors</th>
            </tr>
          </thead>
          <tbody>
            {hours.toReversed().map(({ hour, count }) => (
              <tr key={hour}>
                <td className="py-1 pr-8">{formatExactMoment(hour)}</td>
                <td className="py-1 text-right tabular-nums">{formatDecimal(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Section>
  );
}
