import { withClient } from "../src/adapters/client.ts";
import { startBare } from "./bare.ts";
import { quick } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { duel } from "./duel.ts";
import type { Contender } from "./duel.ts";
import { startProduct } from "./product.ts";

const target = 0.5;

export const patch: Claim = {
  name: "patch",
  promise:
    "an audited change of a contact, against the bare UPDATE through pg behind a bare Hono handler; both wait for the disk",
  measure: async () => {
    const product = await startProduct();
    try {
      await fillContacts(product.owner, product.organizationId, quick ? 2_000 : 20_000);
      const ids = await withClient(product.owner, async (client) => {
        const { rows } = await client.query<{ id: string }>("select id from contact where organization_id = $1", [
          product.organizationId,
        ]);
        return rows.map(({ id }) => id);
      });
      let sent = 0;
      const contender = (name: string, url: string, prefix: string, headers: Record<string, string>): Contender => ({
        name,
        url,
        method: "PATCH",
        headers: { "content-type": "application/json", ...headers },
        // Seven is no divisor of what is there: each record comes once before one comes again.
        next: () => ({
          path: `${prefix}/${ids[(sent * 7) % ids.length]!}`,
          body: JSON.stringify({ title: `Engineer ${(sent += 1)}` }),
        }),
      });
      const bare = await startBare(product, "limit=1");
      try {
        return await duel(
          contender("NextCRM", product.url, "/api/contacts", { authorization: `Bearer ${product.key}` }),
          contender("bare Hono and pg", bare.url, "/contacts", {}),
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
