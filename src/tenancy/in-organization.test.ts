import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");

const insert = "insert into account (organization_id, id, name) values ($1, $2, 'X')";
const entry = { action: "CREATE", resource: "account", resourceId: "x" } as const;

test("a write without an event does not commit", async () => {
  const id = newId();
  const unaudited = acme.write((work) => work.sql.query(insert, [acme.id, id]));
  await expect(unaudited).rejects.toMatchObject({ message: expect.stringContaining("without an audit event") });
  expect(await acme.read((work) => work.sql.query("select from account where id = $1", [id]))).toEqual([]);
});

test("an event of an earlier transaction on the same connection does not count", async () => {
  await acme.write(async (work) => {
    await work.sql.query(insert, [acme.id, newId()]);
    work.record(entry);
  });
  await expect(acme.write((work) => work.sql.query(insert, [acme.id, newId()]))).rejects.toThrow(
    "without an audit event",
  );
});

test("an event that was rolled back to a savepoint does not count", async () => {
  const attempt = acme.write(async (work) => {
    await work.sql.query(insert, [acme.id, newId()]);
    await work.sql.query("savepoint before_event");
    await work.sql.query(
      "insert into audit_event (organization_id, id, action, resource, outcome, occurred_at, leaf) values ($1, $2, 'CREATE', 'account', 'success', now(), '{}')",
      [acme.id, newId()],
    );
    await work.sql.query("rollback to before_event");
  });
  await expect(attempt).rejects.toThrow("without an audit event");
});

test("read-only work cannot write at all", async () => {
  await expect(acme.read((work) => work.sql.query(insert, [acme.id, newId()]))).rejects.toMatchObject({
    code: "25006",
  });
});

test("a failing body leaves nothing, neither row nor event", async () => {
  const id = newId();
  const failing = acme.write(async (work) => {
    await work.sql.query(insert, [acme.id, id]);
    work.record({ ...entry, resourceId: id });
    throw new Error("half way");
  });
  await expect(failing).rejects.toThrow("half way");
  const left = await acme.read(async (work) => [
    ...(await work.sql.query("select from account where id = $1", [id])),
    ...(await work.sql.query("select from audit_event where resource_id = $1", [id])),
  ]);
  expect(left).toEqual([]);
});

test("another tenant's rows neither exist nor can be made", async () => {
  const id = newId();
  await globex.write(async (work) => {
    await work.sql.query(insert, [globex.id, id]);
    work.record(entry);
  });
  expect(await acme.read((work) => work.sql.query("select from account where id = $1", [id]))).toEqual([]);
  await expect(acme.write((work) => work.sql.query(insert, [globex.id, newId()]))).rejects.toThrow(
    "row-level security",
  );
  const stolen = acme.write(async (work) => {
    work.record(entry);
    return work.sql.query("update account set name = 'stolen' where id = $1 returning id", [id]);
  });
  expect(await stolen).toEqual([]);
});

test("without a role the serving login can do nothing", async () => {
  await withClient(serve, async (client) => {
    for (const table of ["account", "organization", "audit_event", "auth.user"]) {
      await expect(client.query(`select from ${table}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

test("outside a tenant no row exists, whatever was set before", async () => {
  await acme.read((work) => work.sql.query("select 1"));
  const rows = await db.transaction({ role: "nextcrm_app", readOnly: true }, (sql) => sql.query("select from account"));
  expect(rows).toEqual([]);
});

test("nobody changes or removes events, the database's owner by plain SQL included", async () => {
  for (const statement of [
    "update audit_event set action = 'VIEW'",
    "delete from audit_event",
    "truncate audit_event cascade",
    "update audit_disclosure set disclosure = ''",
    "truncate audit_disclosure",
  ]) {
    await expect(
      acme.write((work) => work.sql.query(statement)),
      statement,
    ).rejects.toMatchObject({ code: "42501" });
    await withClient(owner, async (client) => {
      await client.query("set role nextcrm_owner");
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: "42501" });
    });
  }
});
