import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { internalOrigin } from "../src/access/caller.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import { eraseFromLog } from "../src/audit/erase.ts";
import { verifyExport } from "../src/audit/verify-export.ts";
import type { LogFilter } from "../src/audit/filter-sql.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { cancelExport } from "../src/exports/end.ts";
import { newId } from "../src/identifier.ts";
import { Export, exportFormats } from "../src/observability/audit-export.ts";
import type { ExportFormat } from "../src/observability/audit-export.ts";
import { requestExport } from "../src/observability/exports/request-export.ts";
import { runExport } from "../src/observability/exports/run-export.ts";
import { auditExports } from "../src/observability/exports/stored-export.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import type { Storage } from "../src/ports/storage.ts";
import { freshDatabase } from "./database.ts";
import { noJobs } from "./no-jobs.ts";
import { testOrganization } from "./organization.ts";

/** The writing of exports, job by job, on a log that is sealed when the test says so. */

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 6 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-exports-"));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const signer = ed25519Signer("the installation's");
const storage = diskStorage(folder);
const tools = { db, storage, pause: 0 };
const origin = internalOrigin("test");
/** Here jobs are run by the test. */
const jobs = { enqueue: async () => undefined } as unknown as Jobs;

const sealAll = () => seal(db, signer, new KnownTails());
const contactId = newId();

async function write(who: typeof acme, count: number) {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => {
    const entry = (at: number) =>
      ({ action: "UPDATE", resource: "contact", resourceId: contactId, name: `=Test ${at}` }) as const;
    return appendEvents(
      sql,
      Array.from({ length: count }, (_, at) => eventOf(who.actor, origin, entry(at))),
    );
  });
}
await write(acme, 700);
await write(globex, 3);

async function ask(format: ExportFormat, filter: LogFilter = {}) {
  const { id } = await acme.write((work) => requestExport(work, jobs, { format, filter, expiresInDays: 7 }));
  await sealAll();
  return id;
}

const find = (id: string) => acme.read((work) => auditExports.require(work, id));

async function bytesOf(stream: AsyncIterable<Uint8Array> | null) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* linesOf(text: string) {
  yield* text.trimEnd().split("\n");
}

const filesOf = (id: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes(`${id}/`));

test.each(exportFormats)("a file of %s is what the same snapshot streams", async (format) => {
  const id = await ask(format, { resource: "contact" });
  await runExport(tools, acme.id, id);
  const done = await find(id);
  expect(done).toMatchObject({ status: "completed", events: 700, totalEvents: 700, attempt: 1, failure: null });
  const file = await bytesOf(await storage.read(done.storageKey!));
  const streamed = await bytesOf(
    new Export(db, acme.actor, origin, format, { resource: "contact" }, done.checkpointSize!).bytes(),
  );
  expect(file.equals(streamed)).toBe(true);
  expect(done.size).toBe(file.byteLength);
  expect(done.sha256).toBe(createHash("sha256").update(file).digest("hex"));
});

test("a whole log verifies, and has all that happened before it was asked for, and nothing of others", async () => {
  const id = await ask("jsonl");
  await write(acme, 5);
  await runExport(tools, acme.id, id);
  const { events, storageKey, checkpoint } = await find(id);
  const text = (await bytesOf(await storage.read(storageKey!))).toString();
  expect(await verifyExport(linesOf(text), [checkpoint!])).toMatchObject({ finding: null, whole: true, size: events });
  expect(text).toContain(id);
  expect(text).not.toContain(globex.id);
});

/** Storage whose first writing breaks off in the middle. */
function breaking(error: Error): Storage & { broken: number } {
  const broken = {
    ...storage,
    broken: 0,
    write: (key: string, bytes: AsyncIterable<Uint8Array>) =>
      storage.write(
        key,
        (async function* () {
          let chunks = 0;
          for await (const chunk of bytes) {
            if (broken.broken === 0 && chunks++ === 2) {
              broken.broken += 1;
              throw error;
            }
            yield chunk;
          }
        })(),
      ),
  };
  return broken;
}

test("what breaks off halfway is said in words, tried again from the beginning, and counted", async () => {
  const id = await ask("jsonl", { resource: "contact" });
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  const bad = breaking(full);
  await expect(runExport({ ...tools, storage: bad }, acme.id, id)).rejects.toThrow("no space");
  expect(await find(id)).toMatchObject({ status: "queued", failure: expect.stringMatching(/no room.*tried again/) });
  expect(filesOf(id)).toEqual([]);
  await runExport({ ...tools, storage: bad }, acme.id, id);
  const done = await find(id);
  expect(done).toMatchObject({ status: "completed", attempt: 2, events: 705, failure: null });
  const text = (await bytesOf(await storage.read(done.storageKey!))).toString();
  expect(await verifyExport(linesOf(text))).toMatchObject({ finding: null, size: 705 });
});

test("three may wait or run, however many ask at once", async () => {
  const asking = [1, 2, 3, 4, 5].map(() =>
    globex.write((work) => requestExport(work, jobs, { format: "csv", filter: {}, expiresInDays: 1 })),
  );
  const answers = await Promise.allSettled(asking);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { kind: "conflict" } });
});

test("what a killed process left running is begun anew by whoever gets the job next", async () => {
  const id = await ask("csv");
  const stop = new AbortController();
  const waiting = Promise.withResolvers<void>();
  const stuck: Storage = {
    ...storage,
    write: async (_, bytes) => {
      await bytes[Symbol.asyncIterator]().next();
      waiting.resolve();
      // A process that is gone: it never comes to its end, and says nothing.
      return new Promise(() => undefined);
    },
  };
  void runExport({ ...tools, storage: stuck }, acme.id, id, stop.signal);
  await waiting.promise;
  expect(await find(id)).toMatchObject({ status: "running", attempt: 1 });
  await runExport(tools, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "completed", attempt: 2 });
});

test("a process that ends lets the export wait, and is no failure", async () => {
  const id = await ask("jsonl", { resource: "contact" });
  const stop = new AbortController();
  const ending: Storage = {
    ...storage,
    write: (key, bytes) => {
      stop.abort();
      return storage.write(key, bytes);
    },
  };
  await expect(runExport({ ...tools, storage: ending }, acme.id, id, stop.signal)).rejects.toThrow();
  expect(await find(id)).toMatchObject({ status: "queued", failure: null });
  expect(filesOf(id)).toEqual([]);
});

test("what fails each time ends, with an event", async () => {
  const id = await ask("json");
  const never: Storage = { ...storage, write: () => Promise.reject(new Error("secret detail")) };
  for (let attempt = 1; attempt <= 8; attempt += 1)
    await expect(runExport({ ...tools, storage: never }, acme.id, id)).rejects.toThrow("secret detail");
  const failed = await find(id);
  expect(failed).toMatchObject({ status: "failed", failure: expect.stringContaining("on our side") });
  expect(failed.failure).not.toContain("secret");
  await runExport({ ...tools, storage: never }, acme.id, id);
  expect((await find(id)).status).toBe("failed");
  const [told] = await acme.read(({ sql }) =>
    sql.query<{ outcome: string }>(
      "select outcome from audit_event where resource = 'audit_export' and resource_id = $1 order by id desc limit 1",
      [id],
    ),
  );
  expect(told).toEqual({ outcome: "failure" });
});

/** Does something while the file is half written. */
const meanwhile = (act: () => Promise<unknown>): Storage => ({
  ...storage,
  write: (key, bytes) =>
    storage.write(
      key,
      (async function* () {
        let first = true;
        for await (const chunk of bytes) {
          if (first) await act();
          first = false;
          yield chunk;
        }
      })(),
    ),
});

test("a cancelled export stops at its worker's next look, and leaves nothing", async () => {
  const id = await ask("jsonl", { resource: "contact" });
  const cancelling = meanwhile(() => acme.write((work) => cancelExport(auditExports, work, id)));
  await runExport({ ...tools, storage: cancelling }, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "cancelled", size: null });
  expect(filesOf(id)).toEqual([]);
});

test("erasing somebody ends files that were written, and begins anew what is being written", async () => {
  const person = newId();
  await acme.write(async (work) =>
    work.record({ action: "CREATE", resource: "contact", resourceId: person, name: "Selina Kyle" }),
  );
  const before = await ask("jsonl", { search: "Selina" });
  await runExport(tools, acme.id, before);
  const kept = await find(before);
  expect((await bytesOf(await storage.read(kept.storageKey!))).toString()).toContain("Selina");
  const id = await ask("jsonl", { resourceId: person });
  const erase = () =>
    acme.write((work) =>
      eraseFromLog(work, { types: ["contact"], id: person, words: [] }, { resource: "contact" }, noJobs),
    );
  let erased = false;
  const erasing = meanwhile(async () => (erased ? undefined : ((erased = true), erase())));
  await runExport({ ...tools, storage: erasing }, acme.id, id);
  expect(await find(before)).toMatchObject({ status: "expired", filter: {}, storageKey: null });
  const done = await find(id);
  expect(done).toMatchObject({ status: "completed", attempt: 2 });
  const text = (await bytesOf(await storage.read(done.storageKey!))).toString();
  expect(text).not.toContain("Selina");
  expect(await verifyExport(linesOf(text))).toMatchObject({ finding: null });
});

test("no export keeps what it looked for once that is somebody who was erased", async () => {
  // Those that other tests began leave no room.
  await db.transaction({ role: "nextcrm_app", organizationId: acme.id, readOnly: false }, (sql) =>
    sql.query("update audit_export set status = 'cancelled' where status in ('queued', 'running')"),
  );
  const theirs = await ask("csv", { search: "selína KYLE", resource: "contact" });
  const part = await ask("csv", { search: "Kyl" });
  const other = await ask("csv", { search: "Bruce" });
  const subject = { types: ["contact"], id: newId(), words: ["Selina Kyle", "cat@example.test"] };
  await acme.write((work) => eraseFromLog(work, subject, { resource: "contact" }, noJobs));
  const failure = "The person it looked for was erased from the log.";
  expect(await find(theirs)).toMatchObject({ status: "failed", failure, filter: { resource: "contact" } });
  expect(await find(part)).toMatchObject({ status: "failed", filter: {} });
  expect(await find(other)).toMatchObject({ status: "queued", filter: { search: "Bruce" } });
  for (const id of [theirs, other]) await runExport(tools, acme.id, id);
  expect((await find(theirs)).status).toBe("failed");
  expect((await find(other)).status).toBe("completed");
});

test("fifty files are kept, and the next one is refused until one of them is gone", async () => {
  const initech = await testOrganization(db, "Initech");
  const ask = () => initech.write((work) => requestExport(work, jobs, { format: "csv", filter: {}, expiresInDays: 7 }));
  const asTenant = (text: string) =>
    db.transaction({ role: "nextcrm_app", organizationId: initech.id, readOnly: false }, (sql) => sql.query(text));
  await asTenant(`insert into audit_export (organization_id, id, status, format, filter, size, sha256, storage_key, expires_at)
    select current_organization(), gen_random_uuid(), 'completed', 'csv', '{}', 1, 'x', 'x', now() + interval '1 day' from generate_series(1, 50)`);
  await expect(ask()).rejects.toThrow("50 exports of this log are kept already");
  await asTenant(
    "update audit_export set expires_at = now() where id = (select id from audit_export order by id limit 1)",
  );
  expect((await ask()).status).toBe("queued");
});
