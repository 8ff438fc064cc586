export type DecimalMark = "." | ",";

/** The exact decimal, such as `-1234.50`, that a text means under each decimal mark under which it means one. */
export type NumberReadings = Partial<Record<DecimalMark, string>>;

const money =
  /^(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3}(?=[\s\d.-])|Fr\.?|kr\.?|Rs\.?)\s*|\s*(?:\p{Sc}|(?<=[\s\d.,])[A-Z]{3}|Fr\.?|kr\.?|zł|Kč|Ft)$/u;
const grouped = {
  ".": /^(\d+|[1-9]\d{0,2}(?:,\d{2,3})*,\d{3})?(?:\.(\d*))?$/,
  ",": /^(\d+|[1-9]\d{0,2}(?:\.\d{2,3})*\.\d{3})?(?:,(\d*))?$/,
} as const;

/** Every reading of a number with currency, groups, sign, parentheses or percent sign around it. */
export function numberReadings(text: string): NumberReadings {
  const { digits, negative } = strip(text.trim());
  const readings: NumberReadings = {};
  for (const mark of [".", ","] as const) {
    const value = read(digits, mark);
    if (value !== undefined) readings[mark] = negative && /[1-9]/.test(value) ? `-${value}` : value;
  }
  return readings;
}

/** The exact decimal that a text means with this decimal mark. */
export function readNumber(text: string, mark: DecimalMark): string | undefined {
  return numberReadings(text)[mark];
}

function strip(text: string): { digits: string; negative: boolean } {
  if (/^\d+$/.test(text)) return { digits: text, negative: false };
  const inner = /^\((.*)\)$/.exec(text)?.[1];
  const bare = (inner ?? text).replace(/\s*%$/, "");
  const signed = /^([+\-−]?)(.*?)([-−]?)$/su.exec(withoutCurrency(bare))!;
  const digits = withoutCurrency(signed[2]!).replaceAll(/(?<=\d)[\s'’](?=\d{3})/gu, "");
  // The sign may stand before or behind the currency: -€5, €-5.
  const second = /^[-−]/.test(digits);
  const negative = inner !== undefined || /[-−]/.test(signed[1]! + signed[3]!) || second;
  return { digits: second ? digits.slice(1) : digits, negative };
}

function withoutCurrency(text: string): string {
  return text.trim().replace(money, "").replace(money, "").trim();
}

function read(digits: string, mark: DecimalMark): string | undefined {
  const scientific = /^(\d+(?:[.,]\d+)?)e([+-]?\d{1,3})$/i.exec(digits);
  if (scientific) return shift(scientific[1]!.replace(",", "."), Number(scientific[2]));
  const [, whole = "", fraction = ""] = grouped[mark].exec(digits) ?? [];
  if (whole === "" && fraction === "") return undefined;
  const integer = whole.replaceAll(/[.,]/g, "").replace(/^0+(?=\d)/, "") || "0";
  return fraction === "" ? integer : `${integer}.${fraction}`;
}

/** Moves the decimal point, exactly: spreadsheet programs write `1.2E+05`. */
function shift(mantissa: string, places: number): string {
  const [whole = "", fraction = ""] = mantissa.split(".");
  const point = whole.length + places;
  const padded = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, -point), "0");
  const at = Math.max(0, point);
  const left =
    padded
      .slice(0, at)
      .padEnd(at, "0")
      .replace(/^0+(?=\d)/, "") || "0";
  const right = padded.slice(at);
  return right === "" ? left : `${left}.${right}`;
}
