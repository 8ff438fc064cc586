import { z } from "zod";
import { field } from "../field.ts";
import type { Field, FieldOptions, Kind, KindName, Operator } from "../field.ts";

const textOperators: readonly Operator[] = ["eq", "ne", "in", "contains", "startsWith", "empty"];
const lineLength = 500;
const longLength = 100_000;

/** Text that PostgreSQL and UTF-8 can hold, trimmed. */
export function storableText(maxLength: number) {
  return (
    z
      .string()
      .trim()
      // Nothing further looks at what is too long: patterns would take ages.
      .max(maxLength, { error: `must have at most ${maxLength} characters`, abort: true })
      .refine((value) => !value.includes("\0") && value.isWellFormed(), "contains a character that cannot be stored")
  );
}

function textKind(
  name: KindName,
  refine: (declared: Field<string>) => z.ZodType<string>,
  sortable = true,
): Kind<string> {
  return {
    name,
    columnType: "text",
    operators: textOperators,
    sortable,
    schema: refine,
    parse: (text) => text.trim(),
    format: (value) => value,
  };
}

const line = textKind("text", (f) => storableText(f.maxLength ?? lineLength));
const long = textKind("longText", (f) => storableText(f.maxLength ?? longLength), false);

const emailShape = /^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+\.[^\s@<>()",;:\\]+$/;
const mail = textKind("email", () =>
  storableText(254).refine((value) => emailShape.test(value), "is not an email address"),
);

const phoneKind = textKind("phone", () => storableText(60));

const web = textKind("url", () =>
  storableText(2_000)
    .transform((value) =>
      /^[a-z][a-z0-9+.-]*:/i.test(value) && !/^[^/]*:\d+/.test(value) ? value : `https://${value}`,
    )
    .refine(isWebAddress, "is not a web address"),
);

function isWebAddress(value: string): boolean {
  return (
    /^https?:$/.test(URL.parse(value)?.protocol ?? "") && /[^.]\.[^.]|localhost/.test(URL.parse(value)?.hostname ?? "")
  );
}

export const text = (label: string, options: FieldOptions<string> = {}) => field(line, label, options);
export const longText = (label: string, options: FieldOptions<string> = {}) => field(long, label, options);
export const email = (label: string, options: FieldOptions<string> = {}) => field(mail, label, options);
export const url = (label: string, options: FieldOptions<string> = {}) => field(web, label, options);
/** Kept as typed. */
export const phone = (label: string, options: FieldOptions<string> = {}) => field(phoneKind, label, options);
