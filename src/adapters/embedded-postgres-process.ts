import { spawn } from "node:child_process";
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../refusal.ts";
import type { RunAs } from "./embedded-postgres-home.ts";

/** What PostgreSQL writes into postmaster.pid about itself. */
export interface Postmaster {
  pid: number;
  sockets: string;
  ready: boolean;
}

export interface Invocation {
  program: string;
  args: string[];
  runAs?: RunAs;
  logFile: string;
  /** Where its socket is to be, and nobody else's. */
  sockets: string;
}

const socketFiles = [".s.PGSQL.5432", ".s.PGSQL.5432.lock"];
const patienceMs = 60_000;

/** The server that runs on this data, whoever started it. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readLines(`${data}/postmaster.pid`);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid < 2 || !worksIn(pid, data)) return undefined;
  return { pid, sockets: lines[4] ?? "", ready: lines[7]?.trim() === "ready" };
}

/** Starts the server in a session of its own, so that neither Ctrl-C nor our death reaches it, and waits until it answers. */
export async function launch(invocation: Invocation, data: string): Promise<Postmaster> {
  const until = Date.now() + patienceMs;
  for (;;) {
    disarmStalePid(data);
    // A killed server's lock on its socket names a number that a zombie or a stranger may bear.
    for (const name of socketFiles) rmSync(`${invocation.sockets}/${name}`, { force: true });
    const started = await tryLaunch(invocation, data, until);
    if (started) return started;
    const reason = await lastWords(invocation.logFile);
    if (!reason.includes("shared memory block") || Date.now() > until) {
      throw new Refusal(`The embedded PostgreSQL did not start: ${reason} (${invocation.logFile} tells more).`);
    }
    // Backends of a killed server still run: nobody can be using them, and PostgreSQL waits for their end.
    for (const pid of processesIn(data)) signal(pid, "SIGKILL");
    await delay(100);
  }
}

/** A server that, once watched, is started again should it ever end by itself. */
export async function superviseServer(start: () => Promise<Postmaster>, data: string) {
  const first = await start();
  let current = Promise.resolve(first);
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    current = current.then((known) => (worksIn(known.pid, data) ? known : start().catch(() => known)));
  };
  const stop = async () => {
    clearInterval(timer);
    await shutDown((await current).pid, data);
  };
  return { first, watch: () => void (timer ??= setInterval(look, 1000).unref()), stop };
}

/** Fast shutdown: open transactions roll back, everything is on disk. */
export async function shutDown(pid: number, data: string): Promise<void> {
  signal(pid, "SIGINT");
  const until = Date.now() + patienceMs;
  while (worksIn(pid, data)) {
    if (Date.now() > until) signal(pid, "SIGQUIT");
    await delay(10);
  }
}

async function tryLaunch({ program, args, runAs, logFile }: Invocation, data: string, until: number) {
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(program, args, {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
  });
  closeSync(log);
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, by) => (ended = `ended with ${code ?? by}`));
  while (ended === undefined && Date.now() < until) {
    const found = findPostmaster(data);
    if (found?.pid === child.pid && found?.ready) {
      child.removeAllListeners();
      child.unref();
      return found;
    }
    await delay(5);
  }
  if (child.pid === undefined)
    throw new Refusal(`The embedded PostgreSQL cannot be run${runAs ? ` as ${runAs.name}` : ""}: ${ended}.`);
  if (ended === undefined) child.kill("SIGQUIT");
  return undefined;
}

/**
 * After a crash or in a restarted container the number in postmaster.pid may be another process's, and PostgreSQL
 * would refuse. Our own number in its place says "stale" and keeps its check for surviving backends.
 */
function disarmStalePid(data: string): void {
  const path = `${data}/postmaster.pid`;
  const lines = readLines(path);
  if (lines.length < 2 || findPostmaster(data) !== undefined) return;
  // The folder is another user's: as root, never through a link.
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  writeFileSync(file, [process.pid, ...lines.slice(1)].join("\n"));
  closeSync(file);
}

/** A server's working directory is its data. Elsewhere than on Linux a living process has to do. */
function worksIn(pid: number, data: string): boolean {
  if (process.platform !== "linux") return signal(pid, 0);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

function processesIn(data: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 1 && worksIn(pid, data));
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

async function lastWords(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  const fatal = lines.findLast((line) => line.includes("FATAL:")) ?? lines.at(-1) ?? "";
  return fatal.replace(/^.*?(FATAL|PANIC):\s*/, "") || "it ended without a word";
}
