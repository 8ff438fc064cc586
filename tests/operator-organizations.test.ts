import { beforeEach, describe, expect, test } from "vitest";
import { permissions, roleHas, visitorMay } from "../src/access/permissions.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { newId } from "../src/identifier.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { cookieOf, password, testApp } from "./app.ts";
import type { Answer, Client, TestApp } from "./app.ts";
import { authenticator } from "./authenticator.ts";
import { asOwner, made, minimal, newcomer } from "./event-cases/fixtures.ts";

const app: TestApp = await testApp({ environment: { AUDIT_READS: "strict" } });
const because = { reason: "They asked by phone" };

interface Founded {
  id: string;
  owner: Client;
  email: string;
}

async function founded(name = `Org ${newId().slice(-6)}`): Promise<Founded & { name: string }> {
  const { client, email } = await newcomer(app);
  return { id: (await made(client.post("/api/organizations", { name }))).id, owner: client, email, name };
}

async function operator(): Promise<{ client: Client; email: string; id: string }> {
  const person = await newcomer(app);
  await app.application.promote(person.email);
  return { ...person, client: person.client };
}

const act = (client: Client, id: string, verb: string, body: object = because) =>
  client.post(`/api/admin/organizations/${id}/${verb}`, body);

/** What stands in a log, newest first, of one resource. */
function eventsIn(organizationId: string, resource: string) {
  return asOwner(
    app,
    `select action, actor_id, leaf::jsonb->'actor' as actor, leaf::jsonb->'context' as context,
      (select disclosure::jsonb->2->>'reason' from audit_disclosure d where d.event_id = e.id and d.name = 'said') as reason
    from audit_event e where organization_id = $1 and resource = $2 order by id desc`,
    [organizationId, resource],
  );
}

const operatorLog = "00000000-0000-0000-0000-000000000000";
const mailsTo = (email: string) =>
  asOwner(
    app,
    "select data->>'subject' as subject, data->>'text' as text from pgboss.job where name = 'send-mail' and data->>'to' = $1 order by created_on desc",
    [email],
  );

let olga: Client;
let olgaId: string;
beforeEach(async () => {
  const one = await operator();
  [olga, olgaId] = [one.client, one.id];
});

describe("organizations", () => {
  test("are found by name, id and an owner's address, with what they use", async () => {
    const { id, name, email, owner } = await founded("100%_Umbrella");
    await made(owner.post("/api/accounts", { name: "A" }));
    const find = async (query: string) =>
      (await made(olga.get(`/api/admin/organizations?${query}`))).organizations.map((one: { id: string }) => one.id);
    for (const search of [name, "0%_umb", id, id.toUpperCase(), email.toUpperCase()])
      expect(await find(`search=${encodeURIComponent(search)}`), search).toEqual([id]);
    expect(await find("search=0%25%25u")).toEqual([]);
    expect(await find(`search=${id}&status=suspended`)).toEqual([]);
    const { organizations } = await made(olga.get(`/api/admin/organizations?search=${id}`));
    expect(organizations).toMatchObject([
      { name, plan: "FREE", status: "active", members: 1, records: 1, owners: [{ email }], deletionDueAt: null },
    ]);
  });

  test("come page by page", async () => {
    const rows = Array.from({ length: 60 }, () => newId());
    await asOwner(app, "select set_config('nextcrm.audited', 'yes', false)");
    await asOwner(app, "insert into organization (id, name) select unnest($1::uuid[]), 'Many'", [rows]);
    const first = await made(olga.get("/api/admin/organizations?search=Many"));
    const second = await made(olga.get(`/api/admin/organizations?search=Many&after=${first.next}`));
    expect([first.organizations.length, second.organizations.length, second.next]).toEqual([50, 10, null]);
    const ids = [...first.organizations, ...second.organizations].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(60);
  });
});

describe("an organization that is suspended", () => {
  test("tells its people and programs why, keeps its data, and goes on afterwards", async () => {
    const { id, owner, email, name } = await founded();
    const account = (await made(owner.post("/api/accounts", { name: "Kept" }))).id;
    const { key } = await made(owner.post("/api/organization/api-keys", { name: "K", role: "viewer" }));
    expect((await act(olga, id, "suspend")).status).toBe(204);
    for (const client of [owner, app.withKey(key)]) {
      const refused = await client.get("/api/accounts");
      expect(refused).toMatchObject({
        status: 403,
        body: { type: "/problems/organization-suspended", detail: expect.stringContaining(because.reason) },
      });
    }
    const me = await made(owner.get("/api/me"));
    expect(me).toMatchObject({ currentOrganization: { id, suspended: because }, permissions: ["billing.manage"] });
    // Where nothing is paid for, there is nothing to end.
    expect((await made(owner.get("/api/organization/billing"))).configured).toBe(false);
    const again = await app.nobody.post("/api/auth/sign-in/email", { email, password });
    expect(again.status).toBe(200);
    expect((await made(app.withCookie(cookieOf(again)).get("/api/me"))).currentOrganization.id).toBe(id);
    expect((await mailsTo(email))[0]).toMatchObject({
      subject: `${name} is suspended`,
      text: expect.stringContaining(because.reason),
    });

    expect((await act(olga, id, "resume", { reason: "Paid" })).status).toBe(204);
    expect((await made(owner.get(`/api/accounts/${account}`))).name).toBe("Kept");
    expect((await app.withKey(key).get("/api/accounts")).status).toBe(200);
    for (const log of [id, operatorLog]) {
      const events = (await eventsIn(log, "organization")).filter(({ action }) => action === "SETTINGS_CHANGE");
      expect(events.slice(0, 2).map(({ reason }) => reason)).toEqual(["Paid", because.reason]);
      expect(events[0].actor_id).toBe(olgaId);
    }
    expect((await eventsIn(id, "organization"))[0].actor).toMatchObject({ type: "operator" });
  });

  test("is closed to each call of whoever may most, but those that say otherwise", async () => {
    const { id, owner } = await founded();
    await made(act(olga, id, "suspend"));
    const inside = endpoints.filter(({ may }) => (permissions as string[]).includes(may));
    expect(inside.length).toBeGreaterThan(100);
    const open: string[] = [];
    for (const { route } of inside) {
      const path = pathOf(route).replaceAll(placeholder, newId());
      const { body } = await owner.send(methodOf(route), path);
      if (body?.type !== "/problems/organization-suspended") open.push(route);
    }
    expect(open).toEqual([
      "GET /api/organization/billing",
      "POST /api/organization/billing/portal",
      "POST /api/organization/billing/cancel",
    ]);
  });

  test("is suspended once, by somebody who has just signed in, with a reason", async () => {
    const { id } = await founded();
    expect(await act(olga, id, "suspend", {})).toMatchObject({ status: 400, body: { errors: [{ field: "reason" }] } });
    expect((await act(olga, id, "resume")).status).toBe(409);
    await asOwner(app, `update auth.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [
      olgaId,
    ]);
    await asOwner(app, `update auth.session_proof set proved_at = now() - interval '11 minutes'`);
    expect((await act(olga, id, "suspend")).body.type).toBe("/problems/sign-in-again");
    await made(olga.post("/api/me/confirm", { password }));
    const both = await Promise.all([act(olga, id, "suspend"), act(olga, id, "suspend")]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204, 409]));
    expect((await act(olga, newId(), "suspend")).status).toBe(404);
  });

  test("leaves its people their other organizations", async () => {
    const { id, owner } = await founded();
    const other = (await made(owner.post("/api/organizations", { name: "Other" }))).id;
    await made(act(olga, other, "suspend"));
    expect((await owner.get("/api/accounts")).status).toBe(403);
    expect((await owner.post(`/api/organizations/${id}/switch`)).status).toBe(204);
    expect((await owner.get("/api/accounts")).status).toBe(200);
    expect((await owner.post(`/api/organizations/${other}/switch`)).status).toBe(204);
    expect((await owner.get("/api/accounts")).status).toBe(403);
  });
});

describe("an organization's deletion by an operator", () => {
  test("is the one that an owner schedules: told with the reason, and cancelled by the owner", async () => {
    const { id, owner, email, name } = await founded();
    const wish = { ...because, confirmationText: name };
    expect((await act(olga, id, "delete", { ...wish, confirmationText: "x" })).status).toBe(400);
    const { deleteScheduledAt } = await made(act(olga, id, "delete", wish));
    expect((await made(owner.get("/api/organization/delete"))).deleteScheduledAt).toBe(deleteScheduledAt);
    expect((await act(olga, id, "delete", wish)).status).toBe(409);
    expect((await mailsTo(email))[0].text).toContain(because.reason);
    expect((await owner.post("/api/accounts", { name: "No" })).body.type).toBe("/problems/organization-deleted-soon");
    expect((await eventsIn(id, "organization")).find(({ action }) => action === "DELETE")).toMatchObject({
      reason: because.reason,
      actor: { type: "operator", id: olgaId },
    });
    await made(owner.delete("/api/organization/delete"));
    await made(owner.post("/api/accounts", { name: "Yes" }));
  });

  test("waits for a hold and for the end of a suspension", async () => {
    const { id, owner, name } = await founded();
    const wish = { ...because, confirmationText: name };
    await made(act(olga, id, "suspend"));
    expect((await act(olga, id, "delete", wish)).body.detail).toContain("Resume it first");
    await made(act(olga, id, "resume"));
    await made(owner.post("/api/organization/legal-holds", { name: "H", reason: "R", scope: "log", to: "2000-01-01" }));
    expect((await act(olga, id, "delete", wish)).body.type).toBe("/problems/held");
  });
});

describe("a visit", () => {
  test("lets an operator look, for a while, and is told to the owners", async () => {
    const { id, owner, email } = await founded();
    const account = (await made(owner.post("/api/accounts", { name: "Theirs" }))).id;
    expect((await olga.get(`/api/accounts/${account}`)).status).toBe(403);
    const { until } = await made(act(olga, id, "visit", { ...because, minutes: 20 }));
    expect(Date.parse(until) - Date.now()).toBeLessThanOrEqual(20 * 60_000);
    expect((await made(olga.get(`/api/accounts/${account}`))).name).toBe("Theirs");
    expect(await made(olga.get("/api/me"))).toMatchObject({
      operator: false,
      role: "viewer",
      visit: { reason: because.reason, until },
      currentOrganization: { id },
      permissions: ["records.read", "members.read", "organization.read"],
    });
    expect((await mailsTo(email))[0].text).toContain(because.reason);
    const [read] = await eventsIn(id, "account");
    const [came] = await eventsIn(id, "operator_visit");
    expect(came).toMatchObject({ action: "LOGIN", actor_id: olgaId, reason: because.reason });
    expect(read).toMatchObject({
      action: "VIEW",
      actor: { type: "operator", id: olgaId, impersonator: olgaId, role: "viewer", visitId: expect.any(String) },
    });
    expect((await eventsIn(operatorLog, "operator_visit"))[0]).toMatchObject({ action: "LOGIN", actor_id: olgaId });

    expect((await olga.post("/api/accounts", { name: "Mine" })).status).toBe(403);
    expect((await olga.delete("/api/me/visit")).status).toBe(204);
    expect((await olga.get(`/api/accounts/${account}`)).status).toBe(403);
    expect((await olga.get("/api/admin/keys")).status).toBe(200);
    expect((await olga.delete("/api/me/visit")).status).toBe(409);
    for (const log of [id, operatorLog])
      expect((await eventsIn(log, "operator_visit"))[0]).toMatchObject({ action: "LOGOUT", actor_id: olgaId });
  });

  test("as admin works with records, which are nobody's of the visitor's", async () => {
    const { id } = await founded();
    await made(act(olga, id, "visit", { ...because, role: "admin" }));
    for (const type of recordTypes) {
      const record = await made(olga.post(`/api/${type.plural}`, minimal[type.name]));
      expect(record.ownerId ?? null, type.name).toBeNull();
      expect((await olga.delete(`/api/${type.plural}/${record.id}`)).status, type.name).toBe(204);
      expect((await olga.delete(`/api/${type.plural}/${record.id}?permanent=true`)).status, type.name).toBe(403);
    }
    expect((await eventsIn(id, "account"))[0].actor).toMatchObject({ impersonator: olgaId, role: "admin" });
  });

  test.each(["viewer", "admin"] as const)(
    "as %s opens what visitors may and nothing else, and no 500",
    async (role) => {
      const { id } = await founded();
      await made(act(olga, id, "visit", { ...because, role }));
      const wrong: string[] = [];
      for (const { route, may } of endpoints) {
        if (may === "anyone" || route === "DELETE /api/me/visit" || route === "PATCH /api/me") continue;
        const path = pathOf(route).replaceAll(placeholder, () => newId());
        const reads = methodOf(route) === "GET";
        const { status } = await olga.send(methodOf(route), path, reads ? undefined : { name: "N" });
        const isTheirs = may === "user" || may === "operator" || may === "operator-in-person";
        const isOpen = isTheirs ? may === "user" && reads : roleHas(role, may) && visitorMay(may);
        if (status >= 500 || (!isOpen && status !== 403)) wrong.push(`${route}: ${status}`);
      }
      expect(wrong).toEqual([]);
      expect((await olga.get("/api/organization/members")).status).toBe(200);
    },
  );

  test("never reaches members, keys, billing, exports, the log, erasure or the end of an organization", () => {
    for (const permission of [
      "records.export",
      "records.purge",
      "members.manage",
      "owners.manage",
      "keys.manage",
      "invitations.manage",
      "billing.manage",
      "organization.export",
      "organization.delete",
      "organization.update",
      "audit.read",
      "audit.stream",
      "retention.manage",
      "networks.manage",
      "records.import",
    ] as const)
      expect(visitorMay(permission), permission).toBe(false);
  });

  test("ends with its time, with the operator's office, with the owner's word and with the session", async () => {
    const { id, owner } = await founded();
    const looks = async () => (await olga.get("/api/accounts")).status;
    const enter = () => made(act(olga, id, "visit"));
    await enter();
    expect(await looks()).toBe(200);
    await asOwner(
      app,
      "update operator_visit set began_at = now() - interval '30 minutes', until = now() - interval '1 second' where operator_id = $1",
      [olgaId],
    );
    await expect.poll(looks).toBe(403);
    await enter();
    expect(await looks()).toBe(200);
    await made(owner.patch("/api/organization", { operatorVisits: false }));
    expect(await looks()).toBe(403);
    expect((await act(olga, id, "visit")).body.detail).toContain("refuses visits");
    await made(owner.patch("/api/organization", { operatorVisits: true }));
    await enter();
    expect(await looks()).toBe(200);
    await asOwner(app, "delete from auth.operator where user_id = $1", [olgaId]);
    await expect.poll(looks).toBe(403);
  });

  test("takes the second factor of who has one, given for this session", async () => {
    const { id } = await founded();
    const { uri } = await made(olga.post("/api/me/two-factor/enrolment", { password }));
    const phone = authenticator(uri);
    await made(olga.post("/api/me/two-factor", { code: phone.next() }));
    await asOwner(app, "update auth.session_proof set second_factor = 'trusted_browser'");
    expect((await act(olga, id, "visit")).body.type).toBe("/problems/sign-in-again");
    await made(olga.post("/api/me/confirm", { password, code: phone.next() }));
    await made(act(olga, id, "visit"));
  });

  test("as admin learns nothing of second factors, of who was last here, and of holds by name", async () => {
    const { id, owner } = await founded();
    const account = (await made(owner.post("/api/accounts", { name: "Held" }))).id;
    expect((await made(owner.get("/api/organization/members"))).data[0].hasTwoFactor).toBe(false);
    await made(act(olga, id, "visit", { ...because, role: "admin" }));
    const [{ hasTwoFactor, lastActiveAt }] = (await made(olga.get("/api/organization/members"))).data;
    expect([hasTwoFactor, lastActiveAt]).toEqual([null, null]);
    const comment = (await made(olga.post(`/api/accounts/${account}/comments`, { body: "Mine" }))).id;
    const hold = { name: "Lawsuit", reason: "R", scope: "record", recordType: "account", recordId: account };
    await made(owner.post("/api/organization/legal-holds", hold));
    const refused = await olga.delete(`/api/accounts/${account}/comments/${comment}`);
    expect(refused).toMatchObject({ status: 409, body: { type: "/problems/held" } });
    expect(refused.text).not.toContain("Lawsuit");
  });

  test("changes nothing of the visitor's own account but how pages look", async () => {
    const { id, owner } = await founded();
    const account = (await made(owner.post("/api/accounts", { name: "Theirs" }))).id;
    await made(act(olga, id, "visit", { ...because, role: "admin" }));
    const passwords = { currentPassword: password, newPassword: `${password} 2` };
    const changes = [
      olga.post("/api/auth/change-password", passwords),
      olga.patch("/api/me", { name: "Their bank" }),
      olga.post("/api/accounts/bulk", { ids: [account], action: "purge" }),
    ];
    for (const { status, text } of await Promise.all(changes)) expect(status, text).toBe(403);
    expect((await olga.patch("/api/me", { preferences: { theme: "dark" } })).status).toBe(200);
    await made(olga.delete("/api/me/visit"));
    expect((await olga.patch("/api/me", { name: "Olga" })).status).toBe(200);
    expect((await olga.post("/api/auth/change-password", passwords)).status).toBe(200);
  });

  test("of several that begin at once by one session, one begins", async () => {
    const organizations = await Promise.all([founded(), founded(), founded()]);
    const statuses = async () =>
      (await Promise.all(organizations.map(({ id }) => act(olga, id, "visit")))).map(({ status }) => status);
    const all = [...(await statuses())];
    await made(olga.delete("/api/me/visit"));
    all.push(...(await statuses()));
    expect(all).toContain(200);
    expect(all.filter((status) => status !== 200 && status !== 409 && status !== 403)).toEqual([]);
  });

  test("is of one session, and cannot be longer than an hour", async () => {
    const { id, owner } = await founded();
    expect((await act(olga, id, "visit", { ...because, minutes: 61 })).status).toBe(400);
    await made(act(olga, id, "visit"));
    const [{ email }] = await asOwner(app, `select email from auth."user" where id = $1`, [olgaId]);
    const other = app.withCookie(cookieOf(await app.nobody.post("/api/auth/sign-in/email", { email, password })));
    expect((await other.get("/api/accounts")).status).toBe(403);
    expect((await other.get("/api/admin/keys")).status).toBe(200);
    expect((await owner.get("/api/organization/members")).body.data).toHaveLength(1);
  });

  test("is not for who is no operator, and not for keys", async () => {
    const { id, owner } = await founded();
    const refused: Answer = await act(owner, id, "visit");
    expect(refused.status).toBe(403);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { key } = await made(olga.post("/api/admin/keys", { name: "K", expiresAt }));
    expect((await act(app.withKey(key), id, "visit")).status).toBe(403);
  });
});
