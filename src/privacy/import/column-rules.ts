import { isId } from "../../identifier.ts";
import type { Sql } from "../../ports/database.ts";

export interface DatabaseColumn {
  table: string;
  name: string;
  /** As PostgreSQL spells it, without a length. */
  type: string;
  required: boolean;
  hasDefault: boolean;
}

const columnsSql = `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required, a.atthasdef as "hasDefault"
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and a.attnum > 0 and not a.attisdropped`;

export function readColumns(sql: Sql, tables: readonly string[]): Promise<DatabaseColumn[]> {
  return sql.query<DatabaseColumn>(columnsSql, [tables]);
}

/** Says what is wrong with a value that is not null. */
type Rule = (value: unknown) => string | null;

const whole =
  (least: number, most: number): Rule =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? null
      : `must be a whole number from ${least} to ${most}`;

const shaped =
  (shape: RegExp, what: string): Rule =>
  (value) =>
    typeof value === "string" && value.length <= 64 && shape.test(value) ? null : `must be ${what}`;

const isText: Rule = (value) =>
  typeof value === "string" && !value.includes("\0") && value.isWellFormed()
    ? null
    : "must be a text that can be stored";

const moment: Rule = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? null
    : "must be a moment in RFC 3339";

const day: Rule = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value)
    ? null
    : "must be a date as YYYY-MM-DD";

const rules: Record<string, Rule> = {
  uuid: (value) => (typeof value === "string" && isId(value) ? null : "must be an id"),
  text: isText,
  boolean: (value) => (typeof value === "boolean" ? null : "must be true or false"),
  integer: whole(-2_147_483_648, 2_147_483_647),
  smallint: whole(-32_768, 32_767),
  bigint: whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  numeric: shaped(/^-?\d{1,20}(\.\d{1,6})?$/, "an exact decimal as a text"),
  date: day,
  "timestamp with time zone": moment,
  "text[]": (value) =>
    Array.isArray(value) && value.every((one) => isText(one) === null) ? null : "must be a list of texts",
  "integer[]": (value) =>
    Array.isArray(value) && value.every((one) => rules.integer!(one) === null)
      ? null
      : "must be a list of whole numbers",
  jsonb: () => null,
};

/** What a column's values are in a line, null apart. */
export function ruleOf({ table, name, type }: DatabaseColumn): Rule {
  const rule = rules[type];
  if (!rule) throw new Error(`${table}.${name} has the type ${type}, which no import reads yet`);
  return rule;
}
