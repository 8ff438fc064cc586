import { startBare } from "./bare.ts";
import { quick } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { duel } from "./duel.ts";
import { startProduct } from "./product.ts";

const target = 0.6;
const query = "limit=50&sort=displayName";

export const listRead: Claim = {
  name: "list-read",
  promise:
    "a list of 50 contacts with key, role, limit, row security and audit, against the same SQL from a bare Hono handler",
  measure: async () => {
    const product = await startProduct();
    try {
      await fillContacts(product.owner, product.organizationId, quick ? 2_000 : 20_000);
      const bare = await startBare(product, query);
      const headers = { authorization: `Bearer ${product.key}` };
      try {
        return await duel(
          {
            name: "NextCRM",
            url: product.url,
            method: "GET",
            headers,
            next: () => ({ path: `/api/contacts?${query}` }),
          },
          { name: "bare Hono and pg", url: bare.url, method: "GET", headers: {}, next: () => ({ path: "/list" }) },
          target,
        );
      } finally {
        await bare.stop();
      }
    } finally {
      await product.stop();
    }
  },
};
