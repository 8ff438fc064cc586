import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { acrossOrganizations } from "./across-organizations.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());

const olga = {
  type: "user",
  userId: newId(),
  name: "Olga",
  email: "olga@example.test",
  sessionId: newId(),
  operator: true,
} as const;
const events = () =>
  withClient(
    owner,
    async (client) =>
      (
        await client.query(
          `select action, resource, leaf, leaf::jsonb->'actor' as actor,
            (select disclosure::jsonb->2->>'reason' from audit_disclosure d where d.event_id = e.id and d.name = 'said') as reason
          from audit_event e where organization_id = '00000000-0000-0000-0000-000000000000' order by id`,
        )
      ).rows,
  );

test("an operator sees all organizations, for a reason that the log keeps", async () => {
  const names = ["Acme", "Globex"];
  for (const name of names) await testOrganization(db, name);
  const seen = await acrossOrganizations(db, olga, internalOrigin("test"), "count tenants", ({ sql }) =>
    sql.query<{ name: string }>("select name from organization order by name"),
  );
  expect(seen.map(({ name }) => name)).toEqual(names);
  expect(await events()).toMatchObject([
    { action: "VIEW", resource: "installation", reason: "count tenants", actor: { type: "user", id: olga.userId } },
  ]);
  expect((await events())[0]!.leaf).not.toContain("count tenants");
});

test("a change without an event is none: what fails leaves neither", async () => {
  const before = (await events()).length;
  const failing = acrossOrganizations(db, olga, internalOrigin("test"), "suspend", async ({ sql, record }) => {
    record({ action: "SETTINGS_CHANGE", resource: "organization" });
    await sql.query("update organization set status = 'suspended'");
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await events()).toHaveLength(before);
});

test("nobody else, and nobody without a reason", async () => {
  const body = async () => undefined;
  await expect(
    acrossOrganizations(db, { ...olga, operator: false }, internalOrigin("test"), "look", body),
  ).rejects.toMatchObject({ status: 403 });
  await expect(acrossOrganizations(db, olga, internalOrigin("test"), " ", body)).rejects.toThrow(TypeError);
});
