import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { Actor } from "../access/caller.ts";
import { internalOrigin } from "../access/caller.ts";
import type { Work } from "../audit/work.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { inOrganization } from "./in-organization.ts";
import { acceptInvitation, findOffer, invite, listInvitations, revokeInvitation } from "./invitations.ts";
import type { Offer } from "./invitations.ts";
import { changeRole, listMembers, removeMember } from "./members.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 8 });
afterAll(() => db.close());

const acme = await testOrganization(db, "Acme");
/** As the owner of the tables, who may change without an event. */
const behindTheScenes = (text: string, id: string) =>
  withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    await client.query(text, [id]);
  });
const offerOf = (token: string) =>
  db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) => findOffer(sql, token));

function accept(offer: Offer, email = offer.email, userId = newId()): Promise<void> {
  const person = { userId, name: "Somebody", email };
  const actor: Actor = {
    ...person,
    type: "user",
    organizationId: offer.organization_id,
    role: offer.role,
    method: "session",
  };
  return inOrganization(db, actor, internalOrigin("test"), "audited", (work) => acceptInvitation(work, offer, person));
}

test("of many who accept at once, one comes in", async () => {
  const { token } = await acme.write((work) => invite(work, "many@acme.test", "member"));
  const offer = (await offerOf(token))!;
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => accept(offer)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const members = await acme.read(listMembers);
  expect(members.filter(({ email }) => email === "many@acme.test")).toHaveLength(1);
  expect(await offerOf(token)).toBeUndefined();
});

test("the token is stored nowhere", async () => {
  const { token, invitation } = await acme.write((work) => invite(work, "hash@acme.test", "member"));
  const { rows } = await withClient(owner, (client) =>
    client.query("select * from invitation where id = $1", [invitation.id]),
  );
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("is for one address, for seven days, until it is withdrawn", async () => {
  const { token, invitation } = await acme.write((work) => invite(work, "one@acme.test", "viewer"));
  const offer = (await offerOf(token))!;
  expect(offer).toMatchObject({
    email: "one@acme.test",
    role: "viewer",
    organization_name: "Acme",
    account_exists: false,
  });
  expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * 86_400_000);
  await expect(accept(offer, "other@acme.test")).rejects.toMatchObject({ status: 403 });
  await acme.write((work) => revokeInvitation(work, invitation.id));
  await expect(accept(offer)).rejects.toMatchObject({ status: 404 });
  expect(await offerOf(token)).toBeUndefined();
});

test("one that is too old opens nothing", async () => {
  const { token, invitation } = await acme.write((work) => invite(work, "old@acme.test", "viewer"));
  const offer = (await offerOf(token))!;
  await behindTheScenes("update invitation set expires_at = now() - interval '1 second' where id = $1", invitation.id);
  expect(await offerOf(token)).toBeUndefined();
  await expect(accept(offer)).rejects.toMatchObject({ status: 404 });
});

test("inviting again ends the earlier invitation, also at once", async () => {
  const [first, second] = await Promise.all([
    acme.write((work) => invite(work, "twice@acme.test", "member")),
    acme.write((work) => invite(work, "twice@acme.test", "member")),
  ]);
  const open = [await offerOf(first.token), await offerOf(second.token)].filter(Boolean);
  expect(open).toHaveLength(1);
  const listed = await acme.read(listInvitations);
  expect(listed.filter(({ email }) => email === "twice@acme.test")).toHaveLength(1);
});

test("who left may be invited again, and comes back to what was theirs", async () => {
  const mia = await acme.member("Mia", "admin");
  await expect(acme.write((work) => invite(work, mia.email!, "member"))).rejects.toMatchObject({ status: 409 });
  await behindTheScenes("update member set removed_at = now() where user_id = $1", mia.userId!);
  const { token } = await acme.write((work) => invite(work, mia.email!, "viewer"));
  await accept((await offerOf(token))!, mia.email, mia.userId!);
  expect(await acme.read(listMembers)).toContainEqual(expect.objectContaining({ userId: mia.userId, role: "viewer" }));
});

test("only an owner invites owners", async () => {
  const alan = await acme.member("Alan", "admin");
  const asked = inOrganization(db, alan, internalOrigin("test"), "audited", (work) =>
    invite(work, "boss@acme.test", "owner"),
  );
  await expect(asked).rejects.toMatchObject({ status: 403 });
});

test("invitations end with what their sender may send", async () => {
  const second = await acme.member("Second", "owner");
  const as = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(db, second, internalOrigin("test"), "audited", body);
  const { token: boss } = await as((work) => invite(work, "backdoor@acme.test", "owner"));
  const { token: friend } = await as((work) => invite(work, "friend@acme.test", "member"));
  const offer = (await offerOf(boss))!;
  await acme.write((work) => changeRole(work, second.userId!, "admin"));
  expect([await offerOf(boss), await offerOf(friend)]).toMatchObject([undefined, { email: "friend@acme.test" }]);
  await expect(accept(offer)).rejects.toMatchObject({ status: 404 });
  await acme.write((work) => removeMember(work, second.userId!));
  expect(await offerOf(friend)).toBeUndefined();
  await expect(as((work) => invite(work, "late@acme.test", "member"))).rejects.toMatchObject({ status: 403 });
});

test("another tenant's invitation is not there", async () => {
  const globex = await testOrganization(db, "Globex");
  const { invitation } = await acme.write((work) => invite(work, "mine@acme.test", "member"));
  await expect(globex.write((work) => revokeInvitation(work, invitation.id))).rejects.toMatchObject({ status: 404 });
  expect(await globex.read(listInvitations)).toEqual([]);
});
