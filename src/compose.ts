import { examine } from "./adapters/examine.ts";
import { systemClock } from "./adapters/system-clock.ts";
import type { Services } from "./api/services.ts";
import { streamSecrets } from "./audit/stream-secret.ts";
import { declareQuotas } from "./billing/quotas.ts";
import { alertsOf } from "./compose/alerts.ts";
import { startJobs } from "./compose/background.ts";
import { foundationOf } from "./compose/foundation.ts";
import type { Ground } from "./compose/foundation.ts";
import { identityOf } from "./compose/identity.ts";
import { openMeasured } from "./compose/measured.ts";
import { startSealing } from "./compose/sealing.ts";
import { served } from "./compose/served.ts";
import { settingsOf } from "./compose/settings.ts";
import { readSetting } from "./config.ts";
import { promote, setupLink, unattendedSetup } from "./identity/setup.ts";
import { resetTwoFactor } from "./identity/two-factor/reset.ts";
import type { Reset } from "./identity/two-factor/reset.ts";
import { parsePolicyOverrides, policiesWith } from "./limits/policies.ts";
import { tellRestored } from "./observability/tell-restored.ts";

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

/** Puts the product together: what it stands on, what it can do, what it does by itself, what it answers. */
export async function compose(ground: Ground): Promise<Application> {
  const foundation = foundationOf(ground);
  const { config, authSecret, clock, log } = foundation;
  const policies = readSetting("LIMITS", () => policiesWith(parsePolicyOverrides(config.LIMITS)));
  const { outside, buffers, health, healthHistory, dashboard, metrics, installation } = await openMeasured(foundation);
  const { db, storage, jobs, mail, limiter, outgoing, payments, signer, witness, subscriptions } = outside;
  const { reads, denials, usage } = buffers;
  const secrets = streamSecrets(authSecret);
  const sealing = startSealing(foundation, outside, { streamSecrets: secrets, ...dashboard });
  const who = await identityOf(foundation, { db, jobs, limiter, policies, denials });
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
    healthHistory,
    installation,
    metrics,
    tracing: outside.tracing,
    examine: () => Array.fromAsync(examine(config)),
    isDraining: () => isDraining,
    payments,
    outgoing,
    streamSecrets: secrets,
    settings: settingsOf(config),
    log,
  };
  await startJobs(services, { signer, witness, subscriptions, seal: sealing.sealNow });
  await declareQuotas(db, services.settings.quotas);
  await tellRestored(db, ground.dataFolder);
  const running = [sealing.deliverer, healthHistory, await alertsOf(foundation, outside, services)];
  await unattendedSetup(db, who.people, config);
  const drain = async () => {
    await buffers.close();
    await dashboard.stop();
    // Mails that answers did not wait for are enqueued first.
    await who.close();
    for (const part of running) await part.stop();
    await jobs.stop(jobGraceMilliseconds);
    await sealing.close();
    await outside.close();
  };
  let drained: Promise<void> | undefined;
  return {
    fetch: served(config, services, who),
    setupLink: () => setupLink(db, config.PUBLIC_URL),
    fillDemo: async () => {
      // Read only when somebody asks for it, so that the usual start does not.
      const { fillDemo } = await import("./demo/fill-demo.ts");
      return fillDemo({ db, storage, clock: systemClock, people: who.people, secret: authSecret });
    },
    promote: (email) => promote(db, email),
    resetTwoFactor: (email) => resetTwoFactor(db, jobs, email),
    quiesce: () => void (isDraining = true),
    drain: () => (drained ??= drain()),
  };
}
