import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { noSubscriptions } from "../src/adapters/no-subscriptions.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { noWitness } from "../src/ports/witness.ts";
import { purgeOrganization } from "../src/privacy/deletion/purge.ts";
import { movedClock } from "./moved-clock.ts";
import { noJobs } from "./no-jobs.ts";
import type { Jobs } from "../src/ports/jobs.ts";

/** A process that purges an organization in small batches up to a place, where it waits to be killed. */
interface Given {
  connection: object;
  organizationId: string;
  folder: string;
  secret: string;
  days: number;
  /** After so many batches of a table; or inside the last transaction, when it signs. */
  until: { table: string; batches: number } | "signing";
}

const { connection, organizationId, folder, secret, days, until } = JSON.parse(process.argv[2]!) as Given;
const clock = movedClock();
clock.moveDays(days);
const signer = ed25519Signer(secret);
let batches = 0;

function waitToBeKilled(): never {
  process.send!("here");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error("nobody killed this process");
}

await purgeOrganization(
  {
    db: postgres({ ...connection, max: 3 }),
    storage: diskStorage(folder),
    jobs: noJobs as Jobs,
    clock,
    settings: { publicUrl: "http://localhost:3000" },
    signer: { ...signer, sign: (text) => (until === "signing" ? waitToBeKilled() : signer.sign(text)) },
    witness: noWitness,
    subscriptions: noSubscriptions,
    seal: async () => undefined,
    rowsAtOnce: 7,
    pauseShare: 0,
    progress: (table) => {
      if (until !== "signing" && table === until.table && (batches += 1) === until.batches) waitToBeKilled();
    },
  },
  organizationId,
);
