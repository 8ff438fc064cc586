import type { RecordField } from "../model.ts";

/** One condition as the address and the server write it: `filter[stage][eq]=…`. */
export type Filter = { field: string; operator: string; value: string };

/** How people compare: the server's operators, and those that are two of them or one turned round. */
export type Comparison = string;

/** One condition as people say it; `to` is the other end of "between". */
export type Condition = { field: string; comparison: Comparison; value: string; to?: string };

/** Reads filters as sentences: "at least" and "at most" of one field are one "between". */
export function conditionsOf(filters: readonly Filter[]): Condition[] {
  return filters.flatMap(({ field, operator, value }): Condition[] => {
    const other = (wanted: string) => filters.find((one) => one.field === field && one.operator === wanted)?.value;
    if (operator === "gte" && other("lte") !== undefined)
      return [{ field, comparison: "between", value, to: other("lte")! }];
    if (operator === "lte" && other("gte") !== undefined) return [];
    if (operator === "empty") return [{ field, comparison: value === "false" ? "filled" : "empty", value: "" }];
    return [{ field, comparison: operator, value }];
  });
}

/** The filters that a condition stands for. */
export function filtersFor({ field, comparison, value, to = "" }: Condition): Filter[] {
  if (comparison === "between") {
    return [
      { field, operator: "gte", value },
      { field, operator: "lte", value: to },
    ];
  }
  if (comparison === "empty" || comparison === "filled")
    return [{ field, operator: "empty", value: String(comparison === "empty") }];
  return [{ field, operator: comparison, value }];
}

const words = new Map(
  Object.entries({
    eq: "is",
    ne: "is not",
    in: "is any of",
    contains: "contains",
    startsWith: "starts with",
    gt: "is more than",
    gte: "is at least",
    lt: "is less than",
    lte: "is at most",
    between: "is between",
    empty: "is empty",
    filled: "is not empty",
  }),
);
const timeWords = new Map(
  Object.entries({
    gt: "is after",
    gte: "is from",
    lt: "is before",
    lte: "is until",
  }),
);
const tagWords = new Map(Object.entries({ contains: "include", in: "include any of" }));

export function isTime(field: RecordField): boolean {
  return field.kind === "date" || field.kind === "datetime";
}

/** How a comparison reads in a sentence about the field. */
export function wordOf(comparison: Comparison, field: RecordField): string {
  if (field.kind === "links") return "includes";
  if (field.kind === "tags") return tagWords.get(comparison) ?? words.get(comparison) ?? comparison;
  return (isTime(field) && timeWords.get(comparison)) || (words.get(comparison) ?? comparison);
}

const order: Comparison[] = ["in", "contains", "eq", "ne", "startsWith", "gte", "lte", "gt", "lt", "between", "filled"];

/** The comparisons to offer for a field, as its kind allows; the most usual first. */
export function comparisonsOf(field: RecordField): Comparison[] {
  const able = new Set<string>(field.operators);
  // Many values are typed one by one nowhere else than among choices, people and records.
  if (!isPicked(field) && field.kind !== "tags") able.delete("in");
  if (able.has("in") && field.kind !== "tags") able.delete("eq");
  if (field.kind === "boolean") able.delete("ne");
  if (able.has("gte") && able.has("lte")) able.add("between");
  if (able.has("empty")) able.add("filled");
  const ranked = isTime(field)
    ? ["eq", "lt", "gt", "gte", "lte", "between", "ne", "filled"]
    : field.kind === "money"
      ? ["gte", "lte", "between", "gt", "lt", "eq", "ne", "filled"]
      : order;
  return [...ranked, "empty"].filter((comparison) => able.has(comparison));
}

/** Whether values are picked from a list instead of typed. */
export function isPicked(field: RecordField): boolean {
  return ["choice", "country", "currency", "reference", "member"].includes(field.kind);
}

export function needsValue(comparison: Comparison): boolean {
  return comparison !== "empty" && comparison !== "filled";
}
