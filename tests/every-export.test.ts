import { expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { allColumns } from "../src/records/row.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { columnOf, exportedTables, leftOutTables, memberOf, toldTables } from "../src/privacy/export/tables.ts";
import { importedTables, notImportedTables } from "../src/privacy/import/tables.ts";
import { freshDatabase } from "./database.ts";
import { otherTables } from "./other-tables.ts";

/** A complete export has every table and every column, or says why not. */

const { owner } = await freshDatabase();
const query = <Row>(text: string) => withClient(owner, async (client) => (await client.query(text)).rows as Row[]);

interface Column {
  table: string;
  kind: string;
  name: string;
  type: string;
  /** A row has to have a value of its own there. */
  needed: boolean;
}

const columns = await query<Column>(`
  select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as table, c.relkind as kind,
    a.attname as name, format_type(a.atttypid, null) as type,
    a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '' as needed
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p', 'v') and not c.relispartition and a.attnum > 0 and not a.attisdropped`);
const tables = [...new Set(columns.filter(({ kind }) => kind !== "v").map(({ table }) => table))];
const ways = [exportedTables, toldTables, leftOutTables];

test("every table is exported, told in a form of its own, or left out with a reason: one of them", () => {
  const wrong = tables.filter((table) => ways.filter((way) => Object.hasOwn(way, table)).length !== 1);
  expect(wrong).toEqual([]);
  const there = new Set(columns.map(({ table }) => table));
  expect(ways.flatMap((way) => Object.keys(way)).filter((table) => !there.has(table))).toEqual([]);
});

test("what tests/other-tables.ts says of a table's export is so", () => {
  const wrong = Object.entries(otherTables).filter(
    ([table, { export: said }]) => said.startsWith("left out: ") !== Object.hasOwn(leftOutTables, table),
  );
  expect(wrong).toEqual([]);
});

test.each(Object.entries(exportedTables))(
  "every column of %s is exported, or left out with a reason",
  (table, spec) => {
    const actual = columns.filter((column) => column.table === table && column.name !== "organization_id");
    const named = [...spec.columns.map((one) => columnOf(one).column), ...Object.keys(spec.leftOut ?? {})];
    expect(named.toSorted()).toEqual(actual.map(({ name }) => name).toSorted());
    for (const { column, cast } of spec.columns.map(columnOf)) {
      const { type } = actual.find(({ name }) => name === column)!;
      // A program that reads numbers as floats would round a decimal; bytes have no form of their own in JSON.
      expect(cast, column).toBe(type === "numeric" ? "text" : type === "bytea" ? "base64" : null);
    }
  },
);

test("lines are ordered by what tells them apart", async () => {
  const keys = await query<{ table: string; key: string[] }>(`
    select i.indrelid::regclass::text as table, array_agg(a.attname::text order by k.place) as key
    from pg_index i, unnest(i.indkey::int[]) with ordinality k (attnum, place), pg_attribute a
    where a.attrelid = i.indrelid and a.attnum = k.attnum and i.indisprimary group by 1`);
  for (const { table, key } of keys) {
    if (!Object.hasOwn(exportedTables, table)) continue;
    expect(exportedTables[table]!.key, table).toEqual(key.filter((column) => column !== "organization_id"));
  }
});

test("no two tables have one file", () => {
  const files = Object.values(exportedTables).map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
});

test.each(recordTypes)("members of $plural are called as in the API", (type) => {
  for (const { column, member } of allColumns(type)) expect(memberOf(column)).toBe(member);
});

test("what is exported is imported, or becomes nothing for a reason: one of them", () => {
  const directions = [importedTables, notImportedTables];
  const wrong = Object.keys(exportedTables).filter(
    (table) => directions.filter((one) => Object.hasOwn(one, table)).length !== 1,
  );
  expect(wrong).toEqual([]);
  const strange = directions
    .flatMap((one) => Object.keys(one))
    .filter((table) => !Object.hasOwn(exportedTables, table));
  expect(strange).toEqual([]);
});

test.each(Object.entries(importedTables))(
  "what %s keeps of itself on its way in has its column",
  (table, { rules, added = [] }) => {
    const { columns: exported, leftOut = {} } = exportedTables[table]!;
    const members = exported.map((spec) => columnOf(spec).member);
    expect(Object.keys(rules).filter((member) => !members.includes(member))).toEqual([]);
    // A column that has to be filled and is in no file must be added.
    const given = new Set([...exported.map((spec) => columnOf(spec).column), ...added, "organization_id"]);
    const unfilled = columns.filter(({ table: of, needed, name }) => of === table && needed && !given.has(name));
    expect(unfilled).toEqual([]);
    expect(added.filter((column) => !Object.hasOwn(leftOut, column))).toEqual([]);
  },
);
