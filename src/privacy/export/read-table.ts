import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "../../ports/database.ts";
import { columnOf } from "./tables.ts";
import type { ExportedTable } from "./tables.ts";

/** Few, so that requests are answered between them. */
const linesAtOnce = 25;
/** Milliseconds. Storage that is slow by itself leaves time to others. */
const longestPause = 20;

/** Tables that belong to no tenant, or are told apart otherwise. */
const scopes: Record<string, string> = {
  organization: "where id = $1",
  audit_signing_key: "where $1::uuid is not null",
};

function scopeOf(table: string): string {
  return scopes[table] ?? "where organization_id = $1";
}

/**
 * The rows of an organization as lines of JSON, in the order of their key; members in camel case. Only those which
 * `narrower` holds of, a condition on `exported`.
 */
export function selectLines(table: string, { columns, key }: ExportedTable, narrower?: string): string {
  const list = columns.map(columnOf).map(({ column, member, cast }) => {
    if (cast === "base64") return `replace(encode(${column}, 'base64'), e'\\n', '') as "${member}"`;
    return `${column}${cast === "text" ? "::text" : ""} as "${member}"`;
  });
  const order = key.length === 0 ? "" : ` order by ${key.map((column) => `exported.${column}`).join(", ")}`;
  const which = narrower === undefined ? "" : ` and (${narrower})`;
  return `select row_to_json(exported_line)::text from (select ${list.join(", ")} from ${table} exported ${scopeOf(table)}${which}${order}) exported_line`;
}

/** The values of one column, so many at a time, in the caller's transaction. */
export async function* readColumn<Value>(sql: Sql, text: string, values: readonly unknown[]): AsyncGenerator<Value[]> {
  for await (const rows of readRows(sql, text, values)) yield rows.map(([value]) => value as Value);
}

let cursors = 0;

/**
 * Rows as lists of values; the next ones are fetched while these are used. Whoever uses them has a third of the time, and
 * the others, who wait for a page, have the rest.
 */
export async function* readRows(sql: Sql, text: string, values: readonly unknown[]): AsyncGenerator<unknown[][]> {
  // One transaction may have several at once.
  const cursor = `exported_${(cursors += 1)}`;
  const fetch = () => sql.values(`fetch ${linesAtOnce} from ${cursor}`);
  await sql.query(`declare ${cursor} no scroll cursor for ${text}`, values);
  let next = fetch();
  for (;;) {
    const rows = await next;
    if (rows.length === 0) break;
    next = fetch();
    // Met above, unless nobody comes for it.
    next.catch(() => undefined);
    const begun = performance.now();
    yield rows;
    await delay(Math.min((performance.now() - begun) * 2, longestPause));
  }
  await sql.query(`close ${cursor}`);
}

/** How many rows an organization has in each of these tables. */
export async function countRows(
  sql: Sql,
  organizationId: string,
  tables: readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of tables) {
    const [row] = await sql.query<{ count: number }>(`select count(*) as count from ${table} ${scopeOf(table)}`, [
      organizationId,
    ]);
    counts.set(table, row!.count);
  }
  return counts;
}
