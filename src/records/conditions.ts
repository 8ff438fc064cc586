import type { Link } from "./kinds/reference.ts";
import type { Condition } from "./list-query.ts";
import { columnName } from "./record-type.ts";

/** Collects parameters and gives their placeholders. */
export class Parameters {
  readonly values: unknown[];

  constructor(...values: unknown[]) {
    this.values = values;
  }

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}

const comparisons = { eq: "=", ne: "is distinct from", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

const codes: ReadonlySet<string> = new Set(["choice", "currency"]);

/** One condition as SQL on table `r`; the organization is `$1`. */
export function conditionSql({ expression, operator, field, value }: Condition, parameters: Parameters): string {
  const { columnType } = field.kind;
  const list = columnType === "text[]";
  // Free text ignores case; codes are compared as they are, where the planner has statistics.
  const ignoresCase = columnType === "text" && (field.open === true || !codes.has(field.kind.name));
  if (operator === "empty") {
    const empty = list
      ? `${expression} = '{}'`
      : columnType === "text"
        ? `coalesce(${expression}, '') = ''`
        : `${expression} is null`;
    return value === "true" ? empty : `not (${empty})`;
  }
  if (field.kind.name === "links") {
    const { type, id } = value as Link;
    const column = columnName(type, field.rows!.fields[type]!);
    return `r.id in (${expression} where l.organization_id = $1 and l.${column} = ${parameters.add(id)}::uuid)`;
  }
  if (operator === "contains") {
    if (list) return `${expression} @> array[${parameters.add(value)}::text]`;
    return `fold(${expression}) like '%' || fold(${parameters.add(escapeLike(value as string))}) || '%'`;
  }
  if (operator === "startsWith")
    return `fold(${expression}) like fold(${parameters.add(escapeLike(value as string))}) || '%'`;
  if (operator === "in") {
    if (list) return `${expression} && ${parameters.add(value)}::text[]`;
    if (ignoresCase) return `lower(${expression}) = any(select lower(unnest(${parameters.add(value)}::text[])))`;
    return `${expression} = any(${parameters.add(value)}::${columnType}[])`;
  }
  const comparison = comparisons[operator];
  if (ignoresCase) return `lower(${expression}) ${comparison} lower(${parameters.add(value)}::text)`;
  return `${expression} ${comparison} ${parameters.add(value)}::${columnType}`;
}
