import { findAccess, openInstallation, prepareDatabase } from "./adapters/installation.ts";
import type { Access } from "./adapters/installation.ts";
import { keptSecret, whoRuns } from "./adapters/data-folder.ts";
import type { Application } from "./compose.ts";
import { loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { Refusal } from "./refusal.ts";

/** `nextcrm migrate` */
export async function migrateDatabase(): Promise<void> {
  const config = loadConfig();
  await withDatabase(config, async (access) => {
    const applied = await prepareDatabase(access);
    console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
  });
}

/** `nextcrm demo` */
export async function addDemo(): Promise<void> {
  await withApplication(async (application) => console.log(await application.fillDemo()));
}

/** `nextcrm user promote` */
export async function promoteUser(email: string): Promise<void> {
  await withApplication(async (application) => {
    if (!(await application.promote(email))) throw new Refusal(`There is no user with the email address ${email}.`);
    console.log(`${email} is an operator now.`);
  });
}

/** `nextcrm user reset-two-factor` */
export async function resetTwoFactor(email: string): Promise<void> {
  await withApplication(async (application) => {
    const done = await application.resetTwoFactor(email);
    if (done === "no such person") throw new Refusal(`There is no user with the email address ${email}.`);
    if (done === "had none") console.log(`${email} has no two-factor authentication.`);
    else console.log(`${email} has no second factor any more, is signed out everywhere, and is told by mail.`);
  });
}

async function withApplication(body: (application: Application) => Promise<void>): Promise<void> {
  const config = loadConfig();
  await withDatabase(config, async (access) => {
    await prepareDatabase(access);
    const { compose } = await import("./compose.ts");
    const authSecret = config.AUTH_SECRET ?? keptSecret(config.NEXTCRM_DATA, "auth-secret");
    const auditSecret = config.AUDIT_SIGNING_KEY ?? keptSecret(config.NEXTCRM_DATA, "audit-signing-key");
    const application = await compose({
      config,
      database: access.serve,
      dataFolder: config.NEXTCRM_DATA,
      authSecret,
      auditSecret,
    });
    try {
      await body(application);
    } finally {
      await application.drain();
    }
  });
}

/** The database of a server that is running, or one that is started for the occasion. */
export async function withDatabase<T>(config: Config, body: (access: Access) => Promise<T>): Promise<T> {
  const running = !config.DATABASE_URL && whoRuns(config.NEXTCRM_DATA) ? await findAccess(config) : undefined;
  if (running) return body(running);
  const installation = await openInstallation(config);
  try {
    return await body(installation);
  } finally {
    await installation.close();
  }
}
