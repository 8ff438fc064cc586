/** How a locale writes numbers. */
type Marks = { decimal: string; group: string };

const powers: Record<string, number> = { k: 3, m: 6, mio: 6, mn: 6, bn: 9, b: 9 };

/**
 * An amount as people type it (`1.5k`, `1,234.50`, `€ 1.234,50`) as an exact plain decimal such as `1234.50`.
 * A mark that could be read in two ways is read as the locale writes. Undefined for what is no number.
 */
export function readAmount(text: string, locale: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s\p{Zs}'’_]|\p{Sc}/gu, "");
  const match = /^(?:[a-z]{3})?([-+−]?)(?:[a-z]{3})?([\d.,]+)(k|m|mio|mn|bn|b)?\.?(?:[a-z]{3})?$/u.exec(bare);
  if (!match || bare.length > 60) return undefined;
  const [, sign, digits = "", suffix] = match;
  const plain = withoutGroups(digits, marksOf(locale));
  if (plain === undefined) return undefined;
  const shifted = suffix ? shift(plain, powers[suffix] ?? 0) : plain;
  return sign === "-" || sign === "−" ? `-${shifted}` : shifted;
}

/** The number as the reader would type it: the locale's decimal mark and no groups. */
export function typedAmount(value: string, locale: string): string {
  return value.replace(".", marksOf(locale).decimal);
}

/** Undefined where the marks make no sense together, as in `1,2,3`. */
function withoutGroups(digits: string, { decimal }: Marks): string | undefined {
  if (!/\d/.test(digits)) return undefined;
  const mark = decimalMarkIn(digits, decimal);
  const [whole = "", fraction, ...more] = mark ? digits.split(mark) : [digits];
  if (more.length > 0) return undefined;
  if (/[.,]/.test(whole) && !/^\d{1,3}(?:([.,])\d{2,3}(?:\1\d{2,3})*)$/.test(whole)) return undefined;
  if (fraction !== undefined && /[.,]/.test(fraction)) return undefined;
  const plain = whole.replaceAll(/[.,]/g, "").replace(/^0+(?=\d)/, "") || "0";
  return fraction ? `${plain}.${fraction}` : plain;
}

function decimalMarkIn(digits: string, decimal: string): string | undefined {
  const found = [...digits.matchAll(/[.,]/g)].map(([mark]) => mark);
  const last = found.at(-1);
  if (last === undefined) return undefined;
  if (new Set(found).size > 1) return last;
  if (found.length > 1) return undefined;
  // One mark: groups only where it is no decimal mark of the reader's and exactly three digits follow.
  return last !== decimal && /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? undefined : last;
}

function shift(plain: string, places: number): string {
  const [whole = "", fraction = ""] = plain.split(".");
  const moved = whole + fraction.slice(0, places).padEnd(places, "0");
  const rest = fraction.slice(places).replace(/0+$/, "");
  return (moved.replace(/^0+(?=\d)/, "") || "0") + (rest ? `.${rest}` : "");
}

const known = new Map<string, Marks>();

function marksOf(locale: string): Marks {
  const cached = known.get(locale);
  if (cached) return cached;
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const mark = (type: string) => parts.find((part) => part.type === type)?.value;
  const marks = { decimal: mark("decimal") === "," ? "," : ".", group: mark("group") ?? "" };
  known.set(locale, marks);
  return marks;
}
