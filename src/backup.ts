import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, readdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { copyTree } from "./adapters/copy-tree.ts";
import { backUpDatabase } from "./adapters/embedded-postgres-backup.ts";
import { findHome, locateData, makePrivate } from "./adapters/embedded-postgres-home.ts";
import type { Connection } from "./adapters/embedded-postgres.ts";
import { withDatabase } from "./commands.ts";
import { loadConfig, ownStamp, projectRoot } from "./config.ts";
import { newId } from "./identifier.ts";
import { Refusal, UsageError } from "./refusal.ts";

const described = "backup.json";
const marker = "nextcrm.json";
/** What belongs to the machine and to the moment. The database is copied by itself. */
const notCopied =
  /^(?:postgres(?:\/.*)?|postgres-location|lock(?:-journal)?|running\.json|last-backup|restored\.json)$/;
const usualName = /^nextcrm-\d{8}T\d{6}Z$/;
const unfinished = ".unfinished";

/** `nextcrm backup` */
export async function backup(folder: string, { keep }: { keep?: unknown }): Promise<void> {
  const kept = keep === undefined ? Number.POSITIVE_INFINITY : Number(keep);
  if (!(kept >= 1)) throw new UsageError("--keep takes how many backups are kept, 1 or more.");
  const config = loadConfig();
  if (config.DATABASE_URL)
    throw new Refusal(
      `The database is one of yours (DATABASE_URL): back it up with pg_dump or pg_basebackup first, then copy ${config.NEXTCRM_DATA}, which has the documents and secrets.`,
    );
  await demandOutside(folder, config.NEXTCRM_DATA);
  const takenAt = new Date();
  const place = join(resolve(folder), `nextcrm-${takenAt.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`);
  const copied = await withDatabase(config, ({ owner }) =>
    backUp(owner as Connection, config.NEXTCRM_DATA, place, takenAt).catch(explain),
  );
  const stamps = [ownStamp(config), ...(config.BACKUP_STAMP === undefined ? [] : [config.BACKUP_STAMP])];
  for (const stamp of stamps) await writeFile(stamp, `${JSON.stringify({ takenAt, place })}\n`);
  await removeOlder(dirname(place), kept);
  console.log(`${place}: ${copied.files} files, ${Math.ceil(copied.bytes / 2 ** 20)} MiB.`);
}

/** A copy within what is copied would be copied into itself, until the disk is full. */
async function demandOutside(folder: string, data: string): Promise<void> {
  const way = relative(await realOf(resolve(data)), await realOf(resolve(folder)));
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return;
  throw new Refusal(`${folder} lies in the data folder, ${data}: keep backups outside of it, best on another disk.`);
}

/** Without symbolic links, as far as there is something. */
async function realOf(path: string): Promise<string> {
  const above = dirname(path);
  return realpath(path).catch(async () => (above === path ? path : join(await realOf(above), basename(path))));
}

async function backUp(owner: Connection, data: string, place: string, takenAt: Date) {
  const half = `${place}${unfinished}`;
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  await mkdir(half, { mode: 0o700 });
  try {
    // What was signed last before the database, so that this does not promise more than that has; documents behind it,
    // so that none is missing of which the database knows.
    const witness = "audit-witness";
    const first = await copyTree(join(data, witness), join(half, witness));
    const second = await backUpDatabase(owner, await locateData(data), join(half, "postgres/data"));
    const isCopied = (path: string) => path === witness || path.startsWith(`${witness}/`);
    const third = await copyTree(data, half, { skip: (path) => notCopied.test(path) || isCopied(path) });
    await writeFile(join(half, described), `${JSON.stringify({ takenAt, version: await programVersion() })}\n`);
    await promisify(execFile)("sync", ["-f", half]).catch(() => undefined);
    await rename(half, place);
    return { files: first.files + second.files + third.files, bytes: first.bytes + second.bytes + third.bytes };
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    throw error;
  }
}

/** Of the backups in a folder the newest stay, and of those that were killed halfway nothing. */
async function removeOlder(folder: string, kept: number): Promise<void> {
  const names = await readdir(folder);
  const whole = names.filter((name) => usualName.test(name)).toSorted();
  const halves = names.filter((name) => name.endsWith(unfinished) && usualName.test(name.slice(0, -unfinished.length)));
  const older = Number.isFinite(kept) ? whole.slice(0, -kept) : [];
  for (const name of [...older, ...halves]) await rm(join(folder, name), { recursive: true });
}

/** `nextcrm restore` */
export async function restore(backupFolder: string): Promise<void> {
  const config = loadConfig();
  const from = resolve(backupFolder);
  if (config.DATABASE_URL)
    throw new Refusal("DATABASE_URL is set: this restores an installation with a database of its own.");
  const taken = await readJson<{ takenAt: string }>(join(from, described));
  const was = await readJson<{ id: string }>(join(from, marker));
  if (!taken || !was) throw new Refusal(`${from} is no backup that \`nextcrm backup\` finished.`);
  const data = config.NEXTCRM_DATA;
  await demandEmpty(data);
  await copyTree(from, data, { skip: (path) => notCopied.test(path) || path === described || path === marker });
  // Of its own, since where it came from may still be there, on this machine too.
  const id = randomUUID();
  // As at a start: PostgreSQL's user passes through to what is in it, else the database would be kept elsewhere.
  if (process.getuid?.() === 0) await chmod(data, 0o711);
  const home = await findHome(data, id);
  await demandEmpty(home.data);
  const half = await makePrivate(`${home.data}${unfinished}`, home.runAs);
  await copyTree(join(from, "postgres/data"), half, home.runAs && { owner: home.runAs });
  await rm(home.data, { recursive: true, force: true });
  await rename(half, home.data);
  await writeFile(join(data, "restored.json"), JSON.stringify({ eventId: newId(), takenAt: taken.takenAt }));
  // Without it nothing starts here: a restore that was stopped halfway is not taken for whole.
  await writeFile(join(data, marker), `${JSON.stringify({ ...was, id })}\n`, { mode: 0o600 });
  console.log(`${data} is what it was at ${taken.takenAt}. Start it with \`npm start\`.`);
}

async function demandEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > 0) throw new Refusal(`${folder} is not empty; move it away first.`);
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}

async function programVersion(): Promise<string> {
  return (await readJson<{ version: string }>(join(projectRoot, "package.json")))!.version;
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code === "ENOSPC")
    throw new Refusal("There is no space left for the backup; nothing of it stays.", { cause: error });
  if (error.code === "EEXIST") throw new Refusal("Another backup was begun in the same second.", { cause: error });
  throw error;
}
