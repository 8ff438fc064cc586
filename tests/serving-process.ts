import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { locateData } from "../src/adapters/embedded-postgres-home.ts";
import { findPostmaster } from "../src/adapters/embedded-postgres-process.ts";
import { freePort } from "./free-port.ts";

/** The command line, as `node <program> <command>`. */
export const program = join(import.meta.dirname, "../src/cli.ts");

/** `nextcrm start` on a data folder of its own, with its embedded PostgreSQL. */
export interface ServingProcess {
  child: ChildProcess;
  origin: string;
  /** What commands beside it, on the same folder, are given as their environment. */
  environment: NodeJS.ProcessEnv;
  /** What it has written, to either stream. */
  said(): string;
  /** Sends the signal, and resolves once the process has ended. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Resolves once it serves; rejects where it ends before. */
export async function serveInProcess(folder: string, settings: Record<string, string>): Promise<ServingProcess> {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const environment = { PATH, HOME, NEXTCRM_DATA: folder, PORT: String(port), ...settings };
  const child = spawn(process.execPath, [program, "start"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  await new Promise<void>((ready, failed) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        written += text;
        if (written.includes("NextCRM is ready")) ready();
      });
    child.once("exit", () => failed(new Error(`The server ended before it served:\n${written}`)));
  });
  const stop = async (signal: NodeJS.Signals) => {
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  return { child, origin: `http://localhost:${port}`, environment, said: () => written, stop };
}

/** A killed server leaves its PostgreSQL running. */
export async function killDatabaseOf(folder: string): Promise<void> {
  const postmaster = findPostmaster(await locateData(folder));
  if (postmaster) process.kill(postmaster.pid, "SIGKILL");
}
