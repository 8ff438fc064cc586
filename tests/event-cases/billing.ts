import type { Call, Cases } from "./fixtures.ts";
import { nobodyIn, untold } from "./fixtures.ts";
import { hasStripe, signedEvent, subscribed } from "./stripe.ts";
import type { TestApp } from "../app.ts";

export const plans: Cases = {
  "GET /api/organization/plan": () => ({}),
  "PATCH /api/admin/organizations/{id}": (app) => ({
    as: "olga",
    at: app.globexId,
    body: { plan: "PRO", reason: "They asked" },
  }),
};

/** Where nothing is paid for, there is only that to be said. */
const paid = (call: Call): Call => (hasStripe ? call : { ...call, status: 409 });
const going = (call: Call) => async (app: TestApp) => {
  await subscribed(app);
  return paid({ about: untold, ...call });
};

export const differences: Cases = {
  "GET /api/admin/billing-differences": () => ({ as: "olga", about: untold }),
  "POST /api/admin/billing-differences/compare": () => paid({ as: "olga", about: untold }),
};

export const payments: Cases = {
  "GET /api/organization/billing": () => ({ about: untold }),
  "GET /api/organization/billing/preview": going({ query: "?plan=ENTERPRISE" }),
  "POST /api/organization/billing/checkout": () => paid({ as: "mallory", body: { plan: "PRO" }, about: untold }),
  "POST /api/organization/billing/portal": going({}),
  "POST /api/organization/billing/plan": going({ body: { plan: "ENTERPRISE" } }),
  "POST /api/organization/billing/cancel": going({}),
  "POST /api/organization/billing/resume": going({}),
  "POST /api/billing/stripe-webhook": async (app) => {
    await subscribed(app);
    const { payload, signature } = signedEvent() ?? { payload: "{}", signature: "" };
    return paid({
      as: nobodyIn(app),
      body: payload,
      fields: { "content-type": "application/json", "stripe-signature": signature },
    });
  },
};
