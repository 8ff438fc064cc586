import { createEmailVerificationToken } from "better-auth/api";
import { newId } from "../../src/identifier.ts";
import { verificationDigest } from "../../src/identity/credentials.ts";
import { authSecret, password } from "../app.ts";
import type { TestApp } from "../app.ts";
import { authenticator } from "../authenticator.ts";
import {
  afterPassword,
  asOwner,
  enrolled,
  invitation,
  made,
  newcomer,
  newMember,
  nobodyIn,
  trusting,
  untold,
} from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";

const newPassword = "another horse battery";

/** An admin with an open invitation, which ends when they may invite no more. */
async function inviter(app: TestApp): Promise<string> {
  const { id, client } = await newMember(app, "admin");
  const body = { email: `${newId()}@example.test`, role: "viewer" };
  await made(client.post("/api/organization/invitations", body));
  return id;
}

export const signingIn: Cases = {
  "POST /api/auth/sign-in/email": async (app) => {
    const { id, email } = await enrolled(app);
    return [
      {
        as: { client: app.nobody, id: app.userId("alan") },
        body: { email: "alan@example.test", password },
        about: untold,
      },
      { as: { client: app.nobody, id }, body: { email, password }, about: () => id },
    ];
  },
  "POST /api/auth/sign-in/second-factor": async (app) => {
    const { id, email, phone, recoveryCodes } = await enrolled(app);
    const as = { client: await afterPassword(app, email), id };
    return [
      { as, body: { code: phone.next(), trustBrowser: true }, about: untold },
      { as, body: { code: recoveryCodes[0] }, about: untold },
    ];
  },
  "POST /api/auth/sign-up/email": (app) => ({
    as: nobodyIn(app),
    body: { name: "New", email: `${newId()}@example.test`, password },
    about: (answer) => answer.body.user.id,
    actor: (answer) => answer.body.user.id,
  }),
  "POST /api/auth/sign-out": async (app) => ({ as: await newcomer(app), body: {}, about: untold }),
  "POST /api/auth/change-password": async (app) => {
    const person = await newcomer(app);
    await made(app.nobody.post("/api/auth/sign-in/email", { email: person.email, password }));
    const body = { currentPassword: password, newPassword, revokeOtherSessions: true };
    const trustful = await trusting(app);
    return [
      { as: person, body, about: () => person.id },
      { as: trustful, body, about: () => trustful.id },
    ];
  },
  "POST /api/auth/request-password-reset": (app) => ({ as: nobodyIn(app), body: { email: "ada@example.test" } }),
  "POST /api/auth/reset-password": async (app) => {
    const { id, client } = await trusting(app);
    const text = `insert into auth.verification (id, identifier, value, "expiresAt") values ($1, $2, $3, now() + interval '1 hour')`;
    await asOwner(app, text, [newId(), verificationDigest(`reset-password:${id}`), id]);
    return { as: { client, id }, body: { token: id, newPassword }, about: () => id };
  },
  "POST /api/auth/send-verification-email": (app) => ({
    as: nobodyIn(app),
    body: { email: "nobody@example.test" },
    // There is no mail server.
    status: 400,
  }),
  "GET /api/auth/verify-email": async (app) => {
    const { id, email } = await newcomer(app);
    const token = await createEmailVerificationToken(authSecret, email);
    return { as: { client: app.nobody, id }, query: `?token=${token}`, about: () => id };
  },
  "GET /api/auth/get-session": () => ({}),
};

export const identity: Cases = {
  "GET /api/setup": () => ({}),
  "POST /api/setup": async (app) => {
    await asOwner(app, "delete from auth.operator");
    const token = (await app.application.setupLink())!.split("token=")[1]!;
    return {
      as: nobodyIn(app),
      body: { token, name: "First", email: `${newId()}@example.test`, password, organization: "First" },
      actor: (answer) => answer.body.userId,
      about: (answer) => answer.body.organizationId,
      after: async () => void (await app.application.promote("olga@example.test")),
    };
  },
  "GET /api/me": () => ({}),
  "PATCH /api/me": (app) => [
    { as: "mia", body: { name: "Mia M." }, about: () => app.userId("mia") },
    { as: "mia", body: { preferences: { theme: "dark" } }, about: () => app.userId("mia") },
  ],
  "GET /api/sessions": () => ({}),
  "DELETE /api/sessions/{id}": async (app) => {
    await made(app.nobody.post("/api/auth/sign-in/email", { email: "victor@example.test", password }));
    const { data } = await made(app.as("victor").get("/api/sessions"));
    return { as: "victor", at: data.find((session: { current: boolean }) => !session.current).id };
  },
  "DELETE /api/sessions": async (app) => {
    await made(app.nobody.post("/api/auth/sign-in/email", { email: "victor@example.test", password }));
    return { as: "victor", about: untold };
  },
  "GET /api/me/two-factor": () => ({}),
  "POST /api/me/two-factor/enrolment": async (app) => ({ as: await newcomer(app), body: { password } }),
  "POST /api/me/two-factor": async (app) => {
    const person = await newcomer(app);
    await made(app.nobody.post("/api/auth/sign-in/email", { email: person.email, password }));
    const { uri } = await made(person.client.post("/api/me/two-factor/enrolment", { password }));
    return { as: person, body: { code: authenticator(uri).next() }, about: () => person.id };
  },
  "POST /api/me/two-factor/recovery-codes": async (app) => {
    const person = await enrolled(app);
    return { as: person, body: { password, code: person.phone.next() }, about: () => person.id };
  },
  "POST /api/me/two-factor/disable": async (app) => {
    const person = await enrolled(app);
    return { as: person, body: { password, code: person.phone.next() }, about: () => person.id };
  },
  "DELETE /api/me/two-factor/trusted-browsers/{id}": async (app) => {
    const person = await trusting(app);
    const { trustedBrowsers } = await made(person.client.get("/api/me/two-factor"));
    return { as: person, at: trustedBrowsers[0].id };
  },
  "DELETE /api/me/two-factor/trusted-browsers": async (app) => ({ as: await trusting(app), about: untold }),
  "POST /api/me/confirm": () => ({ body: { password }, about: untold }),
  "GET /api/organizations": () => ({}),
  "POST /api/organizations": async (app) => ({ as: await newcomer(app), body: { name: "Another" } }),
  "POST /api/organizations/{id}/switch": (app) => ({ at: app.organizationId }),
  "GET /api/organization": () => ({}),
  "PATCH /api/organization": (app) => ({ body: { timeZone: "Europe/Paris" }, about: () => app.organizationId }),
  "GET /api/organization/members": () => ({}),
  "GET /api/organization/former-members": () => ({}),
  "PATCH /api/organization/members/{id}": async (app) => ({ at: await inviter(app), body: { role: "viewer" } }),
  "DELETE /api/organization/members/{id}": async (app) => ({ at: await inviter(app) }),
  "POST /api/organization/members/{id}/erase": async (app) => {
    const { id } = await newMember(app);
    await made(app.as("ada").delete(`/api/organization/members/${id}`));
    return { at: id };
  },
  "GET /api/organization/invitations": () => ({}),
  "POST /api/organization/invitations": async (app) => {
    const body = { email: "asked@example.test", role: "viewer" };
    await invitation(app, body.email);
    return { body, about: (answer) => answer.body.id };
  },
  "DELETE /api/organization/invitations/{id}": async (app) => ({
    at: (await invitation(app, "unasked@example.test")).id,
  }),
  "GET /api/invitations/{token}": async (app) => ({
    as: nobodyIn(app),
    at: (await invitation(app, "looks@example.test")).token,
  }),
  "POST /api/invitations/{token}/accept": async (app) => {
    const person = await newcomer(app);
    return { as: person, at: (await invitation(app, person.email)).token, about: () => person.id };
  },
  "GET /api/organization/api-keys": () => ({}),
  "POST /api/organization/api-keys": () => ({ body: { name: "K", role: "viewer" } }),
  "PATCH /api/organization/api-keys/{id}": async (app) => ({
    at: (await made(app.as("ada").post("/api/organization/api-keys", { name: "K", role: "viewer" }))).id,
    body: { networks: ["192.0.2.0/24"] },
  }),
  "GET /api/organization/networks": () => ({}),
  "PUT /api/organization/networks": (app) => ({
    body: { enforced: false, networks: [{ network: "192.0.2.0/24", note: "Office" }] },
    about: () => app.organizationId,
  }),
  "DELETE /api/organization/api-keys/{id}": async (app) => ({
    at: (await made(app.as("ada").post("/api/organization/api-keys", { name: "K", role: "viewer" }))).id,
  }),
};
