import { synonyms } from "./synonyms.ts";

/** A field that a column can be mapped to. */
export interface Target {
  name: string;
  label: string;
}

export interface GuessedColumn {
  column: string;
  /** The field's name, or null where none fits. */
  field: string | null;
  /** 0 to 1: 1 is the field's own name, under 0.8 is worth a look. */
  confidence: number;
}

/** The names a type goes by in headers, such as `company` for an account: `Company name` is then its `name`. */
const ownNames: Readonly<Record<string, readonly string[]>> = {
  account: [
    "account",
    "company",
    "organization",
    "organisation",
    "customer",
    "client",
    "firma",
    "firmen",
    "unternehmen",
    "kunde",
    "kunden",
    "societe",
    "entreprise",
    "empresa",
  ],
  contact: ["contact", "person", "kontakt"],
  opportunity: ["opportunity", "deal", "verkaufschance"],
  task: ["task", "todo", "aufgabe"],
  document: ["document", "file", "dokument"],
  invoice: ["invoice", "rechnung", "facture", "factura"],
};

/** A header as it is compared: letters and digits only, lower case, no accents. */
export function foldHeader(header: string): string {
  return header
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * Guesses which field each column holds. The surest pairs are taken first, and a field is given away once.
 * `type` is the record type's name: its own name as a header means its title, `deal id` its external id.
 */
export function guessMapping(
  headers: readonly string[],
  targets: readonly Target[],
  type: string,
  title: string,
): GuessedColumn[] {
  const folded = targets.map((target) => ({
    ...target,
    folded: foldHeader(target.name),
    foldedLabel: foldHeader(target.label),
  }));
  const own = ownNames[type] ?? [foldHeader(type)];
  const pairs = headers.flatMap((header, column) => {
    const name = foldHeader(header);
    return folded
      .map((target) => ({ column, target: target.name, confidence: likeness(name, target, own, title) }))
      .filter(({ confidence }) => confidence > 0);
  });
  const guesses = headers.map((column): GuessedColumn => ({ column, field: null, confidence: 0 }));
  const taken = new Set<string>();
  for (const { column, target, confidence } of pairs.toSorted((a, b) => b.confidence - a.confidence)) {
    const guess = guesses[column]!;
    if (guess.field !== null || taken.has(target)) continue;
    guess.field = target;
    guess.confidence = confidence;
    taken.add(target);
  }
  return guesses;
}

interface FoldedTarget extends Target {
  folded: string;
  foldedLabel: string;
}

function likeness(folded: string, target: FoldedTarget, own: readonly string[], title: string): number {
  if (folded === "") return 0;
  const direct = plainLikeness(folded, target);
  if (target.name === title && own.includes(folded)) return Math.max(direct, 0.95);
  const prefix = own.find((name) => folded.startsWith(name) && folded.length > name.length);
  if (prefix === undefined) return direct;
  const rest = folded.slice(prefix.length);
  return Math.max(direct, plainLikeness(rest, target) * 0.95, target.name === "externalId" && rest === "id" ? 0.95 : 0);
}

function plainLikeness(folded: string, target: FoldedTarget): number {
  const { folded: name } = target;
  if (folded === name) return 1;
  if (folded === `${name}id` || folded === `${name}name`) return 0.85;
  if (folded === target.foldedLabel) return 0.98;
  const others = synonyms[target.name];
  const place = others?.indexOf(folded) ?? -1;
  // Between two fields that share a word, the one that lists it earlier is the likelier.
  if (place !== -1) return 0.9 - place / 1000;
  return name.length >= 5 && (folded.startsWith(name) || folded.endsWith(name)) ? 0.6 : 0;
}
