import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { diskSpill } from "../adapters/disk-spill.ts";
import { diskStorage } from "../adapters/disk-storage.ts";
import { diskWitness } from "../adapters/disk-witness.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { httpOutgoing } from "../adapters/http-outgoing.ts";
import { memoryLimiter } from "../adapters/memory-limiter.ts";
import { noSubscriptions } from "../adapters/no-subscriptions.ts";
import { outboxMail } from "../adapters/outbox-mail.ts";
import { pgBossJobs } from "../adapters/pg-boss-jobs.ts";
import { postgres } from "../adapters/postgres.ts";
import { redisLimiter } from "../adapters/redis-limiter.ts";
import { smtpMail } from "../adapters/smtp-mail.ts";
import { stripePayments } from "../adapters/stripe-payments.ts";
import { steadyLimiter } from "../adapters/steady-limiter.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { Config } from "../config.ts";
import type { Limiter } from "../ports/limiter.ts";
import type { Mail } from "../ports/mail.ts";
import type { Payments } from "../ports/payments.ts";
import { recordErrors } from "../telemetry/errors/record-errors.ts";
import type { Log } from "../telemetry/log.ts";
import { startTracing } from "../telemetry/traces/start-tracing.ts";
import { tracedJobs } from "../telemetry/traces/tracing.ts";
import type { Foundation } from "./foundation.ts";
import { settingsOf } from "./settings.ts";

/** Beside the pool of the requests, opened when somebody looks and closed when nobody does any more. */
const healthConnections = 2;

export type Outside = Awaited<ReturnType<typeof openOutside>>;

/** An adapter for each port. */
export async function openOutside({ config, database, dataFolder, auditSecret, log, failed }: Foundation) {
  const tracing = await startTracing(config, settingsOf(config).version, log);
  if (tracing) log.traceBy(tracing.current);
  const db = postgres({ ...database, watch: tracing?.statement });
  const healthDb = postgres({ ...database, max: healthConnections });
  const errors = recordErrors(db, log, systemClock);
  const limiter = limiterOf(config, log);
  return {
    db,
    healthDb,
    limiter,
    tracing,
    jobs: tracedJobs(await pgBossJobs({ connection: database, failed: failed("A job failed") }), tracing),
    mail: mailOf(config, dataFolder, (path) => log.info({ path }, "A mail was put into the outbox")),
    storage: diskStorage(join(dataFolder, "files")),
    spill: diskSpill(join(dataFolder, "audit-spill")),
    witness: diskWitness({
      folder: join(dataFolder, "audit-witness"),
      failed: failed("What was signed could not be noted in the data folder yet"),
    }),
    signer: ed25519Signer(auditSecret),
    outgoing: httpOutgoing({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE === "true" }),
    payments: await paymentsOf(config, failed("Stripe does not answer, or refuses what is asked")),
    // Where a payment provider is configured, its adapter stands here.
    subscriptions: noSubscriptions,
    /** After all else has stopped. */
    close: async () => {
      await limiter.close();
      await errors.end();
      await healthDb.close();
      await db.close();
      await tracing?.close();
    },
  };
}

/** Null where nobody pays. */
async function paymentsOf(config: Config, failed: (error: unknown) => void): Promise<Payments | null> {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_PRICES: prices } = config;
  if (secretKey === undefined || webhookSecret === undefined || prices === undefined) return null;
  return stripePayments({ secretKey, webhookSecret, prices, apiBase: config.STRIPE_API_BASE, failed });
}

function mailOf(config: Config, dataFolder: string, note: (path: string) => void): Mail {
  const from = config.MAIL_FROM;
  return config.SMTP_URL === undefined
    ? outboxMail({ folder: join(dataFolder, "outbox"), from, note })
    : smtpMail({ url: config.SMTP_URL, from });
}

/** Buckets of this process, or those that all share in a Redis. */
function limiterOf({ REDIS_URL: url }: Config, log: Log): Limiter & { close(): Promise<void> } {
  const local = memoryLimiter({ clock: systemClock });
  if (url === undefined) return { ...local, close: async () => undefined };
  const { monotonicMicros } = systemClock;
  return steadyLimiter({
    shared: redisLimiter({
      url,
      monotonicMicros,
      failed: (error) => log.debug({ err: error }, "Redis cannot be reached"),
    }),
    local,
    process: randomUUID(),
    monotonicMicros,
    changed: (state, error) =>
      state === "shared"
        ? log.info({}, "Limits are shared in Redis again")
        : log.error({ err: error }, "Redis does not answer: limits are counted by each process for its part"),
  });
}
