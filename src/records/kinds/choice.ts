import { z } from "zod";
import { field } from "../field.ts";
import type { Choice, Field, FieldOptions, Kind } from "../field.ts";
import { storableText } from "./text.ts";

const oneOf: Kind<string> = {
  name: "choice",
  columnType: "text",
  operators: ["eq", "ne", "in", "contains", "empty"],
  sortable: true,
  schema: (declared) => {
    const values = (declared.choices ?? []).map((choice) => choice.value);
    if (declared.open) return storableText(declared.maxLength ?? 200);
    return z.string().refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);
  },
  parse: (text, declared) => matchChoice(text, declared),
  format: (value) => value,
};

/** The declared value that the text means, case and word separators ignored; the text itself where none does. */
function matchChoice(text: string, declared: Field<string>): string {
  const fold = (value: string) => value.toLowerCase().replaceAll(/[\s_-]+/g, "");
  const match = declared.choices?.find(
    (choice) => fold(choice.value) === fold(text) || fold(choice.label) === fold(text),
  );
  return match?.value ?? text.trim();
}

/** `not_started` → `Not started`. */
export function labelOf(value: string): string {
  const words = value.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const choice = (label: string, values: readonly string[], options: FieldOptions<string> = {}) =>
  field(oneOf, label, { choices: values.map((value): Choice => ({ value, label: labelOf(value) })), ...options });

const yesOrNo: Kind<boolean> = {
  name: "boolean",
  columnType: "boolean",
  operators: ["eq", "ne", "empty"],
  sortable: true,
  schema: () => z.boolean("must be true or false"),
  parse: (text) => {
    if (/^(true|yes|y|1|on|x|ja|oui)$/i.test(text.trim())) return true;
    if (/^(false|no|n|0|off|nein|non)$/i.test(text.trim())) return false;
    throw new Error("is neither yes nor no");
  },
  format: (value) => (value ? "true" : "false"),
};
export const boolean = (label: string, options: FieldOptions<boolean> = {}) => field(yesOrNo, label, options);

const names = new Intl.DisplayNames(["en"], { type: "region" });
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
// What `Intl` knows besides the countries of today: former ones, unions, and codes outside ISO 3166-1.
const noCountries = new Set(
  "AN BU CS DD FX NT SU TP YD YU ZR QO UK EU EZ UN XA XB ZZ AC CP DG EA IC TA CQ HV DY NH RH VD".split(" "),
);
const isoCountries: readonly Choice[] = letters
  .flatMap((first) => letters.map((second) => first + second))
  .filter((code) => !noCountries.has(code) && names.of(code) !== code)
  .map((value) => ({ value, label: names.of(value) ?? value }));
const codeOfName = new Map(
  isoCountries.flatMap(
    ({ value, label }) =>
      [
        [value.toLowerCase(), value],
        [label.toLowerCase(), value],
      ] as const,
  ),
);

const nation: Kind<string> = {
  name: "country",
  columnType: "text",
  operators: ["eq", "ne", "in", "contains", "empty"],
  sortable: true,
  schema: () => storableText(200).transform((value) => codeOfName.get(value.toLowerCase()) ?? value),
  parse: (text) => text.trim(),
  format: (value) => value,
};

/** ISO 3166-1 alpha-2 where the text is recognised, else the text as typed. */
export const country = (label: string, options: FieldOptions<string> = {}) =>
  field(nation, label, { choices: isoCountries, open: true, ...options });

/** Whether a country's text was recognised as one of ISO 3166-1. */
export function isKnownCountry(value: string): boolean {
  return codeOfName.get(value.toLowerCase()) !== undefined;
}
