import type { Cases } from "./fixtures.ts";

export const plans: Cases = {
  "GET /api/organization/plan": () => ({}),
  "PATCH /api/admin/organizations/{id}": (app) => ({
    as: "olga",
    at: app.globexId,
    body: { plan: "PRO", reason: "They asked" },
  }),
};
