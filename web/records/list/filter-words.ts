import type { RecordField } from "../model.ts";

const words: Record<string, string> = {
  eq: "is",
  ne: "is not",
  in: "is any of",
  contains: "contains",
  startsWith: "starts with",
  gt: "more than",
  gte: "at least",
  lt: "less than",
  lte: "at most",
  empty: "is empty",
};
const timeWords: Record<string, string> = { gt: "after", gte: "from", lt: "before", lte: "until" };

/** How an operator reads in a sentence about the field. */
export function wordOf(operator: string, field: RecordField): string {
  if (field.kind === "links") return "includes";
  const isTime = field.kind === "date" || field.kind === "datetime";
  return (isTime && timeWords[operator]) || words[operator] || operator;
}

/** The operator that people mean most often. */
export function usualOperator(field: RecordField): string {
  const wish = {
    text: "contains",
    email: "contains",
    url: "contains",
    tags: "contains",
    date: "gte",
    datetime: "gte",
    money: "gte",
  };
  const wished = wish[field.kind as keyof typeof wish];
  return wished && field.operators.includes(wished) ? wished : (field.operators[0] ?? "eq");
}
