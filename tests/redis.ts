import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { freePort } from "./free-port.ts";

/** A Redis of one's own, which may be stopped, paused and started again on the same port. */
export interface OwnRedis {
  url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Started again it is empty: nothing is kept on disk. */
  start(): Promise<void>;
  /** Accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
}

export async function ownRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let server: ReturnType<typeof spawn>;
  const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const start = async () => {
    server = spawn("redis-server", options.map(String), { stdio: "ignore" });
    await answers(url);
  };
  const kill = () =>
    new Promise<void>((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once("exit", () => resolve());
      server.kill("SIGKILL");
    });
  process.once("exit", () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { url, kill, start, pause: () => void server.kill("SIGSTOP"), resume: () => void server.kill("SIGCONT") };
}

async function answers(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: () => 20 } });
  client.on("error", () => undefined);
  await client.connect();
  await client.ping();
  client.destroy();
}
