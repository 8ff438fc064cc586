import { chmod, chown, lstat, mkdir, mkdtemp, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { Refusal } from "../refusal.ts";

/** The user that PostgreSQL runs as when the program is root, which PostgreSQL refuses to be. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

/** Where an installation's PostgreSQL lives, and as whom. */
export interface PostgresHome {
  folder: string;
  data: string;
  runAs?: RunAs;
}

const elsewhere = "/var/lib/nextcrm";
const pointer = "postgres-location";
/** A path to a socket has 103 bytes on macOS and 107 on Linux; `/.s.PGSQL.5432` takes 14 of them. */
const longestSocketFolder = 88;

/**
 * `postgres/` in the data folder; for root, when the other user cannot reach that (a clone in /root), a folder
 * under /var/lib that the data folder points to.
 */
export async function findHome(dataFolder: string, id: string): Promise<PostgresHome> {
  const told = await readPointer(dataFolder);
  let folder = told ?? join(await realpath(dataFolder), "postgres");
  const runAs = process.getuid?.() === 0 ? await chooseUser(join(folder, "data")) : undefined;
  if (runAs && !told && !(await reaches(runAs, dataFolder))) {
    folder = join(elsewhere, id);
    await mkdir(elsewhere, { recursive: true });
    await chmod(elsewhere, 0o711);
    await writeFile(join(dataFolder, pointer), `${folder}\n`);
  }
  await mkdir(folder, { recursive: true });
  // Others may pass through to what is theirs; as root the engine and the settings stay root's.
  await chmod(folder, runAs ? 0o711 : 0o700);
  return { folder, data: join(folder, "data"), ...(runAs && { runAs }) };
}

/** Where the data of an installation are, whether or not anything is there. */
export async function locateData(dataFolder: string): Promise<string> {
  return join((await readPointer(dataFolder)) ?? join(dataFolder, "postgres"), "data");
}

async function readPointer(dataFolder: string): Promise<string | undefined> {
  const text = await readFile(join(dataFolder, pointer), "utf8").catch(() => "");
  return text.trim() || undefined;
}

/** A folder that only PostgreSQL's user and the program can enter, with a path short enough for a socket. */
export async function makeSocketFolder(home: PostgresHome, id: string): Promise<string> {
  const beside = join(home.folder, "run");
  // PostgreSQL reads the setting as a list, with commas and quotes of its own.
  const isPlain = /^[\w./ -]+$/.test(beside) && Buffer.byteLength(beside) <= longestSocketFolder;
  if (isPlain) return makePrivate(beside, home.runAs);
  const base = home.runAs ? "/tmp" : tmpdir();
  const known = join(base, `nextcrm-${id.slice(0, 8)}`);
  try {
    return await makePrivate(known, home.runAs);
  } catch {
    // Somebody else took the name; a fresh one cannot be taken.
    return makePrivate(await mkdtemp(join(base, "nextcrm-")), home.runAs);
  }
}

/** Creates a folder of mode 0700 for PostgreSQL's user, or accepts one that is just so. */
export async function makePrivate(path: string, runAs: RunAs | undefined): Promise<string> {
  const uid = runAs?.uid ?? userInfo().uid;
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(path);
  const mine = found.uid === uid || (runAs !== undefined && found.uid === 0);
  if (!found.isDirectory() || !mine || (found.mode & 0o077) !== 0) throw new Error(`${path} belongs to somebody else`);
  if (runAs && found.uid !== runAs.uid) await chown(path, runAs.uid, runAs.gid);
  return path;
}

/** Whose data it already is; else a user of our own if the machine has one, PostgreSQL's, or nobody. */
async function chooseUser(data: string): Promise<RunAs> {
  const users = parseUsers(await readFile("/etc/passwd", "utf8").catch(() => ""));
  const owner = await stat(data).then(
    (found) => found.uid,
    () => undefined,
  );
  const chosen =
    owner === undefined
      ? ["nextcrm", "postgres", "nobody"].map((name) => users.find((user) => user.name === name)).find(Boolean)
      : users.find((user) => user.uid === owner);
  if (!chosen || chosen.uid === 0) {
    throw new Refusal(
      "PostgreSQL does not run as root and this machine has no user nextcrm, postgres or nobody; start as an ordinary user or set DATABASE_URL.",
    );
  }
  return chosen;
}

function parseUsers(passwd: string): RunAs[] {
  return passwd
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: String(name), uid: Number(uid), gid: Number(gid) }));
}

/** Whether the user may pass through every folder above and including `path`. */
async function reaches(user: RunAs, path: string): Promise<boolean> {
  const { uid, gid, mode } = await stat(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const real = await realpath(path);
  return dirname(real) === real || reaches(user, dirname(real));
}
