import { existsSync } from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { projectRoot, proxyWarning, transportWarning } from "../config.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../refusal.ts";
import { withClient } from "./client.ts";
import { openDataFolder, whoRuns } from "./data-folder.ts";
import { findAccess, reach } from "./installation.ts";
import type { Access } from "./installation.ts";
import { assertMigrated } from "./migrate.ts";
import { lookAtRedis } from "./redis-limiter.ts";
import { assertSafeRoles } from "./safe-roles.ts";
import { lookAtSigningKey, lookAtSigningSecret } from "./signing-key-checks.ts";

/** One thing that was looked at, and what was found: what is well, or what is wrong and what to do. */
export interface Finding {
  name: string;
  well: boolean;
  found: string;
}

/** Throws a Refusal that says what is wrong and what to do. */
interface Check {
  name: string;
  look(): Promise<string>;
}

/** Looks at the installation that these settings describe, one thing after the other. Changes nothing, and starts nothing. */
export async function* examine(config: Config): AsyncGenerator<Finding> {
  for (const { name, look } of await checksOf(config)) {
    try {
      yield { name, well: true, found: await look() };
    } catch (error) {
      yield { name, well: false, found: (error as Error).message };
    }
  }
}

async function checksOf(config: Config): Promise<Check[]> {
  const running = whoRuns(config.NEXTCRM_DATA);
  const access = running || config.DATABASE_URL ? await findAccess(config) : undefined;
  return [
    { name: "Program", look: async () => `Node ${process.versions.node} on ${process.platform}-${process.arch}` },
    { name: "Web app", look: async () => lookAtWebApp() },
    { name: "Data folder", look: async () => lookAtDataFolder(config, running) },
    { name: "Signing secret", look: async () => lookAtSigningSecret(config) },
    ...(access
      ? databaseChecks(access, config)
      : [{ name: "Database", look: async () => "embedded, not running; `npm start` starts it" }]),
    { name: "Address", look: async () => lookAtAddress(config, running !== undefined) },
    { name: "Limits", look: () => lookAtLimits(config) },
    { name: "Mail", look: async () => lookAtMail(config) },
  ];
}

function databaseChecks(access: Access, config: Config): Check[] {
  const { serve, owner } = access;
  return [
    {
      name: "Database",
      look: async () => {
        await reach(serve);
        return withClient(
          serve,
          async (client) => `${(await client.query("select version() as version")).rows[0].version}`,
        );
      },
    },
    {
      name: "Roles",
      look: () => assertSafeRoles(serve).then(() => "the serving login can do nothing without taking a role"),
    },
    { name: "Schema", look: () => assertMigrated(serve).then(() => "up to date") },
    { name: "Key of the audit log", look: () => lookAtSigningKey(config, serve) },
    ...(owner
      ? [{ name: "Owner", look: () => reach(serve, owner).then(() => "can be reached, so a start migrates") }]
      : []),
  ];
}

function lookAtWebApp(): string {
  if (!existsSync(`${projectRoot}/dist/web/index.html`)) throw new Refusal("It is not built; run `npm run build`.");
  return "built";
}

function lookAtDataFolder({ NEXTCRM_DATA }: Config, running: { pid: number; address?: string } | undefined): string {
  if (running)
    return `${NEXTCRM_DATA}, in use by process ${running.pid}${running.address ? ` at ${running.address}` : ""}`;
  if (!existsSync(NEXTCRM_DATA)) return `${NEXTCRM_DATA}, which the first start creates`;
  openDataFolder(NEXTCRM_DATA).unlock();
  return `${NEXTCRM_DATA}, which can be written`;
}

async function lookAtAddress(config: Config, isRunning: boolean): Promise<string> {
  const warning = transportWarning(config) ?? proxyWarning(config);
  if (warning) throw new Refusal(warning);
  const taken = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(true));
    probe.listen({ port: config.PORT, ...(config.HOST && { host: config.HOST }) }, () =>
      probe.close(() => resolve(false)),
    );
  });
  if (taken && !isRunning && !config.DATABASE_URL)
    throw new Refusal(`The port ${config.PORT} is in use by another program; stop it or set PORT to another.`);
  return `${config.PUBLIC_URL}, port ${config.PORT} ${taken ? "is being served" : "is free"}`;
}

async function lookAtLimits({ REDIS_URL: url }: Config): Promise<string> {
  if (url === undefined) return "each process counts by itself; set REDIS_URL where there are several";
  const { evicts, version } = await lookAtRedis(url);
  if (evicts)
    throw new Refusal(`Redis forgets keys when its memory is full (maxmemory-policy ${evicts}); set it to noeviction.`);
  return `shared in Redis ${version}`;
}

async function lookAtMail({ SMTP_URL, NEXTCRM_DATA }: Config): Promise<string> {
  if (!SMTP_URL)
    return `no SMTP_URL, so mails become files in ${join(NEXTCRM_DATA, "outbox")} and nobody has to verify an address`;
  const { hostname, port, protocol } = new URL(SMTP_URL);
  const number = Number(port) || (protocol === "smtps:" ? 465 : 587);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: number, timeout: 5000 }, () => resolve(void socket.end()));
    socket.once("timeout", () => socket.destroy(new Error("no answer in five seconds")));
    socket.once("error", (error) =>
      reject(new Refusal(`${hostname}:${number} (SMTP_URL) cannot be reached: ${error.message}.`)),
    );
  });
  return `${hostname}:${number} answers`;
}
