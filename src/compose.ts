import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { pino } from "pino";
import type { Logger } from "pino";
import { ed25519Signer } from "./adapters/ed25519-signer.ts";
import { diskSpill } from "./adapters/disk-spill.ts";
import { diskStorage } from "./adapters/disk-storage.ts";
import { diskWitness } from "./adapters/disk-witness.ts";
import { httpOutgoing } from "./adapters/http-outgoing.ts";
import { memoryLimiter } from "./adapters/memory-limiter.ts";
import { noSubscriptions } from "./adapters/no-subscriptions.ts";
import { outboxMail } from "./adapters/outbox-mail.ts";
import { pgBossJobs } from "./adapters/pg-boss-jobs.ts";
import { postgres } from "./adapters/postgres.ts";
import { redisLimiter } from "./adapters/redis-limiter.ts";
import { smtpMail } from "./adapters/smtp-mail.ts";
import { steadyLimiter } from "./adapters/steady-limiter.ts";
import { systemClock } from "./adapters/system-clock.ts";
import type { Services } from "./api/services.ts";
import { denialLog } from "./audit/denial-log.ts";
import { readLog } from "./audit/read-log.ts";
import { startDescribing } from "./audit/describe-blocks.ts";
import { streamSecrets } from "./audit/stream-secret.ts";
import { startSequencer } from "./audit/sequencer.ts";
import { projectRoot, readSetting } from "./config.ts";
import type { Config } from "./config.ts";
import { removeAbandonedFiles } from "./crm/abandoned-files.ts";
import { forgetImports } from "./crm/import/forget.ts";
import { workImports } from "./crm/import/jobs.ts";
import { markOverdueInvoices } from "./crm/overdue-invoices.ts";
import { endpoints } from "./http/endpoints.ts";
import { openApiDocument } from "./http/openapi.ts";
import { isSameOrigin } from "./http/same-origin.ts";
import { serve } from "./http/serve.ts";
import { webAppIn } from "./http/web-app.ts";
import { identity } from "./identity/identity.ts";
import { deliverMail } from "./identity/mails.ts";
import { forgetExpired } from "./identity/forget-expired.ts";
import { cookieNames } from "./identity/session-cookie.ts";
import { promote, setupLink, unattendedSetup } from "./identity/setup.ts";
import { resetTwoFactor } from "./identity/two-factor/reset.ts";
import type { Reset } from "./identity/two-factor/reset.ts";
import { expireExports } from "./exports/end.ts";
import { workExports } from "./observability/exports/jobs.ts";
import { workQuotas } from "./billing/jobs.ts";
import { declareQuotas } from "./billing/quotas.ts";
import { forgetUsage, usageLog } from "./limits/usage-log.ts";
import { parsePolicyOverrides, policiesWith } from "./limits/policies.ts";
import type { Limiter } from "./ports/limiter.ts";
import type { Signer } from "./ports/signer.ts";
import { workRetention } from "./observability/retention/jobs.ts";
import { watchLimits } from "./observability/limit-alert.ts";
import { startDashboard } from "./observability/dashboard/start.ts";
import { forgetRequests } from "./observability/dashboard/rollups.ts";
import { startDeliverer } from "./observability/streams/deliverer.ts";
import type { Mail } from "./ports/mail.ts";
import type { Clock } from "./ports/clock.ts";
import { workDeletions } from "./privacy/deletion/jobs.ts";
import { workDataExports } from "./privacy/export/jobs.ts";
import { checksOf } from "./telemetry/health/checks.ts";
import { forgetHealth, healthHistory } from "./telemetry/health/history.ts";
import { healthMonitor } from "./telemetry/health/monitor.ts";
import { countedJobs, countedLimiter } from "./telemetry/metrics/counted.ts";
import { installationReader } from "./telemetry/metrics/installation.ts";
import { metrics } from "./telemetry/metrics/metrics.ts";
import { sweep } from "./tenancy/sweep.ts";

/** What the product is made of. */
export interface Ground {
  config: Config;
  /** The serving login. */
  database: pg.ClientConfig;
  /** Documents and mails are kept below it. */
  dataFolder: string;
  /** Signs sessions. */
  authSecret: string;
  /** Signs the audit log. */
  auditSecret: string;
  /** For handlers and jobs; the system's unless said. Limits and sessions keep to the system's. */
  clock?: Clock;
}

/** The composed product, to be served and drained. */
export interface Application {
  fetch(request: Request, connection: { socketAddress?: string | null }): Promise<Response>;
  /** Where the first person becomes the operator; undefined once there is one. */
  setupLink(): Promise<string | undefined>;
  /** Adds the demo organization, once. Answers how to sign in to it. */
  fillDemo(): Promise<string>;
  /** Makes a user an operator; false where there is no such user. */
  promote(email: string): Promise<boolean>;
  /** Takes a user's second factor away, who has lost it. */
  resetTwoFactor(email: string): Promise<Reset>;
  /** Lets `/api/readyz` say that the process is about to end; requests go on being answered. */
  quiesce(): void;
  /** After the last request: writes what is buffered, lets jobs end, closes connections. */
  drain(): Promise<void>;
}

const jobGraceMilliseconds = 10_000;
/** Beside the pool of the requests, opened when somebody looks and closed when nobody does any more. */
const healthConnections = 2;

/** The only place that picks adapters. */
export async function compose({
  config,
  database,
  dataFolder,
  authSecret,
  auditSecret,
  clock = systemClock,
}: Ground): Promise<Application> {
  const log = pino({ level: config.LOG_LEVEL });
  const failed =
    (about: string) =>
    (error: unknown, details: object = {}) =>
      log.error({ err: error, ...details }, about);
  const db = postgres(database);
  const mail = mailOf(config, dataFolder, (path) => log.info({ path }, "A mail was put into the outbox"));
  const healthDb = postgres({ ...database, max: healthConnections });
  // Jobs begin before all is there that metrics tell of.
  const told = () => counted;
  const jobs = countedJobs(await pgBossJobs({ connection: database, failed: failed("A job failed") }), told);
  const limiter = countedLimiter(limiterOf(config, log), told);
  const policies = readSetting("LIMITS", () => policiesWith(parsePolicyOverrides(config.LIMITS)));
  const reads = readLog(db, {
    strict: config.AUDIT_READS === "strict",
    spill: diskSpill(join(dataFolder, "audit-spill")),
    failed: failed("Reads could not be written to the audit log yet"),
  });
  const denials = denialLog({ write: reads.note, clock: systemClock, failed: failed("A refusal could not be logged") });
  const usage = usageLog(db, { clock: systemClock, failed: failed("The usage of limits could not be counted yet") });
  const describer = startDescribing(db, { failed: failed("The audit log could not be described for search yet") });
  const publicUrl = config.PUBLIC_URL;
  const streams = {
    outgoing: httpOutgoing({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE === "true" }),
    streamSecrets: streamSecrets(authSecret),
  };
  const deliverer = startDeliverer({
    db,
    jobs,
    publicUrl,
    ...streams,
    clock: systemClock,
    failed: failed("An audit stream could not be delivered yet"),
  });
  const witness = diskWitness({
    folder: join(dataFolder, "audit-witness"),
    failed: failed("What was signed could not be noted in the data folder yet"),
  });
  const signer = ed25519Signer(auditSecret);
  const installation = installationReader(healthDb);
  const counted = metrics({
    pools: { requests: db, health: healthDb },
    reads,
    installation,
  });
  const dashboard = startDashboard({
    db,
    now: () => clock.now(),
    metrics: counted,
    failed: failed("What the dashboard counts could not be written yet"),
  });
  const sequencer = startSequencer(db, {
    signer,
    done: counted.sealed,
    witness,
    refused: ({ signedRoot, ...refusal }) =>
      log.error(
        { ...refusal, signedRoot: Buffer.from(signedRoot).toString("base64") },
        "The audit log in the database is not the one that was signed; it is not sealed until `nextcrm audit accept-restored`",
      ),
    failed: failed("The audit log could not be sealed yet"),
    sealed: (organizationId, size) => {
      describer.note(organizationId, size);
      deliverer.wake();
    },
  });
  const who = await identity({
    db,
    jobs,
    clock: systemClock,
    limiter,
    policies,
    denials,
    publicUrl,
    secret: authSecret,
    signUp: config.SIGN_UP,
    sendsMail: config.SMTP_URL !== undefined,
    isSameOrigin: (request) => isSameOrigin(request, publicUrl),
    failed: failed("Something went wrong behind an answer"),
  });
  const storage = diskStorage(join(dataFolder, "files"));
  const checks = checksOf({
    db: healthDb,
    limiter,
    storage,
    mail,
    reads,
    dataFolder,
    certificate: config.TLS_CERTIFICATE,
  });
  const health = healthMonitor(checks, {
    clock: systemClock,
    changed: (name, status, error) =>
      status === "up" || status === "not_configured"
        ? log.info({ check: name, status }, "A part of the product is well again")
        : log.error(
            { check: name, status, ...(error !== undefined && { err: error }) },
            "A part of the product fares badly",
          ),
  });
  const history = healthHistory(healthDb, health, {
    now: () => systemClock.now(),
    failed: failed("What was found of health could not be written down yet"),
  });
  let isDraining = false;
  const services: Services = {
    db,
    storage,
    jobs,
    mail,
    limiter,
    policies,
    clock,
    people: who.people,
    reads,
    denials,
    usage,
    health,
    healthHistory: history,
    installation,
    metrics: dashboard.metrics,
    isDraining: () => isDraining,
    ...streams,
    settings: {
      publicUrl,
      metricsToken: config.METRICS_TOKEN,
      healthToken: config.HEALTH_TOKEN,
      version: programVersion(),
      signUp: config.SIGN_UP,
      defaultPlan: config.DEFAULT_PLAN,
      quotas: config.QUOTAS === "on",
      sendsMail: config.SMTP_URL !== undefined,
      largestDocumentBytes: config.MAX_DOCUMENT_BYTES,
      largestImportBytes: config.MAX_IMPORT_BYTES,
    },
    log,
  };
  await startJobs(services, signer);
  // Where a payment provider is configured, its adapter stands here.
  const subscriptions = noSubscriptions;
  await workDeletions({ ...services, signer, witness, subscriptions, seal: sequencer.sealNow });
  await declareQuotas(db, config.QUOTAS === "on");
  const limitWatch =
    config.REDIS_URL === undefined
      ? undefined
      : watchLimits({ ...services, publicUrl, failed: failed("Whether limits are shared could not be told") });
  await unattendedSetup(db, who.people, config);
  return {
    fetch: serve({
      endpoints,
      services,
      callers: who.callers,
      auth: who.handleAuth,
      openapi: onceOnly(() =>
        openApiDocument({
          endpoints,
          version: programVersion(),
          publicUrl,
          sessionCookie: cookieNames(publicUrl).session,
        }),
      ),
      webApp: webAppIn(join(projectRoot, "dist/web"), config.ASSET_BASE_URL),
      assetBaseUrl: config.ASSET_BASE_URL,
      trustedProxyHops: config.TRUSTED_PROXY_HOPS,
      corsOrigins: config.CORS_ORIGINS,
    }),
    setupLink: () => setupLink(db, publicUrl),
    fillDemo: async () => {
      // Read only when somebody asks for it, so that the usual start does not.
      const { fillDemo } = await import("./demo/fill-demo.ts");
      return fillDemo({ db, storage: services.storage, clock: systemClock, people: who.people, secret: authSecret });
    },
    promote: (email) => promote(db, email),
    resetTwoFactor: (email) => resetTwoFactor(db, jobs, email),
    quiesce: () => void (isDraining = true),
    drain: async () => {
      await denials.flush().catch(failed("The last refusals could not be logged"));
      await usage.flush().catch(failed("The last usage of limits could not be counted"));
      usage.stop();
      await dashboard.stop();
      await reads.flush().catch(failed("The last reads could not be written to the audit log"));
      // Mails that answers did not wait for are enqueued first.
      await who.close();
      await deliverer.stop();
      await limitWatch?.stop();
      await jobs.stop(jobGraceMilliseconds);
      await sequencer.stop();
      await sequencer.sealNow().catch(failed("The last events could not be sealed yet"));
      await witness.flush().catch(failed("What was signed last could not be noted in the data folder"));
      await limiter.close();
      await describer.stop();
      history.stop();
      await healthDb.close();
      await db.close();
    },
  };
}

function mailOf(config: Config, dataFolder: string, note: (path: string) => void): Mail {
  const from = config.MAIL_FROM;
  return config.SMTP_URL === undefined
    ? outboxMail({ folder: join(dataFolder, "outbox"), from, note })
    : smtpMail({ url: config.SMTP_URL, from });
}

/** Buckets of this process, or those that all share in a Redis. */
function limiterOf({ REDIS_URL: url }: Config, log: Logger): Limiter & { close(): Promise<void> } {
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
        ? log.info("Limits are shared in Redis again")
        : log.error({ err: error }, "Redis does not answer: limits are counted by each process for its part"),
  });
}

async function startJobs(services: Services, signer: Signer): Promise<void> {
  const { jobs, db, mail, clock } = services;
  await deliverMail(jobs, mail);
  await workImports(services);
  await workExports(services);
  await workDataExports(services, { signer, version: programVersion() });
  await workRetention(services);
  await workQuotas(services);
  await jobs.work("sweep", async () => {
    await sweep(db);
    await forgetUsage(db);
    await forgetRequests(db, clock.now());
    await forgetHealth(db);
    await forgetExpired(db);
    await forgetImports(db);
    await expireExports(db);
    await removeAbandonedFiles(services);
    await markOverdueInvoices(db);
  });
  await jobs.schedule("sweep", "17 * * * *", {});
}

/** Derived from the declarations when it is first asked for, since that takes a while. */
function onceOnly<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function programVersion(): string {
  return (JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string }).version;
}
