import { createWriteStream, openAsBlob, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { memoryOf, residentOf } from "./memory.ts";
import { startProduct } from "./product.ts";
import type { Product } from "./product.ts";

const sizes = quick ? [500, 2_000] : [10_000, 100_000, 500_000];
const slowest = 60_000;
/** How much more memory the largest file may take than the smallest. */
const flat = 1.25;
const header = "First name,Last name,E-mail,Company,Job title,Mobile,City,Country,Birthday,External id\r\n";

function* contacts(rows: number): Generator<string> {
  yield header;
  for (let at = 0; at < rows; at += 1) {
    const day = `19${60 + (at % 40)}-0${1 + (at % 9)}-1${at % 9}`;
    yield `First${at % 5_000},Last${at},person${at}@example.com,Company ${at % 2_000},Engineer,+49 170 ${1_000_000 + at},Berlin,Germany,${day},C-${at}\r\n`;
  }
}

interface Progress {
  status: string;
  created: number;
  failed: number;
  reason?: string | null;
}

/** Sends the file as a person would, and asks until it is in. */
async function load({ url, key }: Product, file: string): Promise<Progress> {
  const authorization = `Bearer ${key}`;
  const sent = await fetch(`${url}/api/contacts/import?missing=create&unmapped=skip`, {
    method: "POST",
    headers: { authorization, "content-type": "text/csv" },
    body: await openAsBlob(file),
  });
  if (sent.status !== 202) throw new Error(`The import was refused with ${sent.status}: ${await sent.text()}`);
  const { id } = (await sent.json()) as { id: string };
  for (;;) {
    await delay(100);
    const progress = (await (
      await fetch(`${url}/api/imports/${id}`, { headers: { authorization } })
    ).json()) as Progress;
    if (progress.status !== "queued" && progress.status !== "running") return progress;
  }
}

/** One import into an installation of its own. */
async function measure(rows: number) {
  const product = await startProduct();
  try {
    const file = join(product.dataFolder, "contacts.csv");
    await pipeline(Readable.from(contacts(rows)), createWriteStream(file));
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, residentOf(product.pid))), 50);
    const started = performance.now();
    const { status, created, failed, reason } = await load(product, file);
    const seconds = (performance.now() - started) / 1000;
    clearInterval(watch);
    if (status !== "done" || created !== rows)
      throw new Error(`${created} of ${rows} came in, ${failed} failed: ${status} ${reason ?? ""}`);
    const after = await memoryOf(product.pid, product.dataFolder);
    return {
      rows,
      "file MB": rounded(statSync(file).size / 1e6),
      seconds: rounded(seconds),
      "contacts/min": Math.round((created / seconds) * 60),
      "Node, peak MiB": Math.round(peak),
      "PostgreSQL after, MiB": Math.round(after.postgres),
    };
  } finally {
    await product.stop();
  }
}

export const csvImport: Claim = {
  name: "csv-import",
  promise: "contacts with their companies from a CSV file over HTTP, each with its event in the log",
  measure: async () => {
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (const size of sizes) rows.push(await measure(size));
    const pace = Math.min(...rows.map((row) => row["contacts/min"]));
    const growth = rows.at(-1)!["Node, peak MiB"] / rows[0]!["Node, peak MiB"];
    return {
      rows,
      verdicts: [
        {
          what: "contacts a minute, at the slowest",
          measured: String(pace),
          target: `at least ${slowest}`,
          kept: pace >= slowest,
        },
        {
          what: "Node's peak memory, largest file to smallest",
          measured: `${growth.toFixed(2)}×`,
          target: `flat, below ${flat}×`,
          kept: growth < flat,
        },
      ],
    };
  },
};
