import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "../src/adapters/client.ts";
import { projectRoot } from "../src/config.ts";
import { selectLines } from "../src/privacy/export/read-table.ts";
import { exportedTables } from "../src/privacy/export/tables.ts";
import { quantile, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { littleMemory, residentOf } from "./memory.ts";
import { credentials, startProduct } from "./product.ts";
import type { Product } from "./product.ts";

/** BENCH_RECORDS=1000000 is the full one. */
const most = Number(process.env.BENCH_RECORDS ?? 100_000);
const sizes = quick ? [500, 2_000] : [10_000, most];
/** How much more memory the largest organization may take than the smallest. */
const flat = 1.25;
/** How much slower others may be meanwhile. */
const slower = 2;
const path = "/api/organization/export-data";

/** The owner's cookie: a complete export is for nobody less. */
async function signIn({ url }: Product): Promise<Record<string, string>> {
  const headers = { "content-type": "application/json", origin: url };
  const body = JSON.stringify(credentials);
  const answer = await fetch(`${url}/api/auth/sign-in/email`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`The owner could not sign in: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
  return { ...headers, cookie: cookie.join("; ") };
}

/** PostgreSQL's own way of writing the same lines, to nowhere. Records a second. */
async function copied({ owner, organizationId }: Product): Promise<number> {
  return withClient(owner, async (client) => {
    let lines = 0;
    const started = performance.now();
    for (const table of ["account", "contact"]) {
      const text = selectLines(table, exportedTables[table]!).replaceAll("$1", `'${organizationId}'`);
      lines += (await client.query(`copy (${text}) to '/dev/null'`)).rowCount!;
    }
    return (lines / (performance.now() - started)) * 1000;
  });
}

/** How long a list's first page takes, read again and again until `over`. Milliseconds, 95th percentile. */
async function listP95({ url }: Product, headers: Record<string, string>, over: () => boolean): Promise<number> {
  const times: number[] = [];
  while (!over() || times.length < 20) {
    const started = performance.now();
    await (await fetch(`${url}/api/contacts?limit=50`, { headers })).arrayBuffer();
    times.push(performance.now() - started);
    await delay(10);
  }
  return quantile(times, 0.95);
}

interface Export {
  status: string;
  size: number;
  failure: string | null;
  createdAt: string;
  completedAt: string;
}

async function measure(product: Product, size: number) {
  // One file from a process that has exported nothing yet.
  await product.restart();
  const headers = await signIn(product);
  const soon = performance.now() + 2_000;
  const alone = await listP95(product, headers, () => performance.now() > soon);
  let peak = 0;
  let over = false;
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(product.pid))), 20);
  const { id } = (await (await fetch(product.url + path, { method: "POST", headers, body: "{}" })).json()) as {
    id: string;
  };
  const meanwhile = listP95(product, headers, () => over);
  const done = await ended(product, headers, id);
  over = true;
  const beside = await meanwhile;
  clearInterval(watch);
  const file = join(product.dataFolder, "export.zip");
  const answer = await fetch(`${product.url}${path}/${id}/file`, { headers });
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(file));
  execFileSync(process.execPath, ["src/cli.ts", "export", "verify", file], { cwd: projectRoot });
  const seconds = (Date.parse(done.completedAt) - Date.parse(done.createdAt)) / 1000;
  return {
    records: size,
    "file MB": rounded(done.size / 1e6),
    "exported/s": Math.round(size / seconds),
    "COPY/s": Math.round(await copied(product)),
    "Node, peak MiB": Math.round(peak),
    "list p95 alone, ms": rounded(alone),
    "list p95 meanwhile, ms": rounded(beside),
  };
}

async function ended(product: Product, headers: Record<string, string>, id: string): Promise<Export> {
  for (;;) {
    const now = (await (await fetch(`${product.url}${path}/${id}`, { headers })).json()) as Export;
    if (now.status === "completed") return now;
    if (now.status === "failed") throw new Error(`The export failed: ${now.failure}`);
    await delay(100);
  }
}

export const dataExport: Claim = {
  name: "data-export",
  promise:
    "everything an organization has as a ZIP, against PostgreSQL's COPY of the same lines; its memory; others meanwhile",
  measure: async () => {
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (const size of sizes) {
      const product = await startProduct(4801, littleMemory(256));
      try {
        await fillContacts(product.owner, product.organizationId, size);
        rows.push(await measure(product, size));
      } finally {
        await product.stop();
      }
    }
    const [least, largest] = rows;
    const growth = largest!["Node, peak MiB"] / least!["Node, peak MiB"];
    const slowed = largest!["list p95 meanwhile, ms"] / largest!["list p95 alone, ms"];
    return {
      rows,
      verdicts: [
        {
          what: "Node's peak memory, largest organization to smallest",
          measured: `${growth.toFixed(2)}×`,
          target: `flat, below ${flat}×`,
          kept: growth < flat,
        },
        {
          what: "a list read's p95 meanwhile to alone",
          measured: `${slowed.toFixed(2)}×`,
          target: `at most ${slower}×`,
          kept: slowed <= slower,
        },
      ],
    };
  },
};
