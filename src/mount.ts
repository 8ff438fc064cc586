import { openInstallation, prepareDatabase } from "./adapters/installation.ts";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";
import { groundOf } from "./main.ts";

/** NextCRM inside another server's process. */
export interface Mounted {
  /** Answers everything below `/api`; other paths get the web app. */
  fetch(request: Request): Promise<Response>;
  /** Ends what runs in the background, and the embedded PostgreSQL. Requests must have ended before. */
  close(): Promise<void>;
}

let once: Promise<Mounted> | undefined;

/**
 * Starts NextCRM in this process, as the environment says, once: with its database, and with what it does in the
 * background (sealing the audit log, mails, streams, imports, exports, sweeps), which goes on until `close` or a signal.
 * Where a host stops its processes between requests, that work waits: run a `nextcrm start` on the same database beside.
 * The caller's address comes from `X-Forwarded-For` alone, as far as TRUSTED_PROXY_HOPS says. Throws a Refusal when
 * something stands in the way; the next call tries again.
 */
export function mounted(): Promise<Mounted> {
  once ??= open().catch((error: unknown) => {
    once = undefined;
    throw error;
  });
  return once;
}

async function open(): Promise<Mounted> {
  const config = loadConfig();
  const installation = await openInstallation(config);
  try {
    await prepareDatabase(installation);
    const application = await compose(groundOf(config, installation));
    installation.folder.announce(config.PUBLIC_URL);
    const link = await application.setupLink();
    if (link) console.log(`Open this link once to become the operator: ${link}`);
    const close = onlyOnce(async () => {
      application.quiesce();
      await application.drain();
      await installation.close();
      once = undefined;
    });
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => void close().finally(() => process.exit()));
    return { fetch: (request) => application.fetch(request, {}), close };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

function onlyOnce<T>(act: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => (begun ??= act());
}
