import { fork } from "node:child_process";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { loadavg } from "node:os";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Findings } from "./claim.ts";

const rounds = quick ? 2 : 15;
const requests = quick ? 500 : 8_000;
const connections = 8;
const places = [
  { path: "/without", name: "none", most: 1 },
  { path: "/memory", name: "memory", most: 1.25 },
  { path: "/redis", name: "Redis", most: 2 },
] as const;

/** What a limiter adds to a request: the same handler without, with buckets in memory and with them in Redis, in turns. */
export async function addedToRequest(redisUrl: string): Promise<Findings> {
  const server = fork(join(import.meta.dirname, "limited-server.ts"), {
    env: { ...process.env, REDIS_URL: redisUrl },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("message", (message) => resolve((message as { port: number }).port));
    server.once("exit", (code) => reject(new Error(`The server ended with ${code}`)));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = (path: string) => askOnce(agent, port, path);
  const found = places.map((place) => ({ ...place, middles: [] as number[], tails: [] as number[] }));
  for (const { path } of found) await waitsOf(ask, path, requests / 4);
  for (let round = 0; round < rounds; round++)
    for (const { path, middles, tails } of found) {
      const waits = await waitsOf(ask, path, requests);
      middles.push(quantile(waits, 0.5));
      tails.push(quantile(waits, 0.99));
    }
  agent.destroy();
  server.disconnect();
  const [without] = found.map(({ tails }) => median(tails));
  return {
    rows: found.map(({ name, middles, tails }) => ({
      limiter: name,
      "p50 ms": rounded(median(middles), 3),
      "p99 ms": rounded(median(tails), 3),
      "p99 to none": rounded(median(tails) / without!, 2),
      load: rounded(loadavg()[0]!),
    })),
    verdicts: found.slice(1).map(({ name, tails, most }) => ({
      what: `p99 of a request, limited in ${name} to not limited, ${connections} connections`,
      measured: (median(tails) / without!).toFixed(2),
      target: `at most ${most}`,
      kept: median(tails) / without! <= most,
    })),
  };
}

async function waitsOf(ask: (path: string) => Promise<void>, path: string, count: number): Promise<number[]> {
  const waits: number[] = [];
  const draw = async () => {
    while (waits.length < count) {
      const asked = performance.now();
      await ask(path);
      waits.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, draw));
  return waits;
}

function askOnce(agent: Agent, port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ agent, port, path, host: "127.0.0.1" }, (response) => {
      response.resume();
      response.once("end", resolve);
      response.once("error", reject);
    }).once("error", reject);
  });
}
