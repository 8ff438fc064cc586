import { formatDate, formatDecimal } from "../records/format.ts";

type DateOrder = "ymd" | "dmy" | "mdy";

/** The order in which dates are written, as far as the samples settle it. */
export function orderOf(samples: readonly string[]): DateOrder | undefined {
  for (const sample of samples) {
    const [first = 0, second = 0] = partsOf(sample) ?? [];
    if (first > 31) return "ymd";
    if (first > 12) return "dmy";
    if (second > 12) return "mdy";
  }
  return undefined;
}

/** How a date of the file would be understood: `03/04/2026` as 3 Apr 2026; undefined for what is written in words. */
export function readDate(sample: string, order: DateOrder): string | undefined {
  const parts = partsOf(sample);
  if (!parts) return undefined;
  const [a, b, c] = parts;
  const [year, month, day] = a > 31 || order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const whole = year < 100 ? (year < 70 ? 2000 + year : 1900 + year) : year;
  return formatDate(`${whole}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`);
}

function partsOf(sample: string): [number, number, number] | undefined {
  const match = /^\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?!\d)/.exec(sample);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** How a number of the file would be understood: `1.234,50` as 1,234.5; undefined for what is no number. */
export function readNumber(sample: string, decimal: "." | ","): string | undefined {
  const bare = sample.replaceAll(decimal === "." ? /[,\s'’]/g : /[.\s'’]/g, "").replace(decimal, ".");
  const digits = /-?\d+(\.\d+)?/.exec(bare)?.[0];
  return digits && formatDecimal(digits, { maximumFractionDigits: 6 });
}

/** The decimal mark, as far as the samples settle it. */
export function markOf(samples: readonly string[]): "." | "," | undefined {
  for (const sample of samples) {
    const last = /[.,](?=[^.,]*$)/.exec(sample);
    if (!last) continue;
    const behind = sample.length - last.index - 1;
    const both = sample.includes(".") && sample.includes(",");
    if (both || behind !== 3) return last[0] as "." | ",";
  }
  return undefined;
}
