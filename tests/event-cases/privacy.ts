import { expect } from "vitest";
import { asOwner, made, newcomer, untold } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";
import type { TestApp } from "../app.ts";

const path = "/api/organization/delete";

/** Somebody with an organization of their own, whose deletion is in nobody's way. */
async function founder(app: TestApp) {
  const person = await newcomer(app);
  const { id } = await made(person.client.post("/api/organizations", { name: "Short-lived" }));
  return { ...person, organizationId: id as string };
}

const wish = { confirmationText: "Short-lived" };

export const deletion: Cases = {
  "GET /api/organization/delete": () => ({}),
  "POST /api/organization/delete": async (app) => {
    const person = await founder(app);
    return { as: person, body: wish, about: () => person.organizationId };
  },
  "DELETE /api/organization/delete": async (app) => {
    const person = await founder(app);
    await made(person.client.post(path, wish));
    return { as: person, about: () => person.organizationId };
  },
  "GET /api/admin/erasures": () => ({ as: "olga", about: untold }),
};

const exportsPath = "/api/organization/export-data";

/** What is under way from other cases stands in nobody's way. */
async function none(app: TestApp): Promise<void> {
  await asOwner(app, "update data_export set status = 'cancelled' where status in ('queued', 'running')");
}

/** A complete export that is ready to be downloaded. */
async function exported(app: TestApp): Promise<string> {
  await none(app);
  const { id } = await made(app.as("ada").post(exportsPath));
  await expect
    .poll(async () => (await app.as("ada").get(`${exportsPath}/${id}`)).body.status, { timeout: 30_000 })
    .toBe("completed");
  return id;
}

/** One that nobody works on. */
async function resting(app: TestApp, status: "queued" | "failed"): Promise<string> {
  const id = await exported(app);
  await asOwner(app, "update data_export set status = $2, completed_at = null where id = $1", [id, status]);
  return id;
}

export const dataExports: Cases = {
  "POST /api/organization/export-data": async (app) => {
    await none(app);
    return { body: {}, about: () => app.organizationId, after: () => none(app) };
  },
  "GET /api/organization/export-data": () => ({}),
  "GET /api/organization/export-data/{id}": async (app) => ({ at: await exported(app) }),
  "GET /api/organization/export-data/{id}/file": async (app) => ({ at: await exported(app) }),
  "POST /api/organization/export-data/{id}/cancel": async (app) => ({ at: await resting(app, "queued") }),
  "POST /api/organization/export-data/{id}/retry": async (app) => ({
    at: await resting(app, "failed"),
    about: () => app.organizationId,
    after: () => none(app),
  }),
};
