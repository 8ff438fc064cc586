import { z } from "zod";
import { readNumber } from "../csv/numbers.ts";
import { field } from "../field.ts";
import type { Field, FieldOptions, Kind, KindName, Operator, TextConventions } from "../field.ts";

const numberOperators: readonly Operator[] = ["eq", "ne", "in", "gt", "gte", "lt", "lte", "empty"];

/** No number is longer, however many zeros it begins with; what is must not reach the pattern, which would take ages. */
const longestNumber = 100;

/** An exact decimal as text with `scale` places, or undefined where the text is none. */
export function exactDecimal(text: string, scale: number, integerDigits: number): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > longestNumber) return undefined;
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(trimmed);
  if (!match || (!match[2] && !match[3] && !/0/.test(trimmed))) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  if (whole.length > integerDigits || fraction.slice(scale).replaceAll("0", "") !== "") return undefined;
  const digits = `${whole || "0"}${scale > 0 ? `.${fraction.slice(0, scale).padEnd(scale, "0")}` : ""}`;
  return sign === "-" && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

function plainNumber(text: string, { decimal = "." }: TextConventions): string {
  const read = readNumber(text, decimal);
  if (read === undefined) throw new Error(`is not a number with a decimal ${decimal === "." ? "point" : "comma"}`);
  return read;
}

function decimalKind(name: KindName, scale: number, integerDigits: number): Kind<string> {
  const reason = `must be a number with at most ${integerDigits} digits before and ${scale} after the decimal point`;
  return {
    name,
    columnType: `numeric(${integerDigits + scale},${scale})`,
    operators: numberOperators,
    sortable: true,
    schema: (f: Field<string>) =>
      z
        .union([z.string(), z.number()], {
          error: ({ input }) => (input === undefined || input === null ? "is required" : reason),
        })
        .transform((value, context) => {
          const exact = exactDecimal(typeof value === "number" ? plainDigits(value) : value, scale, integerDigits);
          if (exact === undefined) context.issues.push({ code: "custom", message: reason, input: value });
          return exact ?? z.NEVER;
        })
        .refine((value) => f.minimum === undefined || Number(value) >= f.minimum, `must be at least ${f.minimum}`)
        .refine((value) => f.maximum === undefined || Number(value) <= f.maximum, `must be at most ${f.maximum}`),
    parse: (text, _field, conventions) => plainNumber(text, conventions),
    format: (value) => value,
  };
}

/** A JSON number's shortest digits without an exponent. */
function plainDigits(value: number): string {
  const digits = String(value);
  return digits.includes("e") ? value.toFixed(20).replace(/0+$/, "") : digits;
}

const whole: Kind<number> = {
  name: "integer",
  columnType: "integer",
  operators: numberOperators,
  sortable: true,
  schema: (f) =>
    z
      .int("must be a whole number")
      .min(f.minimum ?? -2_147_483_648)
      .max(f.maximum ?? 2_147_483_647),
  parse: (text, _field, conventions) => Number(plainNumber(text, conventions)),
  format: String,
};

const byteCount: Kind<number> = { ...whole, name: "bytes", columnType: "bigint", schema: () => z.int().min(0) };

const amount = decimalKind("money", 2, 16);
const quantity = decimalKind("decimal", 4, 14);
const share = decimalKind("percent", 2, 3);

const currencies = new Set(Intl.supportedValuesOf("currency"));
const currencyCode: Kind<string> = {
  name: "currency",
  columnType: "text",
  operators: ["eq", "ne", "in", "empty"],
  sortable: true,
  schema: () =>
    z
      .string()
      .transform((value) => value.trim().toUpperCase())
      .refine((value) => currencies.has(value), "is not an ISO 4217 currency"),
  parse: (text) => text.trim().toUpperCase(),
  format: (value) => value,
};

export const integer = (label: string, options: FieldOptions<number> = {}) => field(whole, label, options);
/** A size in bytes, up to 2^53. */
export const bytes = (label: string, options: FieldOptions<number> = {}) => field(byteCount, label, options);
export const decimal = (label: string, options: FieldOptions<string> = {}) => field(quantity, label, options);
/** 0 to 100, two places. */
export const percent = (label: string, options: FieldOptions<string> = {}) =>
  field(share, label, { minimum: 0, maximum: 100, ...options });
/** An exact decimal string with two places; its currency stands in the field named by `currencyField`. */
export const money = (label: string, options: FieldOptions<string> = {}) =>
  field(amount, label, { currencyField: "currency", ...options });
/** Money of the books: written to the cent. */
export const exactMoney = (label: string) => money(label, { exact: true });
/** ISO 4217. */
export const currency = (label: string, options: FieldOptions<string> = {}) => field(currencyCode, label, options);
