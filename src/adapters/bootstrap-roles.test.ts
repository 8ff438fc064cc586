import { expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { bootstrapRoles } from "./bootstrap-roles.ts";
import { withClient } from "./client.ts";
import { assertSafeRoles, refuseUnsafeRoles } from "./safe-roles.ts";

const { owner, serve } = await freshDatabase();

/** Roles are the cluster's: what a test does to them is undone, and nobody else's role is touched. */
async function withRole(statements: (role: string) => string, body: (role: string) => Promise<void>): Promise<void> {
  const role = `test_${Math.random().toString(36).slice(2)}`;
  await withClient(owner, (client) => client.query(statements(role)));
  try {
    await body(role);
  } finally {
    await withClient(owner, (client) => client.query(`drop owned by ${role}; drop role ${role}`));
  }
}

test("may run again, and by several processes at once", async () => {
  await Promise.all([bootstrapRoles(owner, serve), bootstrapRoles(owner, serve), bootstrapRoles(owner, serve)]);
  await assertSafeRoles(serve);
});

test("the serving login has nothing until it takes a role", async () => {
  await withClient(serve, async (client) => {
    await expect(client.query("select from schema_migration")).rejects.toThrow("permission denied");
    await expect(client.query("set role nextcrm_owner")).rejects.toThrow("permission denied");
    await expect(client.query("create temporary table t (id int)")).rejects.toThrow("permission denied");
    await client.query("set role nextcrm_app");
    await client.query("select from schema_migration");
    await client.query("create temporary table t (id int)");
    await expect(client.query("create table public.t (id int)")).rejects.toThrow("permission denied");
    await expect(client.query("create schema s")).rejects.toThrow("permission denied");
  });
});

test.each([
  ["is a superuser", (role: string) => `create role ${role} login noinherit superuser password 'p'`],
  ["has BYPASSRLS", (role: string) => `create role ${role} login noinherit bypassrls password 'p'`],
  ["inherits", (role: string) => `create role ${role} login inherit password 'p'`],
  [
    "is a member of nextcrm_owner",
    (role: string) => `create role ${role} login noinherit password 'p'; grant nextcrm_owner to ${role}`,
  ],
  [
    "is a member of pg_read_all_data",
    (role: string) => `create role ${role} login noinherit password 'p'; grant pg_read_all_data to ${role}`,
  ],
  [
    "owns tests_own",
    (role: string) =>
      `create role ${role} login noinherit password 'p'; create table tests_own (); alter table tests_own owner to ${role}`,
  ],
  [
    "has rights of its own on schema_migration",
    (role: string) => `create role ${role} login noinherit password 'p'; grant select on schema_migration to ${role}`,
  ],
  ["may not become nextcrm_app", (role: string) => `create role ${role} login noinherit password 'p'`],
])("the start refuses a login that %s", async (reason, statements) => {
  await withRole(statements, (role) =>
    withClient(owner, async (client) => {
      await client.query(`set session authorization ${role}`);
      await expect(refuseUnsafeRoles(client)).rejects.toThrow(reason);
    }),
  );
});
