import { z } from "zod";
import { knowsEncoding } from "../../records/csv/encoding.ts";
import type { ImportOptions } from "./plan.ts";

const Mapping = z.record(z.string(), z.string().nullable());
const Defaults = z.record(z.string(), z.unknown());
const flag = z.stringbool({ error: "must be 1 or 0" }).default(false);

function readMapping(text: string, context: z.RefinementCtx): Record<string, string | null> {
  try {
    const parsed = Mapping.safeParse(JSON.parse(text));
    if (parsed.success)
      return Object.fromEntries(
        Object.entries(parsed.data).map(([column, field]) => [column, field === "" ? null : field]),
      );
  } catch {
    // Told below, like any other wrong shape.
  }
  context.issues.push({ code: "custom", message: "must be a JSON object of column to field", input: text });
  return z.NEVER;
}

function readDefaults(text: string, context: z.RefinementCtx): Record<string, unknown> {
  try {
    const parsed = Defaults.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Told below, like any other wrong shape.
  }
  context.issues.push({ code: "custom", message: "must be a JSON object of member to value", input: text });
  return z.NEVER;
}

const orders = {
  ymd: "ymd",
  yearfirst: "ymd",
  iso: "ymd",
  dmy: "dmy",
  dayfirst: "dmy",
  mdy: "mdy",
  monthfirst: "mdy",
} as const;
const marks = { ".": ".", point: ".", dot: ".", period: ".", ",": ",", comma: "," } as const;
const delimiters = {
  ",": ",",
  comma: ",",
  ";": ";",
  semicolon: ";",
  "\t": "\t",
  tab: "\t",
  "|": "|",
  pipe: "|",
} as const;

/** One of the words for a thing, whatever its case and signs between letters. */
function wordFor<Meaning extends string>(
  words: Readonly<Record<string, Meaning>>,
  fold: (text: string) => string = (text) => text.toLowerCase(),
) {
  const accepted = [...new Set(Object.values(words))].map((word) => JSON.stringify(word)).join(", ");
  return z.string().transform((text, context): Meaning => {
    const meaning = Object.hasOwn(words, fold(text)) ? words[fold(text)] : undefined;
    if (meaning === undefined)
      context.issues.push({ code: "custom", message: `must be one of ${accepted}`, input: text });
    return meaning ?? z.NEVER;
  });
}

/** What the query of an import may say. */
export const ImportQuery = z.strictObject({
  dryRun: flag.describe("Say what would happen, and change nothing"),
  mapping: z
    .string()
    .transform(readMapping)
    .default({})
    .describe(
      "JSON: column → field, null to leave a column out, `custom.*` to make it a custom field; the rest is guessed",
    ),
  key: z
    .string()
    .optional()
    .describe("The field that tells a repeated row, or `none`; the external id or the natural key unless given"),
  existing: z
    .enum(["update", "skip"])
    .default("update")
    .describe("What to do about a row whose record is there already: change the record, or leave it as it is"),
  defaults: z
    .string()
    .transform(readDefaults)
    .default({})
    .describe("JSON: member → value, as in a record's body, for new records of which the row does not say it"),
  filename: z.string().max(200).optional().describe("What the file is called, where the body is the file itself"),
  missing: z
    .enum(["create", "blank", "fail"])
    .default("create")
    .describe("What to do about a reference that names nothing known"),
  unmapped: z
    .enum(["custom", "skip"])
    .default("skip")
    .describe("Columns that no field fits become custom fields or are left out"),
  dateOrder: wordFor(orders, (text) => text.toLowerCase().replaceAll(/[^a-z]/g, ""))
    .optional()
    .describe("ymd, dmy or mdy, where the file leaves it open"),
  decimal: wordFor(marks).optional().describe("`.` or `,`, where the file leaves it open"),
  encoding: z.string().refine(knowsEncoding, "is no encoding known here").optional(),
  delimiter: wordFor(delimiters).optional(),
});

export function optionsOf(query: z.output<typeof ImportQuery>): ImportOptions {
  const { dryRun: _, filename: __, ...options } = query;
  return options;
}
