import { fork } from "node:child_process";
import { join } from "node:path";
import type { Claim } from "./claim.ts";
import { duel } from "./duel.ts";
import { end, startProduct } from "./product.ts";

const target = 0.1;

export const healthFlood: Claim = {
  name: "health-flood",
  promise: "GET /api/health under a flood, against a bare handler that answers the same bytes and knows nothing",
  measure: async () => {
    const product = await startProduct();
    try {
      const body = await (await fetch(`${product.url}/api/health`)).text();
      const bare = fork(join(import.meta.dirname, "bare-health-server.ts"), {
        env: { ...process.env, BARE_BODY: body },
      });
      const port = await new Promise<number>((resolve, reject) => {
        bare.once("message", (message) => resolve((message as { port: number }).port));
        bare.once("exit", (code) => reject(new Error(`The bare server ended with ${code}`)));
      });
      const asked = { method: "GET", headers: {}, next: () => ({ path: "/api/health" }) } as const;
      try {
        return await duel(
          { name: "NextCRM", url: product.url, ...asked },
          { name: "bare Hono", url: `http://127.0.0.1:${port}`, ...asked },
          target,
        );
      } finally {
        await end(bare);
      }
    } finally {
      await product.stop();
    }
  },
};
