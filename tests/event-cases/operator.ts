import type { TestApp } from "../app.ts";
import { newId } from "../../src/identifier.ts";
import { asOwner, enrolled, made, newcomer, untold } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const operatorKey = async (app: TestApp) =>
  (await made(app.as("olga").post("/api/admin/keys", { name: "K", expiresAt: tomorrow() }))).id as string;

export const operatorKeys: Cases = {
  "GET /api/admin/keys": () => ({ as: "olga" }),
  "POST /api/admin/keys": () => ({ as: "olga", body: { name: "Rollups", expiresAt: tomorrow() } }),
  "DELETE /api/admin/keys/{id}": async (app) => ({ as: "olga", at: await operatorKey(app) }),
};

const because = { reason: "Asked by phone" };
/** An organization of its own, so that what is done to it is done to no other. */
async function founded(app: TestApp): Promise<string> {
  const { client } = await newcomer(app);
  return (await made(client.post("/api/organizations", { name: "Founded" }))).id;
}

export const organizations: Cases = {
  "GET /api/admin/organizations": () => ({ as: "olga", query: "?search=Acme", about: untold }),
  "POST /api/admin/organizations/{id}/suspend": async (app) => ({ as: "olga", at: await founded(app), body: because }),
  "POST /api/admin/organizations/{id}/resume": async (app) => {
    const id = await founded(app);
    await made(app.as("olga").post(`/api/admin/organizations/${id}/suspend`, because));
    return { as: "olga", at: id, body: because };
  },
  "POST /api/admin/organizations/{id}/delete": async (app) => ({
    as: "olga",
    at: await founded(app),
    body: { ...because, confirmationText: "Founded" },
  }),
  "POST /api/admin/organizations/{id}/visit": async (app) => ({
    as: "olga",
    at: await founded(app),
    body: because,
    about: untold,
    after: async () => void (await made(app.as("olga").delete("/api/me/visit"))),
  }),
  "DELETE /api/me/visit": async (app) => {
    await made(app.as("olga").post(`/api/admin/organizations/${await founded(app)}/visit`, because));
    return { as: "olga", about: untold };
  },
};

export const users: Cases = {
  "GET /api/admin/users": () => ({ as: "olga", query: "?search=Ada", about: untold }),
  "POST /api/admin/users/{id}/end-sessions": async (app) => ({
    as: "olga",
    at: (await newcomer(app)).id,
    body: because,
  }),
  "POST /api/admin/users/{id}/reset-two-factor": async (app) => ({
    as: "olga",
    at: (await enrolled(app)).id,
    body: because,
  }),
  "PUT /api/admin/users/{id}/operator": async (app) => {
    const { id } = await newcomer(app);
    return [true, false].map((operator) => ({ as: "olga", at: id, body: { ...because, operator } }) as const);
  },
};

async function failedJob(app: TestApp): Promise<readonly [string, string]> {
  const id = newId();
  await asOwner(
    app,
    "insert into pgboss.job (id, name, state, data, completed_on, policy) select $1, name, 'failed', '{}', now(), policy from pgboss.queue where name = 'sweep'",
    [id],
  );
  return ["sweep", id];
}

export const jobs: Cases = {
  "GET /api/admin/jobs": () => ({ as: "olga", about: untold }),
  "POST /api/admin/jobs/{kind}/{id}/retry": async (app) => ({ as: "olga", at: await failedJob(app), about: untold }),
  "DELETE /api/admin/jobs/{kind}/{id}": async (app) => ({ as: "olga", at: await failedJob(app), about: untold }),
};

export const installation: Cases = {
  "GET /api/admin/settings": () => ({ as: "olga", about: untold }),
  "POST /api/admin/doctor": () => ({ as: "olga", about: untold }),
};
