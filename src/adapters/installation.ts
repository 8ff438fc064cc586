import pg from "pg";
import type { Config } from "../config.ts";
import { Refusal } from "../refusal.ts";
import { bootstrapRoles } from "./bootstrap-roles.ts";
import { withClient } from "./client.ts";
import { openDataFolder } from "./data-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { findEmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { assertMigrated, migrate } from "./migrate.ts";
import { assertSafeRoles } from "./safe-roles.ts";

/** How to reach the database, as the two whom it knows. */
export interface Access {
  /** What requests use: no grant of its own, one role per transaction. */
  serve: pg.ClientConfig;
  /** Trusted: creates roles and migrates. Absent where DATABASE_OWNER_URL is. */
  owner?: pg.ClientConfig;
}

export interface Installation extends Access {
  folder: DataFolder;
  /** Things worth saying at the first start. */
  notes: string[];
  /** Stops the embedded PostgreSQL and lets go of the data folder. Everything that uses them ends before. */
  close(): Promise<void>;
}

/**
 * Takes the data folder and makes its database reachable: the embedded PostgreSQL, or the one that DATABASE_URL
 * names. Throws a Refusal in one sentence for whatever stands in the way.
 */
export async function openInstallation(config: Config): Promise<Installation> {
  const folder = openDataFolder(config.NEXTCRM_DATA, { shared: config.DATABASE_URL !== undefined });
  try {
    if (config.DATABASE_URL) return { ...outsideAccess(config), folder, notes: [], close: async () => folder.unlock() };
    const { owner, serve, home, firstStart, watch, stop } = await startEmbeddedPostgres({ folder });
    watch();
    const elsewhere = firstStart && !home.folder.startsWith(folder.path);
    const close = async () => {
      await stop();
      folder.unlock();
    };
    return {
      owner,
      serve,
      folder,
      notes: elsewhere ? [whyElsewhere(home.folder, folder.path, home.runAs?.name)] : [],
      close,
    };
  } catch (error) {
    folder.unlock();
    throw error;
  }
}

/** The database as another process uses it now; undefined where the embedded one is not running. */
export async function findAccess(config: Config): Promise<Access | undefined> {
  return config.DATABASE_URL ? outsideAccess(config) : findEmbeddedPostgres(config.NEXTCRM_DATA);
}

/** Brings the database to what this program needs, or refuses one that it may not serve. Answers what was applied. */
export async function prepareDatabase({ serve, owner }: Access): Promise<string[]> {
  await reach(serve, owner);
  const { user = "", password } = serve;
  if (owner) await bootstrapRoles(owner, { user, ...(typeof password === "string" && { password }) }).catch(explain);
  const applied = owner ? await migrate(owner) : [];
  await assertSafeRoles(serve);
  if (!owner) await assertMigrated(serve);
  return applied;
}

function explain(error: Error & { code?: string }): never {
  const lacksRights = error.code === "42501";
  if (!lacksRights) throw error;
  throw new Refusal(
    `The login in DATABASE_OWNER_URL may not prepare the database (${error.message}); it needs CREATEROLE and the rights of the database's owner, or to be a superuser.`,
    { cause: error },
  );
}

/** Says in one sentence why a database cannot be reached. The serving login may not exist yet where the owner makes it. */
export async function reach(serve: pg.ClientConfig, owner?: pg.ClientConfig): Promise<void> {
  const setting = owner ? "DATABASE_OWNER_URL" : "DATABASE_URL";
  const target = owner ?? serve;
  try {
    await withClient(target, (client) => client.query("select 1"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = message || code;
    throw new Refusal(
      `The database ${target.database} at ${target.host}:${target.port} (${setting}) cannot be reached: ${reason}.`,
      { cause: error },
    );
  }
}

function outsideAccess({ DATABASE_URL, DATABASE_OWNER_URL }: Config): Access {
  return { serve: connectionOf(DATABASE_URL!), ...(DATABASE_OWNER_URL && { owner: connectionOf(DATABASE_OWNER_URL) }) };
}

/** The parts of a URL, which `pg` would otherwise prefer to whatever is set beside it. */
function connectionOf(url: string): pg.ClientConfig {
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url });
  return { host, port, user, database, ssl, ...(password && { password }) };
}

function whyElsewhere(home: string, folder: string, user = "PostgreSQL's user"): string {
  return `The database's files are in ${home}, because PostgreSQL does not run as root and ${user} cannot reach ${folder}.`;
}
