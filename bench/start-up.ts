import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import autocannon from "autocannon";
import { projectRoot } from "../src/config.ts";
import { median, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { memoryOf } from "./memory.ts";
import { answering, end, environmentOf, startProduct, temporaryFolder } from "./product.ts";

const port = 4802;
const longestMs = 2_000;
const mostMiB = 300;
const starts = quick ? 2 : 5;
const idleSeconds = quick ? 1 : 10;
const loadSeconds = quick ? 2 : 20;

/** From the command to the first answer. npm is what people type; Node alone is what a service manager runs. */
async function timeStart(command: string[], dataFolder: string): Promise<number> {
  const started = performance.now();
  const child = spawn(command[0]!, command.slice(1), {
    cwd: projectRoot,
    env: environmentOf(dataFolder, port),
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await answering(`http://localhost:${port}`, child);
    return performance.now() - started;
  } finally {
    await end(child);
  }
}

async function startTimes() {
  const folder = temporaryFolder();
  const node = [process.execPath, "src/cli.ts", "start"];
  // `npm start` may first install or build, so the smoke run leaves it out.
  const commands = quick
    ? { "node src/cli.ts start": node }
    : { "node src/cli.ts start": node, "npm start": ["npm", "start", "--silent"] };
  try {
    const first = await timeStart(node, folder.path);
    const rows: Record<string, string | number>[] = [{ what: "first start, ms", value: Math.round(first) }];
    let worst = 0;
    for (const [name, command] of Object.entries(commands)) {
      const times: number[] = [];
      for (let turn = 0; turn < starts; turn += 1) times.push(await timeStart(command, folder.path));
      rows.push({ what: `later starts, ${name}, ms (median of ${starts})`, value: Math.round(median(times)) });
      worst = Math.max(worst, median(times));
    }
    return { rows, worst };
  } finally {
    folder.remove();
  }
}

async function memoryRows() {
  const product = await startProduct();
  try {
    await fillContacts(product.owner, product.organizationId, quick ? 1_000 : 20_000);
    await delay(idleSeconds * 1000);
    const idle = await memoryOf(product.pid, product.dataFolder);
    await autocannon({
      url: product.url,
      connections: 16,
      duration: loadSeconds,
      requests: [
        { method: "GET", path: "/api/contacts?limit=50", headers: { authorization: `Bearer ${product.key}` } },
      ],
    });
    const after = await memoryOf(product.pid, product.dataFolder);
    const row = (what: string, { node, postgres }: typeof idle) => ({
      what,
      value: rounded(node + postgres),
      Node: rounded(node),
      PostgreSQL: rounded(postgres),
    });
    return {
      rows: [row("memory idle, MiB", idle), row(`memory after ${loadSeconds} s of load, MiB`, after)],
      idle: idle.node + idle.postgres,
    };
  } finally {
    await product.stop();
  }
}

export const startUp: Claim = {
  name: "start-up",
  promise: "from a later start to the first answer, and the memory of Node and PostgreSQL together",
  measure: async () => {
    const times = await startTimes();
    const memory = await memoryRows();
    return {
      rows: [...times.rows, ...memory.rows],
      verdicts: [
        {
          what: "later start to first answer",
          measured: `${Math.round(times.worst)} ms`,
          target: `below ${longestMs} ms`,
          kept: times.worst < longestMs,
        },
        {
          what: "memory, idle",
          measured: `${Math.round(memory.idle)} MiB`,
          target: `below ${mostMiB} MiB`,
          kept: memory.idle < mostMiB,
        },
      ],
    };
  },
};
