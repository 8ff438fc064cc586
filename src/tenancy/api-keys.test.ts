import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import type { Actor } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { createApiKey, isApiKey, keyDigest, listApiKeys, revokeApiKey } from "./api-keys.ts";
import { inOrganization } from "./in-organization.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
afterAll(() => db.close());

const acme = await testOrganization(db, "Acme");
const alan = await acme.member("Alan", "admin");
const create = (actor: Actor, role: "viewer" | "admin" | "owner") =>
  inOrganization(db, actor, internalOrigin("test"), "audited", (work) => createApiKey(work, { name: "robot", role }));

test("a key is shown once and kept as a digest", async () => {
  const { key, id, prefix } = await create(alan, "admin");
  expect(isApiKey(key)).toBe(true);
  expect(key.startsWith(prefix)).toBe(true);
  const { rows } = await withClient(owner, (client) => client.query("select * from api_key where id = $1", [id]));
  expect(rows[0].sha256).toBe(keyDigest(key));
  expect(JSON.stringify(rows)).not.toContain(key);
  expect(JSON.stringify(await acme.read(listApiKeys))).not.toContain(key);
});

test("its role never exceeds its creator's, and no key makes keys that would outlive it", async () => {
  await expect(create(alan, "owner")).rejects.toMatchObject({ status: 403 });
  await expect(create({ ...acme.actor, type: "key" }, "viewer")).rejects.toMatchObject({ status: 403 });
  expect(await create(alan, "admin")).toMatchObject({ createdBy: { name: "Alan" } });
});

test("a revoked key is gone from the list, and cannot be revoked again or by others", async () => {
  const { id } = await create(alan, "viewer");
  const globex = await testOrganization(db, "Globex");
  await expect(globex.write((work) => revokeApiKey(work, id))).rejects.toMatchObject({ status: 404 });
  await acme.write((work) => revokeApiKey(work, id));
  expect((await acme.read(listApiKeys)).map((key) => key.id)).not.toContain(id);
  await expect(acme.write((work) => revokeApiKey(work, id))).rejects.toMatchObject({ status: 404 });
});
