import { flushCompileCache } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { keptSecret } from "./adapters/data-folder.ts";
import { openInstallation, prepareDatabase } from "./adapters/installation.ts";
import type { Installation } from "./adapters/installation.ts";
import type { Application } from "./compose.ts";
import { loadConfig, proxyWarning, transportWarning } from "./config.ts";
import type { Config } from "./config.ts";
import { listen, refuseBusyPort } from "./http/listen.ts";
import { builtWebApp, notBuiltWarning } from "./http/web-app.ts";

/** The longest that accepted requests may take after SIGTERM; service managers kill after 30 to 90 seconds. */
const graceMs = 25_000;

interface StartOptions {
  demo: boolean;
}

/**
 * Serves until a signal, then drains in this order: no new request, the accepted ones to their end, what they left to
 * write, PostgreSQL. Throws a Refusal when something stands in the way of the start.
 */
export async function start({ demo }: StartOptions): Promise<void> {
  const config = loadConfig();
  const https = config.PUBLIC_URL.startsWith("https:") && config.TRUSTED_PROXY_HOPS > 0;
  const place = { port: config.PORT, host: config.HOST, https };
  const stopping = untilSignal();
  const installation = await openInstallation(config);
  try {
    await refuseBusyPort(place);
    // The product's modules take longer to load than what can stop a start, and load while the database is prepared.
    const [{ compose }] = await Promise.all([import("./compose.ts"), prepareDatabase(installation)]);
    const application = await compose(groundOf(config, installation));
    try {
      if (demo) console.log(await application.fillDemo());
      const listening = await listen(application.fetch, place);
      installation.folder.announce(config.PUBLIC_URL);
      await greet(config, installation, application);
      // Not only at the end, which a kill would skip.
      flushCompileCache();
      const failure = await stopping;
      application.quiesce();
      // Load balancers look now and then: whoever they still send here meanwhile is answered as ever.
      await delay(config.DRAIN_DELAY_SECONDS * 1_000);
      await listening.drain(graceMs);
      if (failure) {
        // Not its message, which may hold what somebody entered.
        const { productLog } = await import("./telemetry/log.ts");
        productLog(config.LOG_LEVEL).error(
          { err: failure },
          "The process ended because of an error that nobody caught",
        );
        process.exitCode = 1;
      }
    } finally {
      await application.drain();
    }
  } finally {
    await installation.close();
  }
}

/** What the product is made of in an installation. */
export function groundOf(config: Config, { serve, folder }: Installation) {
  const authSecret = config.AUTH_SECRET ?? keptSecret(folder.path, "auth-secret");
  const auditSecret = config.AUDIT_SIGNING_KEY ?? keptSecret(folder.path, "audit-signing-key");
  return { config, database: serve, dataFolder: folder.path, authSecret, auditSecret };
}

/** Resolves at the first signal; later ones change nothing, for Ctrl-C reaches us twice through npm. */
function untilSignal(): Promise<Error | undefined> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => resolve(undefined));
    process.on("uncaughtException", (error) => resolve(error));
  });
}

async function greet(config: Config, { notes }: Installation, application: Application): Promise<void> {
  for (const note of notes) console.log(note);
  console.log(`NextCRM is ready at ${config.PUBLIC_URL}`);
  const link = await application.setupLink();
  if (link) console.log(`Open this link once to become the operator: ${link}`);
  const notBuilt = notBuiltWarning(builtWebApp);
  for (const warning of [notBuilt, transportWarning(config), proxyWarning(config)]) if (warning) console.warn(warning);
}
