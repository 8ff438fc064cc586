import { spawn } from "node:child_process";
import { chmod, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { Refusal } from "../refusal.ts";
import { findEngine, installEngine, removeOtherEngines } from "./embedded-postgres-engine.ts";
import { findHome, locateData, makePrivate, makeSocketFolder } from "./embedded-postgres-home.ts";
import type { PostgresHome } from "./embedded-postgres-home.ts";
import { findPostmaster, launch, shutDown, superviseServer } from "./embedded-postgres-process.ts";
import type { Postmaster } from "./embedded-postgres-process.ts";
import {
  configuration,
  hostBasedAuthentication,
  serveLogin,
  superuser,
  userNameMap,
} from "./embedded-postgres-settings.ts";

/** How to connect, in the words of `pg`. */
export interface Connection {
  host: string;
  port?: number;
  user: string;
  database: string;
  password?: string;
}

export interface EmbeddedPostgres {
  /** Trusted: creates roles and migrates. */
  owner: Connection;
  /** What requests use. */
  serve: Connection;
  /** Where PostgreSQL's files are, and why not in the data folder. */
  home: PostgresHome;
  firstStart: boolean;
  /** From now on starts the server again should it end by itself. */
  watch: () => void;
  stop: () => Promise<void>;
}

interface Options {
  /** An open data folder. Whoever calls holds its lock: two callers would stop each other's server. */
  folder: { path: string; id: string };
  /** False for tests: a crash may lose the data. */
  durable?: boolean;
}

const database = "nextcrm";
const logLimitBytes = 10 * 2 ** 20;

/**
 * Starts PostgreSQL on the data folder, creating its cluster at first, or adopts one that outlived its program.
 * After a crash it recovers by itself. Throws a Refusal when this machine cannot run it.
 */
export async function startEmbeddedPostgres({ folder, durable = true }: Options): Promise<EmbeddedPostgres> {
  const source = await findEngine();
  const home = await findHome(folder.path, folder.id);
  const engine = await installEngine(source, home.folder);
  const firstStart = await initialise(engine, home, durable);
  await refuseOtherMajor(home, source.version);
  const server = await superviseServer(() => ensureRunning(engine, home, folder.id, durable), home.data);
  await removeOtherEngines(home.folder, engine);
  const { owner, serve } = connectionsOf(server.first);
  await createDatabase(owner);
  const stop = async () => {
    await server.stop();
    if (!owner.host.startsWith(home.folder)) await rm(owner.host, { recursive: true, force: true });
  };
  return { owner, serve, home, firstStart, watch: server.watch, stop };
}

/** The connections of a server that is running on the data folder, for a command beside it. */
export async function findEmbeddedPostgres(
  folder: string,
): Promise<{ owner: Connection; serve: Connection } | undefined> {
  const postmaster = findPostmaster(await locateData(folder));
  return postmaster?.ready ? connectionsOf(postmaster) : undefined;
}

function connectionsOf({ sockets }: Postmaster): { owner: Connection; serve: Connection } {
  const owner = { host: sockets, port: 5432, user: superuser, database };
  return { owner, serve: { ...owner, user: serveLogin } };
}

/** Creates the cluster beside its place and moves it there, so that a half-made one is never taken for whole. */
async function initialise(engine: string, home: PostgresHome, durable: boolean): Promise<boolean> {
  if (await exists(join(home.data, "PG_VERSION"))) return false;
  const unfinished = `${home.data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await makePrivate(unfinished, home.runAs);
  let failure = "";
  // The C library classifies letters for pg_trgm: under plain C every letter beyond ASCII would be lost to search.
  for (const ctype of ["C.UTF-8", "en_US.UTF-8", "UTF-8"]) {
    const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", `--lc-ctype=${ctype}`];
    const args = ["-D", unfinished, "-U", superuser, "--encoding=UTF8", "--auth=peer", "--no-instructions", ...locale];
    failure = await run(join(engine, "bin/initdb"), durable ? args : [...args, "--no-sync"], home);
    if (failure === "") break;
  }
  if (failure) throw new Refusal(`The embedded PostgreSQL could not create its files in ${home.folder}: ${failure}`);
  await rm(home.data, { recursive: true, force: true });
  await rename(unfinished, home.data);
  return true;
}

async function refuseOtherMajor(home: PostgresHome, version: string): Promise<void> {
  const found = (await readFile(join(home.data, "PG_VERSION"), "utf8")).trim();
  const [carried] = version.split(".");
  if (found === carried) return;
  throw new Refusal(
    `The data in ${home.data} is PostgreSQL ${found}'s and this program carries PostgreSQL ${carried}; start the version of NextCRM that wrote it, export, and import here.`,
  );
}

async function ensureRunning(engine: string, home: PostgresHome, id: string, durable: boolean): Promise<Postmaster> {
  const program = join(engine, "bin/postgres");
  const configFile = join(home.folder, "postgresql.conf");
  const orphan = findPostmaster(home.data);
  const sockets = await makeSocketFolder(home, id);
  const changed = await writeSettings(home, configFile, sockets, durable);
  if (orphan) {
    const same =
      !changed &&
      orphan.sockets === sockets &&
      (await readFile(join(home.data, "postmaster.opts"), "utf8")).startsWith(program);
    if (same && (await isHealthy(sockets))) return orphan;
    await shutDown(orphan.pid, home.data);
  }
  const logFile = join(home.folder, "postgres.log");
  await rotate(logFile);
  const args = ["-D", home.data, "-c", `config_file=${configFile}`];
  return launch({ program, args, logFile, sockets, ...(home.runAs && { runAs: home.runAs }) }, home.data);
}

/** Whether anything differs from what a running server was started with. */
async function writeSettings(
  home: PostgresHome,
  configFile: string,
  sockets: string,
  durable: boolean,
): Promise<boolean> {
  const file = (name: string) => join(home.folder, name);
  const [hbaFile, identFile, localFile] = [file("pg_hba.conf"), file("pg_ident.conf"), file("postgresql.local.conf")];
  const texts: [string, string][] = [
    [configFile, configuration({ sockets, hbaFile, identFile, localFile, durable })],
    [hbaFile, hostBasedAuthentication],
    [identFile, userNameMap()],
  ];
  let changed = false;
  for (const [path, text] of texts) {
    if ((await readFile(path, "utf8").catch(() => "")) === text) continue;
    changed = true;
    await writeFile(path, text);
    await chmod(path, 0o644);
  }
  return changed;
}

/** Ends what the former program left running, its locks included. */
async function isHealthy(host: string): Promise<boolean> {
  try {
    await asSuperuser({ host, port: 5432, user: superuser, database: "postgres" }, (client) =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
      ),
    );
    return true;
  } catch {
    return false;
  }
}

async function createDatabase(owner: Connection): Promise<void> {
  await asSuperuser({ ...owner, database: "postgres" }, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [owner.database]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(owner.database)}`);
  });
}

async function asSuperuser<T>(connection: Connection, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(logFile, `${logFile}.1`);
  await (await open(logFile, "a", 0o600)).close();
}

/** Runs to the end; answers what it complained of, nothing when it went well. */
function run(program: string, args: string[], { runAs }: PostgresHome): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", (error) => resolve(`${error.message}${runAs ? ` (as ${runAs.name})` : ""}`));
    child.once("close", (code) =>
      resolve(code === 0 ? "" : said.trim().split("\n").at(0) || `initdb ended with ${code}`),
    );
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
