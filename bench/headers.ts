import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { loadavg } from "node:os";
import { join } from "node:path";
import { median, quick, rounded } from "./claim.ts";
import type { Claim, Findings } from "./claim.ts";

const rounds = quick ? 2 : 11;
const requests = quick ? 500 : 6_000;
const connections = 8;
const mostMicroseconds = 50;
/** As a proxy passes a browser's request on. */
const fields = {
  origin: "https://crm.example.test",
  "sec-fetch-site": "same-origin",
  "x-forwarded-for": "192.0.2.7",
  "x-forwarded-proto": "https",
};

async function told<T>(server: ChildProcess): Promise<T> {
  const [message] = (await once(server, "message")) as [T];
  return message;
}

async function cpuOf(server: ChildProcess): Promise<number> {
  const answer = told<{ cpuMicroseconds: number }>(server);
  server.send("cpu");
  return (await answer).cpuMicroseconds;
}

async function ask(agent: Agent, port: number, path: string): Promise<void> {
  const [response] = (await once(get({ agent, port, path, host: "127.0.0.1", headers: fields }), "response")) as [
    NodeJS.ReadableStream,
  ];
  response.resume();
  await once(response, "end");
}

async function many(agent: Agent, port: number, path: string, count: number): Promise<void> {
  let left = count;
  const draw = async () => {
    while (left-- > 0) await ask(agent, port, path);
  };
  await Promise.all(Array.from({ length: connections }, draw));
}

async function measure(): Promise<Findings> {
  const server = fork(join(import.meta.dirname, "headed-server.ts"));
  const { port } = await told<{ port: number }>(server);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const turns = ["/bare", "/headed"].map((path) => ({ path, cpu: [] as number[] }));
  for (const { path } of turns) await many(agent, port, path, requests);
  for (let round = 0; round < rounds; round++)
    for (const { path, cpu } of turns) {
      const before = await cpuOf(server);
      await many(agent, port, path, requests);
      cpu.push(((await cpuOf(server)) - before) / requests);
    }
  agent.destroy();
  server.disconnect();
  const [bare, headed] = turns.map(({ cpu }) => median(cpu));
  const added = headed! - bare!;
  return {
    rows: turns.map(({ path, cpu }) => ({
      handler: path.slice(1),
      "CPU µs a request (median)": rounded(median(cpu)),
      lowest: rounded(Math.min(...cpu)),
      highest: rounded(Math.max(...cpu)),
      load: rounded(loadavg()[0]!),
    })),
    verdicts: [
      {
        what: "processor time that header work adds to a request",
        measured: `${rounded(added)} µs`,
        target: `at most ${mostMicroseconds} µs`,
        kept: added <= mostMicroseconds,
      },
    ],
  };
}

/** Processor time and not the clock: what else the machine does shows less in it. */
export const headers: Claim = {
  name: "headers",
  promise: "All header work of a request costs little beside a bare handler",
  measure,
};
