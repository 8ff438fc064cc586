import { chmodSync, createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { withClient } from "../src/adapters/client.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { newId } from "../src/identifier.ts";
import { Contents } from "../src/privacy/export/contents.ts";
import { ArchiveReader } from "../src/privacy/export/read-archive.ts";
import { exportedTables } from "../src/privacy/export/tables.ts";
import { writeArchive } from "../src/privacy/export/write-archive.ts";
import { zipped } from "../src/privacy/export/zip-writer.ts";
import { importOrganization } from "../src/privacy/import/import-organization.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import type { EmptyDatabase } from "./empty-database.ts";
import { temporaryFolder } from "./product.ts";

/** BENCH_RECORDS=1000000 is the full one. */
const most = Number(process.env.BENCH_RECORDS ?? 100_000);
const sizes = quick ? [500, 2_000] : [10_000, most];
/** How much more memory the largest organization may take than the smallest. */
const flat = 1.25;
const tables = ["account", "contact"];

/** An organization of so many contacts, as an archive. */
async function exported({ db, owner }: EmptyDatabase, folder: string, size: number) {
  const id = newId();
  const actor = systemActor(id);
  const origin = internalOrigin("bench");
  await inOrganization(db, actor, origin, "audited", async (work) => {
    await work.sql.query("insert into organization (id, name) values ($1, 'Bench')", [id]);
    await work.sql.query(
      "insert into member (organization_id, user_id, role, name, email) values ($1, $2, 'owner', 'Ada', 'ada@bench.test')",
      [id, newId()],
    );
    work.record({ action: "CREATE", resource: "organization", resourceId: id });
  });
  await fillContacts(owner, id, size);
  const signer = ed25519Signer("bench");
  // The archive names the keys that have signed the log.
  await seal(db, signer, new KnownTails());
  const file = join(folder, "export.zip");
  await inOrganization(db, actor, origin, "snapshot", async (work) => {
    const contents = await Contents.open(work.sql, id, work.now);
    const tools = { storage: diskStorage(folder), signer, version: "1" };
    const bytes = zipped(new Date(), (zip) => writeArchive(zip, contents, tools, { id: newId(), files: true }));
    await pipeline(bytes, createWriteStream(file));
  });
  return { id, file };
}

/** PostgreSQL's own way in for the same rows, to tables with the same indexes and none of our triggers. Rows a second. */
async function copied({ owner }: EmptyDatabase, id: string, folder: string): Promise<number> {
  return withClient(owner, async (client) => {
    let [rows, milliseconds] = [0, 0];
    for (const table of tables) {
      const path = join(folder, `${table}.copy`);
      const columns = exportedTables[table]!.columns.map((column) => column.replace("::text", "")).join(", ");
      await client.query(
        `copy (select organization_id, ${columns} from ${table} where organization_id = '${id}') to '${path}'`,
      );
      await client.query(`create table copied_${table} (like ${table} including all)`);
      const started = performance.now();
      rows += (await client.query(`copy copied_${table} (organization_id, ${columns}) from '${path}'`)).rowCount!;
      milliseconds += performance.now() - started;
      await client.query(`drop table copied_${table}`);
    }
    return (rows / milliseconds) * 1000;
  });
}

async function imported({ db }: EmptyDatabase, file: string, folder: string) {
  const archive = await ArchiveReader.open(file);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20)), 20);
  const began: Record<string, number> = {};
  const started = performance.now();
  try {
    const { rows } = await importOrganization(
      {
        db,
        storage: diskStorage(folder),
        jobs: { enqueue: async () => undefined },
        publicUrl: "http://localhost:3000",
      },
      archive,
      {
        plan: "ENTERPRISE",
        matchPeople: false,
        withoutFiles: false,
        dryRun: false,
        by: (id) => ({ actor: systemActor(id), origin: internalOrigin("bench") }),
      },
      (doing) => void (began[doing] ??= performance.now()),
    );
    const ended = performance.now();
    const loading = (ended - began.load!) / 1000;
    return { rows, seconds: (ended - started) / 1000, loading, peak };
  } finally {
    clearInterval(watch);
    archive.close();
  }
}

async function measure(size: number) {
  const { path, remove } = temporaryFolder();
  // COPY writes as the user that PostgreSQL runs as, who may be another one.
  chmodSync(path, 0o777);
  try {
    const origin = await withEmptyDatabase(async (database) => {
      const made = await exported(database, path, size);
      return { ...made, copy: await copied(database, made.id, path) };
    });
    return await withEmptyDatabase(async (database) => {
      const { rows, seconds, loading, peak } = await imported(database, origin.file, path);
      return {
        rows,
        "file MB": rounded(statSync(origin.file).size / 1e6),
        "rows/s, checks and all": Math.round(rows / seconds),
        "rows/s while loading": Math.round(rows / loading),
        "COPY FROM, rows/s": Math.round(origin.copy),
        "Node, peak MiB": Math.round(peak),
      };
    });
  } finally {
    remove();
  }
}

export const dataImport: Claim = {
  name: "data-import",
  promise:
    "an exported organization brought to another installation, against PostgreSQL's COPY of the same rows; its memory",
  measure: async () => {
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (const size of sizes) rows.push(await measure(size));
    const [least, largest] = rows;
    const growth = largest!["Node, peak MiB"] / least!["Node, peak MiB"];
    return {
      rows,
      verdicts: [
        {
          what: "Node's peak memory, largest organization to smallest",
          measured: `${growth.toFixed(2)}×`,
          target: `flat, below ${flat}×`,
          kept: growth < flat,
        },
      ],
    };
  },
};
