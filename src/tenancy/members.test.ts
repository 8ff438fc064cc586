import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { Actor } from "../access/caller.ts";
import { internalOrigin } from "../access/caller.ts";
import type { Role } from "../access/permissions.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import type { Work } from "../audit/work.ts";
import type { Problem } from "../problems.ts";
import { inOrganization } from "./in-organization.ts";
import { changeRole, listMembers, removeMember } from "./members.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 8 });
afterAll(() => db.close());

const as = <T>(actor: Actor, body: (work: Work) => Promise<T>) =>
  inOrganization(db, actor, internalOrigin("test"), "audited", body);

test("of two owners who demote or remove each other at once, one stays", async () => {
  for (let round = 0; round < 12; round++) {
    const acme = await testOrganization(db, `Acme${round}`);
    const ada = acme.actor;
    const other = await acme.member("Other", "owner");
    const against = (actor: Actor, target: Actor): Promise<unknown> =>
      as<unknown>(actor, (work) =>
        round % 2 === 0 ? changeRole(work, target.userId!, "member") : removeMember(work, target.userId!),
      );
    const results = await Promise.allSettled([against(ada, other), against(other, ada)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const members = await acme.read(listMembers);
    expect(members.filter(({ role }) => role === "owner")).toHaveLength(1);
  }
});

test("the last owner cannot step down or leave, until there is another", async () => {
  const acme = await testOrganization(db, "Lone");
  const mia = await acme.member("Mia", "member");
  await expect(as(acme.actor, (work) => changeRole(work, acme.actor.userId!, "admin"))).rejects.toMatchObject({
    status: 409,
  });
  await expect(as(acme.actor, (work) => removeMember(work, acme.actor.userId!))).rejects.toMatchObject({ status: 409 });
  await as(acme.actor, (work) => changeRole(work, mia.userId!, "owner"));
  await as(acme.actor, (work) => removeMember(work, acme.actor.userId!));
  expect(await acme.read(listMembers)).toMatchObject([{ userId: mia.userId, role: "owner" }]);
});

test.each([
  ["admin", "member", "viewer", true],
  ["admin", "member", "admin", true],
  ["admin", "member", "owner", false],
  ["admin", "owner", "member", false],
  ["owner", "owner", "viewer", true],
] as const)("%s changes %s to %s: %s", async (by, from, to, allowed) => {
  const acme = await testOrganization(db, `${by}${from}${to}`);
  const [actor, target] = [await acme.member("Actor", by), await acme.member("Target", from)];
  const change = as(actor, (work) => changeRole(work, target.userId!, to));
  const outcome = await change.then(
    ({ role }) => role,
    (error: Problem) => error.status,
  );
  expect(outcome).toBe(allowed ? to : 403);
});

test("an admin cannot remove an owner, and nobody of elsewhere is found", async () => {
  const [acme, globex] = [await testOrganization(db, "Here"), await testOrganization(db, "There")];
  const alan = await acme.member("Alan", "admin");
  await expect(as(alan, (work) => removeMember(work, acme.actor.userId!))).rejects.toMatchObject({ status: 403 });
  await expect(as(alan, (work) => removeMember(work, globex.actor.userId!))).rejects.toMatchObject({ status: 404 });
});

test("who was demoted a moment ago may no longer, whatever their request was let in as", async () => {
  const acme = await testOrganization(db, "Stale");
  const [alan, mia] = [await acme.member("Alan", "admin"), await acme.member("Mia", "member")];
  await as(acme.actor, (work) => changeRole(work, alan.userId!, "member"));
  await expect(as(alan, (work) => removeMember(work, mia.userId!))).rejects.toMatchObject({ status: 403 });
  await as(acme.actor, (work) => removeMember(work, alan.userId!));
  await expect(as(alan, (work) => changeRole(work, mia.userId!, "viewer"))).rejects.toMatchObject({ status: 403 });
});

test("each change is an event that names the person", async () => {
  const acme = await testOrganization(db, "Told");
  const mia = await acme.member("Mia", "member");
  const roles: Role[] = ["admin", "admin"];
  for (const role of roles) await as(acme.actor, (work) => changeRole(work, mia.userId!, role));
  await as(acme.actor, (work) => removeMember(work, mia.userId!));
  const { rows } = await withClient(owner, (client) =>
    client.query(
      "select action, leaf::jsonb->'targets' as targets from audit_event where organization_id = $1 and resource_id = $2 order by id",
      [acme.id, mia.userId],
    ),
  );
  expect(rows.map(({ action }) => action)).toEqual(["CREATE", "ROLE_CHANGE", "REMOVE"]);
  expect(rows[1].targets).toEqual([{ type: "user", id: mia.userId }]);
});
