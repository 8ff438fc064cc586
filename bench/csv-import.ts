import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bootstrapRoles, grantDatabase } from "../src/adapters/bootstrap-roles.ts";
import { openDataFolder } from "../src/adapters/data-folder.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { startEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import { migrate } from "../src/adapters/migrate.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { contact } from "../src/crm/contact.ts";
import { findImport } from "../src/crm/import/progress.ts";
import { runImport } from "../src/crm/import/run-import.ts";
import { startImport } from "../src/crm/import/start-import.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { testOrganization } from "../tests/organization.ts";

/** CSV import: at least 60,000 contacts a minute, memory flat from 10,000 to 500,000 rows. Sizes as arguments. */

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
const header = "First name,Last name,E-mail,Company,Job title,Mobile,City,Country,Birthday,External id\r\n";

function* contacts(rows: number): Generator<string> {
  yield header;
  for (let at = 0; at < rows; at += 1) {
    const day = `19${60 + (at % 40)}-0${1 + (at % 9)}-1${at % 9}`;
    yield `First${at % 5_000},Last${at},person${at}@example.com,Company ${at % 2_000},Engineer,+49 170 ${1_000_000 + at},Berlin,Germany,${day},C-${at}\r\n`;
  }
}

/** One import into a database of its own, with what the process took at most. */
async function measure(rows: number) {
  const path = mkdtempSync(join(tmpdir(), "nextcrm-bench-"));
  const folder = openDataFolder(path);
  const { owner, serve, stop } = await startEmbeddedPostgres({ folder, durable: true });
  try {
    await bootstrapRoles(owner, serve);
    await grantDatabase(owner);
    await migrate(owner);
    const db = postgres({ ...serve, max: 4 });
    const jobs = { enqueue: async () => undefined } as unknown as Jobs;
    const tools = {
      db,
      storage: diskStorage(join(path, "files")),
      jobs,
      types: recordTypes,
      settings: { largestImportBytes: 1e10 },
    };
    const organization = await testOrganization(db, "Bench");
    const file = join(path, "contacts.csv");
    await pipeline(Readable.from(contacts(rows)), createWriteStream(file));
    const options = { mapping: {}, missing: "create", unmapped: "skip", dryRun: false } as const;
    const upload = { bytes: createReadStream(file), filename: "contacts.csv" };
    const { id } = await startImport(tools, organization.actor, internalOrigin("bench"), contact, upload, options);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
    const start = performance.now();
    await runImport(tools, organization.id, id);
    const seconds = (performance.now() - start) / 1000;
    clearInterval(watch);
    const done = await organization.read(({ sql }) => findImport(sql, organization.id, id));
    await db.close();
    return {
      rows,
      megabytes: Math.round(statSync(file).size / 1e6),
      seconds: Number(seconds.toFixed(1)),
      "contacts a minute": Math.round((done!.created / seconds) * 60),
      failed: done!.failed,
      "peak memory of Node, MB": Math.round(peak / 1e6),
    };
  } finally {
    await stop();
    folder.unlock();
    rmSync(path, { recursive: true, force: true });
  }
}

const results = [];
for (const rows of sizes.length > 0 ? sizes : [10_000, 500_000]) results.push(await measure(rows));
console.table(results);
