import { randomBytes, randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Refusal } from "../refusal.ts";

const marker = "nextcrm.json";
const lockFile = "lock";
const runningFile = "running.json";
const ours = new Set([marker, lockFile, `${lockFile}-journal`, runningFile, "lost+found"]);

/** The folder that holds everything an installation keeps, locked against a second process. */
export interface DataFolder {
  path: string;
  /** Stays with the folder when it moves. */
  id: string;
  /** Tells a second start and `doctor` where this process answers. */
  announce(address: string): void;
  unlock(): void;
}

export interface Running {
  pid: number;
  address?: string;
}

/**
 * Opens the data folder, or creates it, and holds it until `unlock` or the end of the process, a SIGKILL included.
 * Throws a Refusal when it is foreign, cannot be written, or is in use. A shared one is not locked: with a database
 * elsewhere several replicas keep their documents in one folder.
 */
export function openDataFolder(path: string, { shared = false } = {}): DataFolder {
  prepare(path);
  const unlock = shared ? () => undefined : lock(path);
  try {
    const announce = (address?: string) =>
      write(join(path, runningFile), JSON.stringify({ pid: process.pid, address }));
    announce();
    return { path, id: identify(path), announce, unlock };
  } catch (error) {
    unlock();
    throw unwritable(path, error);
  }
}

/** The process that holds the folder, or undefined. */
export function whoRuns(path: string): Running | undefined {
  if (!existsSync(join(path, lockFile))) return undefined;
  try {
    hold(path)();
    return undefined;
  } catch (error) {
    return isBusy(error) ? readRunning(path) : undefined;
  }
}

/** A random secret that is made once and kept in the data folder, readable by its owner only. */
export function keptSecret(folder: string, name: string): string {
  const path = join(folder, name);
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    const next = `${path}.${process.pid}`;
    writeFileSync(next, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    try {
      // A link, unlike a rename, leaves the secret of a process that was faster.
      linkSync(next, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(next);
    }
    return readFileSync(path, "utf8").trim();
  }
}

function prepare(path: string): void {
  try {
    makeFolder(path);
    const foreign = readdirSync(path).filter((name) => !ours.has(name));
    if (foreign.length > 0 && !isMarked(path)) {
      throw new Refusal(
        `The data folder ${path} holds other files (such as ${foreign[0]}) and nothing of NextCRM; set NEXTCRM_DATA to an empty folder.`,
      );
    }
    // As root PostgreSQL runs as another user, who must be able to pass through, not to look around.
    if (process.getuid?.() === 0) chmodSync(path, 0o711);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Node's own recursive creation never ends where a file system answers ENOENT to it, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function isMarked(path: string): boolean {
  try {
    return typeof readMarker(path).id === "string";
  } catch {
    return false;
  }
}

function readMarker(path: string): { id: string } {
  return JSON.parse(readFileSync(join(path, marker), "utf8"));
}

function identify(path: string): string {
  if (isMarked(path)) return readMarker(path).id;
  const id = randomUUID();
  write(join(path, marker), `${JSON.stringify({ id, createdAt: new Date().toISOString() })}\n`);
  return id;
}

function lock(path: string): () => void {
  try {
    const release = hold(path);
    return () => {
      rmSync(join(path, runningFile), { force: true });
      release();
    };
  } catch (error) {
    if (!isBusy(error)) throw unwritable(path, error);
    const { pid, address } = readRunning(path);
    const who = [pid && `process ${pid}`, address && `at ${address}`].filter(Boolean).join(", ");
    throw new Refusal(`NextCRM is already running on the data folder ${path}${who && ` (${who})`}.`, { cause: error });
  }
}

/** Whoever drops the DataFolder still holds it: collected as garbage, a database closes and its lock is gone. */
const held = new Set<DatabaseSync>();

/** SQLite takes a lock of the kernel's on the file, which dies with the process, unlike a file that names one. */
function hold(path: string): () => void {
  // Nobody else may open it, for whoever reads a file can lock it.
  if (!existsSync(join(path, lockFile))) closeSync(openSync(join(path, lockFile), "a", 0o600));
  const database = new DatabaseSync(join(path, lockFile), { timeout: 0 });
  try {
    database.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    database.close();
    throw error;
  }
  held.add(database);
  return () => {
    held.delete(database);
    database.close();
  };
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5;
}

function readRunning(path: string): Running {
  try {
    return JSON.parse(readFileSync(join(path, runningFile), "utf8"));
  } catch {
    return { pid: 0 };
  }
}

function write(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

function unwritable(path: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOTDIR" || code === "EEXIST")
    return new Refusal(`The data folder ${path} is not a folder; set NEXTCRM_DATA to one.`);
  return new Refusal(
    `The data folder ${path} cannot be written by ${userName()} (${code ?? message}); set NEXTCRM_DATA to a folder that can.`,
    {
      cause: error,
    },
  );
}

function userName(): string {
  try {
    return `the user ${userInfo().username}`;
  } catch {
    return `the user with the number ${process.getuid?.()}`;
  }
}
