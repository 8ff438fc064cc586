import { httpOutgoing } from "../src/adapters/http-outgoing.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { streamSecrets } from "../src/audit/stream-secret.ts";
import { startDeliverer } from "../src/observability/streams/deliverer.ts";

/** A process that delivers streams until it is killed. */
const { connection, secret, claimMilliseconds } = JSON.parse(process.argv[2]!) as {
  connection: Parameters<typeof postgres>[0];
  secret: string;
  claimMilliseconds: number;
};
const failed = (error: unknown) => console.error(error);
startDeliverer({
  db: postgres({ ...connection, max: 4 }),
  jobs: await pgBossJobs({ connection, failed }),
  outgoing: httpOutgoing({ allowPrivate: true, timeoutMilliseconds: 1_000 }),
  streamSecrets: streamSecrets(secret),
  clock: systemClock,
  publicUrl: "http://localhost:3000",
  claimMilliseconds,
  pauseMilliseconds: 50,
  failed,
}).wake();
// Its own timers do not keep it, and it must not outlive the test.
process.on("disconnect", () => process.exit(0));
