import { beforeAll, describe, expect, test } from "vitest";
import { cookieOf, password, testApp } from "../../../tests/app.ts";
import type { Answer, TestApp } from "../../../tests/app.ts";
import { authenticator } from "../../../tests/authenticator.ts";
import { asOwner, enrolled, made, newcomer, newMember } from "../../../tests/event-cases/fixtures.ts";
import { parseLeaf } from "../../audit/leaf.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ environment: { AUDIT_READS: "strict" } });
}, 60_000);

const fault = (field: string, reason: string | RegExp) => ({
  status: 400,
  body: { type: "/problems/invalid-input", errors: [{ field, reason: expect.stringMatching(reason) }] },
});

async function eventsOf(answer: Answer) {
  const id = answer.headers.get("x-request-id");
  const rows = await asOwner(app, "select leaf from audit_event where leaf like '%' || $1 || '%' order by id", [id]);
  return rows
    .map(({ leaf }) => parseLeaf(leaf))
    .map(({ action, resource, outcome, reason }) => [action, resource, outcome, reason].filter(Boolean).join(" "));
}

describe("turning it on", () => {
  test("takes the password, then a code of the app, and ends the sessions elsewhere", async () => {
    const { client, email } = await newcomer(app);
    await made(app.nobody.post("/api/auth/sign-in/email", { email, password }));
    const wrong = await client.post("/api/me/two-factor/enrolment", { password: "wrong" });
    expect(wrong).toMatchObject(fault("password", "is wrong"));
    expect(await eventsOf(wrong)).toEqual(["LOGIN session failure wrong password"]);
    expect((await client.post("/api/me/two-factor", { code: "123456" })).status).toBe(409);

    const { secret, uri } = await made(client.post("/api/me/two-factor/enrolment", { password }));
    expect(uri).toContain(`NextCRM:${encodeURIComponent(email)}?secret=${secret}`);
    expect((await made(client.get("/api/me"))).twoFactor).toBe(false);
    const phone = authenticator(uri);
    const mistyped = await client.post("/api/me/two-factor", { code: phone.at(5) });
    expect(mistyped).toMatchObject(fault("code", "is wrong"));
    expect(await eventsOf(mistyped)).toEqual(["LOGIN session failure wrong code"]);
    const done = await client.post("/api/me/two-factor", { code: phone.next() });
    expect(done).toMatchObject({ status: 201, body: { recoveryCodes: expect.any(Array) } });
    expect(await eventsOf(done)).toEqual(["CREATE two_factor success", "LOGOUT session success revoked"]);
    expect((await made(client.get("/api/sessions"))).data).toMatchObject([{ current: true, secondFactor: "code" }]);
    expect((await made(client.get("/api/me"))).twoFactor).toBe(true);
    expect((await client.post("/api/me/two-factor/enrolment", { password })).status).toBe(409);
    expect((await client.post("/api/me/two-factor", { code: phone.next() })).status).toBe(409);
  });

  test("counts with the secret that was shown last, within an hour", async () => {
    const { client, id } = await newcomer(app);
    const begin = async () =>
      authenticator((await made(client.post("/api/me/two-factor/enrolment", { password }))).uri);
    const [first, second] = [await begin(), await begin()];
    expect((await client.post("/api/me/two-factor", { code: first.next() })).status).toBe(400);
    await asOwner(
      app,
      "update auth.two_factor_enrolment set created_at = now() - interval '61 minutes' where user_id = $1",
      [id],
    );
    expect((await client.post("/api/me/two-factor", { code: second.next() })).status).toBe(409);
  });

  test("happens once when it is asked for many times at once", async () => {
    const { client } = await newcomer(app);
    const phone = authenticator((await made(client.post("/api/me/two-factor/enrolment", { password }))).uri);
    const code = phone.next();
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.post("/api/me/two-factor", { code })));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["201", "409", "409", "409"]);
    expect((await made(client.get("/api/me/two-factor"))).recoveryCodesLeft).toBe(10);
  });
});

describe("what changes it", () => {
  test.each(["recovery-codes", "disable"])("%s takes the password and a code", async (verb) => {
    const { client, phone } = await enrolled(app);
    const post = (body: object) => client.post(`/api/me/two-factor/${verb}`, body);
    const code = phone.next();
    expect(await post({ password: "wrong", code })).toMatchObject(fault("password", "is wrong"));
    expect(await post({ password })).toMatchObject(fault("code", /./));
    const wrong = await post({ password, code: phone.at(5) });
    expect(wrong).toMatchObject(fault("code", "is wrong"));
    expect(await eventsOf(wrong)).toEqual(["LOGIN session failure wrong code"]);
    expect((await post({ password, code })).status).toBeLessThan(300);
  });

  test("new recovery codes end the earlier ones, and a code that was used is no proof any more", async () => {
    const { client, phone, recoveryCodes } = await enrolled(app);
    const post = (code: string) => client.post("/api/me/two-factor/recovery-codes", { password, code });
    const code = phone.next();
    const renewed = await made(post(code));
    expect(await post(recoveryCodes[0]!)).toMatchObject(fault("code", "is wrong"));
    expect(await post(code)).toMatchObject(fault("code", "used already"));
    expect((await post(renewed.recoveryCodes[0])).status).toBe(201);
  });

  test("turning it off takes recovery codes too, tells by mail, and a new start has a new secret", async () => {
    const { client, email, recoveryCodes } = await enrolled(app);
    const off = await client.post("/api/me/two-factor/disable", { password, code: recoveryCodes[3] });
    expect(off.status).toBe(204);
    expect(await eventsOf(off)).toEqual(["UPDATE two_factor success", "DELETE two_factor success"]);
    expect(await mailsTo(email)).toEqual(["Two-factor authentication is off for your NextCRM account"]);
    expect((await app.nobody.post("/api/auth/sign-in/email", { email, password })).status).toBe(200);
    expect((await client.post("/api/me/two-factor/disable", { password, code: "123456" })).status).toBe(409);
    expect((await client.post("/api/me/two-factor/enrolment", { password })).status).toBe(201);
  });
});

async function mailsTo(email: string): Promise<string[]> {
  const text = "select data->>'subject' as subject from pgboss.job_common where data->>'to' = $1 order by created_on";
  return (await asOwner(app, text, [email])).map(({ subject }) => subject);
}

describe("the operator's reset", () => {
  test("takes it away, ends the sessions, and is told in both logs and by mail", async () => {
    const person = await enrolled(app);
    const body = { email: person.email, role: "member" };
    const { url } = await made(app.as("ada").post("/api/organization/invitations", body));
    await made(person.client.post(`/api/invitations/${url.split("/").at(-1)}/accept`));
    expect(await app.application.resetTwoFactor(person.email.toUpperCase())).toBe("reset");
    expect((await person.client.get("/api/me")).status).toBe(401);
    expect((await app.nobody.post("/api/auth/sign-in/email", { email: person.email, password })).status).toBe(200);
    const told = await asOwner(
      app,
      "select organization_id as log, leaf from audit_event where resource = 'two_factor' and action = 'DELETE' and resource_id = $1 order by 1",
      [person.id],
    );
    expect(told.map(({ log, leaf }) => [log, parseLeaf(leaf).reason])).toEqual([
      ["00000000-0000-0000-0000-000000000000", "reset"],
      [app.organizationId, "reset"],
    ]);
    expect((await mailsTo(person.email)).at(-1)).toBe("Two-factor authentication is off for your NextCRM account");
    expect(await app.application.resetTwoFactor(person.email)).toBe("had none");
    expect(await app.application.resetTwoFactor("nobody@example.test")).toBe("no such person");
  });
});

describe("an organization that demands it", () => {
  const demand = (client: TestApp["nobody"], requireTwoFactor: boolean) =>
    client.patch("/api/organization", { requireTwoFactor });
  const founder = async () => {
    const person = await enrolled(app);
    const { id } = await made(person.client.post("/api/organizations", { name: "Careful" }));
    return { ...person, organizationId: id as string };
  };

  test("is made so by an owner who has it, and by no key", async () => {
    const without = await newcomer(app);
    await made(without.client.post("/api/organizations", { name: "Careless" }));
    expect(await demand(without.client, true)).toMatchObject(fault("requireTwoFactor", "of your own"));
    expect((await demand(app.as("alan"), true)).status).toBe(403);
    const owner = await founder();
    const { key } = await made(owner.client.post("/api/organization/api-keys", { name: "K", role: "owner" }));
    expect((await demand(app.withKey(key), true)).status).toBe(403);
    const done = await demand(owner.client, true);
    expect(done).toMatchObject({ status: 200, body: { requireTwoFactor: true } });
    expect(await eventsOf(done)).toEqual(["SETTINGS_CHANGE organization success"]);
  });

  test("lets members without it do nothing but enrol, at once, and goes on with keys", async () => {
    const owner = await founder();
    const { key } = await made(owner.client.post("/api/organization/api-keys", { name: "K", role: "viewer" }));
    const member = await newcomer(app);
    const invited = await made(
      owner.client.post("/api/organization/invitations", { email: member.email, role: "admin" }),
    );
    await made(member.client.post(`/api/invitations/${invited.url.split("/").at(-1)}/accept`));
    expect((await member.client.get("/api/accounts")).status).toBe(200);
    expect((await made(owner.client.get("/api/organization/members"))).data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ role: "owner", hasTwoFactor: true }),
        expect.objectContaining({ email: member.email, hasTwoFactor: false }),
      ]),
    );
    await made(demand(owner.client, true));

    const refused = await member.client.get("/api/accounts");
    expect(refused).toMatchObject({ status: 403, body: { type: "/problems/two-factor-required" } });
    expect(await eventsOf(refused)).toEqual(["DENIED account denied two-factor required"]);
    expect((await member.client.post("/api/accounts", { name: "A" })).status).toBe(403);
    expect(await made(member.client.get("/api/me"))).toMatchObject({ mustEnrol: true, permissions: [], role: "admin" });
    expect((await app.withKey(key).get("/api/accounts")).status).toBe(200);
    expect((await owner.client.get("/api/accounts")).status).toBe(200);

    const { uri } = await made(member.client.post("/api/me/two-factor/enrolment", { password }));
    await made(member.client.post("/api/me/two-factor", { code: authenticator(uri).next() }));
    expect((await member.client.get("/api/accounts")).status).toBe(200);
    await app.application.resetTwoFactor(member.email);
    const again = await app.nobody.post("/api/auth/sign-in/email", { email: member.email, password });
    expect((await app.withCookie(cookieOf(again)).get("/api/accounts")).status).toBe(403);
  });

  test("lets somebody without it work in their other organizations", async () => {
    const owner = await founder();
    await made(demand(owner.client, true));
    const member = await newMember(app);
    const { url } = await made(
      owner.client.post("/api/organization/invitations", { email: member.email, role: "member" }),
    );
    await made(member.client.post(`/api/invitations/${url.split("/").at(-1)}/accept`));
    expect((await member.client.get("/api/accounts")).status).toBe(403);
    await made(member.client.post(`/api/organizations/${app.organizationId}/switch`));
    expect((await member.client.get("/api/accounts")).status).toBe(200);
  });

  test("is let go of by somebody who has just proved who they are", async () => {
    const owner = await founder();
    await made(demand(owner.client, true));
    await asOwner(
      app,
      `update auth.session_proof set proved_at = now() - interval '11 minutes' where session_id in (select id from auth.session where "userId" = $1)`,
      [owner.id],
    );
    const refused = await demand(owner.client, false);
    expect(refused).toMatchObject({ status: 403, body: { type: "/problems/sign-in-again" } });
    expect((await owner.client.patch("/api/organization", { name: "Still careful" })).status).toBe(200);

    const confirm = (body: object) => owner.client.post("/api/me/confirm", body);
    expect(await confirm({ password: "wrong" })).toMatchObject(fault("password", "is wrong"));
    expect(await confirm({ password })).toMatchObject(fault("code", "is needed"));
    expect((await demand(owner.client, false)).status).toBe(403);
    const confirmed = await confirm({ password, code: owner.phone.next() });
    expect(confirmed.status).toBe(204);
    expect(await eventsOf(confirmed)).toEqual(["LOGIN session success"]);
    expect((await demand(owner.client, false)).body).toMatchObject({ requireTwoFactor: false });
  });
});
