import { setTimeout as delay } from "node:timers/promises";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { startSequencer } from "../src/audit/sequencer.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";

/** A process that writes and seals until it is killed, and tells its parent when it holds the sequencer's lock. */
interface Given {
  connection: object;
  actors: Actor[];
}

const { connection, actors } = JSON.parse(process.argv[2]!) as Given;
const db = postgres({ ...connection, max: 6 });
const signer = ed25519Signer("a secret of tests, 32 characters or more");
const told = new Int32Array(new SharedArrayBuffer(4));

startSequencer(db, {
  signer: {
    publicKey: signer.publicKey,
    sign: (text) => {
      // Inside of the transaction: long enough for the parent to do something to this process.
      process.send!("seals");
      Atomics.wait(told, 0, 0, 60);
      return signer.sign(text);
    },
  },
  pauseMilliseconds: 20,
  failed: () => undefined,
});

async function write(actor: Actor): Promise<never> {
  for (;;) {
    await inOrganization(db, actor, internalOrigin("test"), "audited", async (work) => {
      await work.sql.query("select pg_sleep(random() * 0.01)");
      work.record({ action: "VIEW", resource: "test" });
    }).catch(() => undefined);
    await delay(5);
  }
}

for (const actor of actors) void write(actor);
