import { expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { childrenOf, columnName, columnsOf } from "../src/records/record-type.ts";
import type { Fields } from "../src/records/record-type.ts";
import { sharedFields, systemMembers } from "../src/records/row.ts";
import { freshDatabase } from "./database.ts";
import { otherTables } from "./other-tables.ts";

const { owner } = await freshDatabase();
const query = <Row>(text: string) => withClient(owner, async (client) => (await client.query(text)).rows as Row[]);

interface Table {
  name: string;
  secured: boolean;
  forced: boolean;
  key: string[];
  policies: string[];
  triggers: string[];
}

const tables = await query<Table>(`
  select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
    coalesce((select array_agg(a.attname::text order by k.place) from pg_index i, unnest(i.indkey::int[]) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where i.indrelid = c.oid and i.indisprimary), '{}') as key,
    coalesce((select array_agg(polname::text) from pg_policy where polrelid = c.oid), '{}') as policies,
    coalesce((select array_agg(tgname::text) from pg_trigger where tgrelid = c.oid and not tgisinternal), '{}') as triggers
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);

const recordTables = new Map(recordTypes.map((type) => [type.table, type]));
const childTables = new Map(
  recordTypes.flatMap((type) =>
    childrenOf(type.fields).map(({ field }) => [field.rows!.table, { type, fields: field.rows!.fields }] as const),
  ),
);
const isDeclared = (name: string) => recordTables.has(name) || childTables.has(name);

test("every table is a record type's or states its isolation, export and erasure", () => {
  const unknown = tables.map(({ name }) => name).filter((name) => !isDeclared(name) && !(name in otherTables));
  expect(unknown).toEqual([]);
  const gone = Object.keys(otherTables).filter((name) => !tables.some((table) => table.name === name));
  expect(gone).toEqual([]);
});

test.each(tables.filter(({ name }) => isDeclared(name) || otherTables[name]?.isolation === "tenant"))(
  "$name belongs to tenants",
  (table) => {
    expect(table).toMatchObject({ secured: true, forced: true });
    expect(table.key[0]).toBe(table.name === "organization" ? "id" : "organization_id");
    expect(table.policies).toEqual(expect.arrayContaining(["owner", "tenant"]));
    const audited = isDeclared(table.name) || otherTables[table.name]?.unaudited === undefined;
    expect(table.triggers.includes("audited"), "writes need an event").toBe(audited);
  },
);

interface Column {
  table: string;
  name: string;
  type: string;
  required: boolean;
}

const columns = await query<Column>(`
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`);

function declaredColumns(fields: Fields) {
  return columnsOf(fields).map(({ column, field }) => ({ name: column, type: field.kind.columnType }));
}

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
const actualColumns = (table: string, without: Set<string>) =>
  columns
    .filter((column) => column.table === table && !without.has(column.name))
    .map(({ name, type }) => ({ name, type }))
    .toSorted(byName);

test.each(recordTypes.map((type) => [type.name, type] as const))("the table of %s is as declared", (_, type) => {
  const engine = new Set([
    "organization_id",
    "custom",
    "sort_name",
    "search",
    "cleared_references",
    ...Object.values(systemMembers),
  ]);
  expect(actualColumns(type.table, engine)).toEqual(
    declaredColumns({ ...type.fields, ...sharedFields }).toSorted(byName),
  );
  for (const [name, field] of Object.entries(type.fields as Fields)) {
    if (!field.kind.columnType) continue;
    expect(
      columns.find((column) => column.table === type.table && column.name === columnName(name, field))?.required,
      name,
    ).toBe(field.required);
  }
});

const expressions = await query<{ table: string; column: string; expression: string }>(`
  select d.adrelid::regclass::text as table, a.attname as column, pg_get_expr(d.adbin, d.adrelid) as expression
  from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated <> ''`);
const uniqueIndexes = await query<{ name: string; definition: string }>(`
  select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indisunique and c.relnamespace = 'public'::regnamespace`);

test.each(recordTypes.map((type) => [type.name, type] as const))(
  "what a %s is searched, named and unique by is as declared",
  (_, type) => {
    const fields = columnsOf(type.fields);
    const within = (generated: string) => {
      const found = expressions.find(({ table, column }) => table === type.table && column === generated)!;
      return fields.filter(({ column }) => new RegExp(`\\b${column}\\b`).test(found.expression));
    };
    const names = (columns: typeof fields) => columns.map(({ name }) => name).toSorted();
    expect(names(within("search"))).toEqual(names(fields.filter(({ field }) => field.searched)));
    for (const { column } of fields.filter(({ field }) => field.unique)) {
      // Whoever breaks it is told the field by the index's name.
      const index = uniqueIndexes.find(({ name }) => name === `${type.table}_${column}`);
      expect(index?.definition, column).toContain(`(organization_id, lower(${column}))`);
    }
    for (const generated of ["display_name", "sort_name"])
      expect(names(within(generated)), generated).toEqual(expect.arrayContaining([...type.title].toSorted()));
  },
);

test.each([...childTables])("the table %s is as declared", (table, { type, fields }) => {
  expect(actualColumns(table, new Set(["organization_id", "position", `${type.table}_id`]))).toEqual(
    declaredColumns(fields).toSorted(byName),
  );
});

test("a reference cannot cross tenants: every foreign key between tenants' tables has the organization in it", async () => {
  const keys = await query<{ table: string; target: string; columns: string[] }>(`
    select c.conrelid::regclass::text as table, c.confrelid::regclass::text as target,
      (select array_agg(a.attname::text) from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k) as columns
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`);
  const ofNoTenant = (name: string) => (otherTables[name]?.isolation ?? "tenant") !== "tenant";
  const crossing = keys.filter(({ table, target }) => !ofNoTenant(table) || !ofNoTenant(target));
  expect(crossing.filter(({ columns }) => !columns.includes("organization_id"))).toEqual([]);
  const declared = recordTypes.flatMap((type) =>
    columnsOf(type.fields as Fields)
      .filter(({ field }) => field.target)
      .map(({ column }) => `${type.table}.${column}`),
  );
  const actual = new Set(keys.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)));
  expect(declared.filter((column) => !actual.has(column))).toEqual([]);
});
