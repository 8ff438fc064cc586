import { describe, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { withClient } from "./client.ts";
import { assertMigrated, migrate, readMigrations } from "./migrate.ts";
import type { Migration } from "./migrate.ts";

const known = readMigrations();
const next = (known.at(-1)?.version ?? 0) + 1;

function migration(version: number, sql: string): Migration {
  return { version, name: `number_${version}`, sql, sha256: `sha of ${sql}` };
}

describe("migrate", async () => {
  const { owner, serve } = await freshDatabase();

  test("applies what is missing, as the owner who is no superuser", async () => {
    const more = [
      ...known,
      migration(next, "create table one (id int)"),
      migration(next + 1, "create table two (id int)"),
    ];
    expect(await migrate(owner, more)).toEqual([`number_${next}`, `number_${next + 1}`]);
    expect(await migrate(owner, more)).toEqual([]);
    const { rows } = await withClient(owner, (client) =>
      client.query("select tableowner from pg_tables where tablename in ('one', 'two')"),
    );
    expect(rows).toEqual([{ tableowner: "nextcrm_owner" }, { tableowner: "nextcrm_owner" }]);
    await assertMigrated(serve, more);
  });

  test("says that a database is newer than the program", async () => {
    await expect(migrate(owner, known)).rejects.toThrow(/newer than this program/);
    await expect(assertMigrated(serve, known)).rejects.toThrow(/newer than this program/);
  });

  test("says that a migration was changed", async () => {
    const changed = [
      ...known,
      migration(next, "create table one (id bigint)"),
      migration(next + 1, "create table two (id int)"),
    ];
    await expect(migrate(owner, changed)).rejects.toThrow(
      `Migration ${next} (number_${next}) was applied in another form`,
    );
  });
});

describe("a failing migration", async () => {
  const { owner, serve } = await freshDatabase();
  const failing = [...known, migration(next, "create table half (id int);\nselect 1;\nselect nothing")];

  test("names its line and changes nothing", async () => {
    await expect(migrate(owner, failing)).rejects.toThrow(`(number_${next}, line 3) failed and changed nothing`);
    expect(
      await withClient(owner, async (client) => (await client.query("select to_regclass('half') as half")).rows),
    ).toEqual([{ half: null }]);
  });

  test("without the owner's connection, a missing migration is one sentence", async () => {
    await expect(assertMigrated(serve, failing)).rejects.toThrow(/lacks 1 migrations.*DATABASE_OWNER_URL/);
  });
});

test("two processes that migrate at once apply each migration once", async () => {
  const { owner } = await freshDatabase();
  const slow = [...known, migration(next, "select pg_sleep(0.2); create table once (id int)")];
  const applied = await Promise.all([migrate(owner, slow), migrate(owner, slow), migrate(owner, slow)]);
  expect(applied.flat()).toEqual([`number_${next}`]);
});
