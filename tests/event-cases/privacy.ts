import { made, newcomer, untold } from "./fixtures.ts";
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
