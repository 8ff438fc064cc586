import type { ListQuery } from "../records/queries.ts";

/** When an opportunity should close; each is a span of days, of which either end may be open. */
export const closeSpans = [
  { value: "overdue", label: "Overdue" },
  { value: "month", label: "Closes this month" },
  { value: "next", label: "Closes next month" },
  { value: "quarter", label: "Closes this quarter" },
  { value: "none", label: "Without a close date" },
] as const;

/** Which close dates a span takes. `day` is today as YYYY-MM-DD. */
export function closeFilter(close: string | undefined, day: string): ListQuery {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const span = (from: number, months: number) => ({
    "filter[closeDate][gte]": firstDay(year, from),
    "filter[closeDate][lt]": firstDay(year, from + months),
  });
  if (close === "overdue") return { "filter[closeDate][lt]": day, "filter[status][eq]": "open" };
  if (close === "month") return span(month, 1);
  if (close === "next") return span(month + 1, 1);
  if (close === "quarter") return span(month - ((month - 1) % 3), 3);
  if (close === "none") return { "filter[closeDate][empty]": "true" };
  return {};
}

function firstDay(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}
