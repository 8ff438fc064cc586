import { createReadStream, createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "../src/adapters/client.ts";
import { findEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { matchingSql, wholeSealedSql } from "../src/audit/sealed-rows.ts";
import { verifyExport } from "../src/audit/verify-export.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { littleMemory, residentOf } from "./memory.ts";
import { startProduct } from "./product.ts";
import type { Product } from "./product.ts";
import { appendChanges, personIn } from "./writer.ts";

/** BENCH_EVENTS=1000000 takes a quarter of an hour. */
const most = Number(process.env.BENCH_EVENTS ?? 200_000);
const sizes = quick ? [500, 2_000] : [10_000, most];
/** How much more memory the largest log may take than the smallest. */
const flat = 1.25;
const formats = ["jsonl", "json", "csv"] as const;
type Format = (typeof formats)[number];

async function fill({ dataFolder, organizationId }: Product, size: number): Promise<void> {
  const { serve } = (await findEmbeddedPostgres(dataFolder))!;
  const db = postgres({ ...serve, max: 2 });
  try {
    await appendChanges(db, [personIn(organizationId)], size);
  } finally {
    await db.close();
  }
}

/** The product seals what was filled in. */
async function sealed({ owner, organizationId }: Product, size: number): Promise<void> {
  await withClient(owner, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ size: string | null }>(
        "select max(size) as size from audit_checkpoint where organization_id = $1",
        [organizationId],
      );
      if (Number(rows[0]!.size) >= size) break;
      await delay(100);
    }
    await client.query("vacuum analyze audit_event, audit_leaf, audit_disclosure");
  });
}

/** PostgreSQL's own way of writing the same rows, to nowhere. Events a second. */
async function copied({ owner, organizationId }: Product, format: Format, size: number): Promise<number> {
  const { text } = format === "jsonl" ? wholeSealedSql(organizationId, size) : matchingSql(organizationId, {});
  const literal = text.replaceAll("$1", `'${organizationId}'`).replaceAll("$2", String(size));
  return withClient(owner, async (client) => {
    const started = performance.now();
    const { rowCount } = await client.query(`copy (${literal}) to '/dev/null'`);
    return (rowCount! / (performance.now() - started)) * 1000;
  });
}

/** One file from a process that has exported nothing yet. */
async function measure(product: Product, format: Format, size: number) {
  await product.restart();
  const file = join(product.dataFolder, `export.${format}`);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(product.pid))), 20);
  const started = performance.now();
  const answer = await fetch(`${product.url}/api/organization/audit-logs?export=${format}`, {
    headers: { authorization: `Bearer ${product.key}` },
  });
  if (!answer.ok) throw new Error(`The export was refused with ${answer.status}: ${await answer.text()}`);
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(file));
  const pace = (size / (performance.now() - started)) * 1000;
  clearInterval(watch);
  return {
    events: size,
    format,
    "file MB": rounded(statSync(file).size / 1e6),
    "exported/s": Math.round(pace),
    "COPY/s": Math.round(await copied(product, format, size)),
    ...(format === "jsonl" && { "verified offline/s": Math.round(await verified(file, size)) }),
    "Node, peak MiB": Math.round(peak),
  };
}

/** What `nextcrm audit verify --export` does. Events a second. */
async function verified(file: string, size: number): Promise<number> {
  const started = performance.now();
  const { finding, size: events } = await verifyExport(createInterface({ input: createReadStream(file) }));
  if (finding || events < size) throw new Error(`${events} of ${size} were verified: ${finding?.sentence}`);
  return (events / (performance.now() - started)) * 1000;
}

export const auditExport: Claim = {
  name: "audit-export",
  promise: "the whole log as a file over HTTP, against PostgreSQL's COPY of the same rows; the memory that it takes",
  measure: async () => {
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (const size of sizes) {
      const product = await startProduct(4801, littleMemory(160));
      try {
        await fill(product, size);
        await sealed(product, size);
        for (const format of formats) rows.push(await measure(product, format, size));
      } finally {
        await product.stop();
      }
    }
    const verdicts = formats.map((format) => {
      const [least, largest] = rows.filter((row) => row.format === format).map((row) => row["Node, peak MiB"]);
      const growth = largest! / least!;
      return {
        what: `Node's peak memory, ${format}, largest log to smallest`,
        measured: `${growth.toFixed(2)}×`,
        target: `flat, below ${flat}×`,
        kept: growth < flat,
      };
    });
    return { rows, verdicts };
  },
};
