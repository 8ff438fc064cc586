import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { projectRoot } from "../src/config.ts";
import { policyNames } from "../src/limits/policies.ts";

/** The product as users run it: a process of its own, on the embedded PostgreSQL, in a folder that goes away. */
export interface Product {
  url: string;
  /** Of the process that runs now. */
  readonly pid: number;
  dataFolder: string;
  organizationId: string;
  /** An API key with the role admin. */
  key: string;
  /** Trusted, for filling tables without the product. */
  owner: Connection;
  /** Ends the process and starts another one on the same data: it remembers nothing. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Of the person who set the product up. */
export const credentials = { email: "bench@example.test", password: "a password of benchmarks" };

/** What the environment says to a product that is measured: limits that never bind, and nobody needed to set it up. */
export function environmentOf(dataFolder: string, port: number): NodeJS.ProcessEnv {
  const limits = Object.fromEntries(policyNames.map((name) => [name, { limit: 1_000_000, windowSeconds: 1 }]));
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NEXTCRM_DATA: dataFolder,
    PORT: String(port),
    HOST: "127.0.0.1",
    PUBLIC_URL: `http://localhost:${port}`,
    LIMITS: JSON.stringify(limits),
    LOG_LEVEL: "warn",
    NEXTCRM_ADMIN_EMAIL: credentials.email,
    NEXTCRM_ADMIN_PASSWORD: credentials.password,
    NEXTCRM_ORGANIZATION: "Bench",
  };
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "nextcrm-bench-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the product and makes an API key. BENCH_PROFILE names a folder for a CPU profile of the server. */
export async function startProduct(port = 4801, settings: NodeJS.ProcessEnv = {}): Promise<Product> {
  const folder = temporaryFolder();
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const start = () =>
    spawn(process.execPath, [...profile, "src/cli.ts", "start"], {
      cwd: projectRoot,
      env: { ...environmentOf(folder.path, port), ...settings },
      stdio: ["ignore", "ignore", "inherit"],
    });
  let child = start();
  const stop = async () => {
    await end(child);
    folder.remove();
  };
  try {
    const url = `http://localhost:${port}`;
    await answering(url, child);
    const access = await makeKey(url);
    const owner = (await findEmbeddedPostgres(folder.path))!.owner;
    const restart = async () => {
      await end(child);
      child = start();
      await answering(url, child);
    };
    return {
      url,
      get pid() {
        return child.pid!;
      },
      dataFolder: folder.path,
      owner,
      ...access,
      restart,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when the product answers a request; rejects when it ended instead. */
export async function answering(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/api/livez`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(5);
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** The header field that makes a request the set-up person's. */
async function sessionCookie(url: string): Promise<string> {
  const answer = await post(url, "/api/auth/sign-in/email", credentials);
  return answer.headers
    .getSetCookie()
    .map((one) => one.slice(0, one.indexOf(";")))
    .join("; ");
}

export async function oneContact({ url, key }: Product): Promise<string> {
  const answer = await fetch(`${url}/api/contacts?limit=1`, { headers: { authorization: `Bearer ${key}` } });
  const { data } = (await answer.json()) as { data: { id: string }[] };
  return data[0]!.id;
}

async function post(url: string, path: string, body: object, cookie?: string): Promise<Response> {
  const headers = { "content-type": "application/json", origin: url, ...(cookie && { cookie }) };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

async function makeKey(url: string): Promise<{ key: string; organizationId: string }> {
  const cookie = await sessionCookie(url);
  const made = await post(url, "/api/organization/api-keys", { name: "bench", role: "admin" }, cookie);
  const { key } = (await made.json()) as { key: string };
  const { id } = (await (await fetch(`${url}/api/organization`, { headers: { cookie } })).json()) as { id: string };
  return { key, organizationId: id };
}
