import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { eraseFromLog } from "../src/audit/erase.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { cancelExport, expireExports } from "../src/exports/end.ts";
import { newId } from "../src/identifier.ts";
import { policiesWith } from "../src/limits/policies.ts";
import type { Storage } from "../src/ports/storage.ts";
import { requestDataExport, retryDataExport } from "../src/privacy/export/request-export.ts";
import { runDataExport } from "../src/privacy/export/run-export.ts";
import { dataExports } from "../src/privacy/export/stored-export.ts";
import type { DataFormat } from "../src/privacy/export/stored-export.ts";
import { freshDatabase } from "./database.ts";
import { noJobs } from "./no-jobs.ts";
import { testOrganization } from "./organization.ts";

/** The writing of complete exports, job by job, without the server around it. */

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 6 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-data-"));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const signer = ed25519Signer("the installation's");
const storage = diskStorage(folder);
const given: unknown[] = [];
const mails: { to: string; text: string }[] = [];
const tools = {
  db,
  storage,
  pause: 0,
  jobs: {
    enqueue: async (_: unknown, kind: string, mail: unknown) =>
      void (kind === "send-mail" && mails.push(mail as (typeof mails)[number])),
  },
  signer,
  version: "1.2.3",
  publicUrl: "https://crm.test",
  limiter: { giveBack: async (takes: readonly unknown[]) => void given.push(...takes) },
  policy: policiesWith().export,
};

async function ask(format: DataFormat = "zip", files = true) {
  const { id } = await acme.write((work) => requestDataExport(work, noJobs, { format, files }));
  await seal(db, signer, new KnownTails());
  return id;
}

const find = (id: string) => acme.read((work) => dataExports.require(work, id));
const filesOf = (id: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes(`${id}/`));
const pathOf = async (id: string) => join(folder, "files", (await find(id)).storageKey!);

/** What Python unpacks: another program than the one that wrote it. */
async function unpacked(id: string): Promise<string> {
  const target = mkdtempSync(join(folder, "unpacked-"));
  execFileSync("python3", ["-m", "zipfile", "-e", await pathOf(id), target]);
  return target;
}

async function addContacts(who: typeof acme, count: number, lastName: string) {
  await who.write(async (work) => {
    await work.sql.query(
      "insert into contact (organization_id, id, last_name, tags) select $1, gen_random_uuid(), $2 || n, '{a}' from generate_series(1, $3::int) n",
      [who.id, lastName, count],
    );
    work.record({ action: "CREATE", resource: "contact" });
  });
}
await addContacts(acme, 2_500, "Ünal <b>&");
await addContacts(globex, 5, "Stranger");

async function addFile(who: typeof acme, key: string, bytes: string, filename: string) {
  const { size, sha256 } = await storage.write(
    key,
    (async function* () {
      yield Buffer.from(bytes);
    })(),
  );
  await who.write(async (work) => {
    const id = newId();
    await work.sql.query("insert into document (organization_id, id, name) values ($1, $2, 'D')", [who.id, id]);
    await work.sql.query(
      "insert into document_version (organization_id, document_id, file_version, storage_key, filename, size, sha256) values ($1, $2, 1, $3, $4, $5, $6)",
      [who.id, id, key, filename, size, sha256],
    );
    work.record({ action: "CREATE", resource: "document", resourceId: id });
  });
  return sha256;
}
const offer = await addFile(acme, "documents/offer", "the offer", "Offer.PDF");
const page = await addFile(acme, "documents/page", "<script>alert(1)</script>", "page.html");
await addFile(acme, "documents/again", "the offer", "copy.pdf");

const linesIn = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

test("a ZIP has every record once, each file of a document once, and says what is in it", async () => {
  const id = await ask();
  await runDataExport(tools, acme.id, id);
  const done = await find(id);
  expect(done).toMatchObject({ status: "completed", attempt: 1, failure: null });
  expect(done.items).toBe(done.totalItems);
  const at = await unpacked(id);
  const contacts = linesIn(readFileSync(join(at, "records/contacts.jsonl"), "utf8"));
  expect(contacts).toHaveLength(2_500);
  expect(new Set(contacts.map((contact) => contact.lastName)).size).toBe(2_500);
  expect(contacts[0]).toMatchObject({ version: 1, tags: ["a"], custom: {} });
  // A page that somebody uploaded opens as nothing.
  expect(readdirSync(join(at, "files")).toSorted()).toEqual([`${offer}.pdf`, page].toSorted());
  expect(readFileSync(join(at, `files/${offer}.pdf`), "utf8")).toBe("the offer");
  const manifest = JSON.parse(readFileSync(join(at, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({
    id,
    organization: { id: acme.id, name: "Acme" },
    product: { version: "1.2.3" },
    missing: [],
  });
  expect(manifest.counts).toMatchObject({ contact: 2_500, document_version: 3, member: 1 });
});

test("a line is as its JSON Schema says", async () => {
  const id = await ask("zip", false);
  await runDataExport(tools, acme.id, id);
  const at = await unpacked(id);
  for (const name of ["records/contacts", "members", "organization", "document-versions"]) {
    const schema = z.fromJSONSchema(JSON.parse(readFileSync(join(at, `schemas/${name}.schema.json`), "utf8")));
    const lines = linesIn(readFileSync(join(at, `${name}.${name === "organization" ? "json" : "jsonl"}`), "utf8"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines.slice(0, 50)) expect(schema.safeParse(line).error).toBeUndefined();
    expect(schema.safeParse({ ...lines[0], another: 1 }).success).toBe(false);
  }
  expect(readdirSync(at)).not.toContain("files");
});

test("the page shows what people wrote and runs none of it", async () => {
  const id = await ask();
  await runDataExport(tools, acme.id, id);
  const html = readFileSync(join(await unpacked(id), "README.html"), "utf8");
  expect(html).toContain("Ünal &#60;b&#62;&#38;1");
  expect(html).not.toContain("Ünal <b>");
  expect(html.match(/<script/g)).toHaveLength(1);
  // Nothing is asked of any server.
  expect(html).not.toMatch(/https?:\/\/|src=/);
});

test("one JSON document has the same, as its statistics say", async () => {
  const id = await ask("json");
  await runDataExport(tools, acme.id, id);
  const document = JSON.parse(readFileSync(await pathOf(id), "utf8"));
  expect(document).toMatchObject({ organization: { name: "Acme" }, statistics: { contacts: 2_500, users: 1 } });
  expect(document.data.contacts).toHaveLength(2_500);
  for (const [name, count] of Object.entries(document.statistics))
    expect(document.data[name], name).toHaveLength(count as number);
});

/** Storage that does something of its own at its third piece of bytes. */
const halfway = (act: () => unknown): Storage => ({
  ...storage,
  write: (key, bytes) =>
    storage.write(
      key,
      (async function* () {
        let pieces = 0;
        for await (const piece of bytes) {
          pieces += 1;
          if (pieces === 3) await act();
          yield piece;
        }
      })(),
    ),
});

test("all of it is of one moment, whatever is written meanwhile", async () => {
  const id = await ask();
  const meanwhile = halfway(async () => {
    await addContacts(acme, 10, "Late");
    await addFile(acme, `documents/${newId()}`, "late", "late.txt");
  });
  await runDataExport({ ...tools, storage: meanwhile }, acme.id, id);
  const at = await unpacked(id);
  const all = readdirSync(at, { recursive: true, encoding: "utf8" });
  expect(all).not.toContain(`files/late.txt`);
  const text =
    readFileSync(join(at, "records/contacts.jsonl"), "utf8") +
    readFileSync(join(at, "document-versions.jsonl"), "utf8");
  expect(text).not.toContain("Late");
  expect(text).not.toContain("late.txt");
});

test("what fails is tried again a few times, then is over with a reason, an event, and its unit given back once", async () => {
  const id = await ask();
  const full = halfway(() => {
    throw Object.assign(new Error("disk detail"), { code: "ENOSPC" });
  });
  given.length = 0;
  for (let attempt = 1; attempt < 4; attempt += 1) {
    await expect(runDataExport({ ...tools, storage: full }, acme.id, id)).rejects.toThrow("disk detail");
    expect(await find(id)).toMatchObject({ status: "queued", failure: expect.stringMatching(/no room.*tried again/) });
  }
  expect(given).toEqual([]);
  await expect(runDataExport({ ...tools, storage: full }, acme.id, id)).rejects.toThrow("disk detail");
  expect(await find(id)).toMatchObject({ status: "failed", failure: "There is no room left where files are kept." });
  expect((await find(id)).completedAt).not.toBeNull();
  expect(given).toMatchObject([{ key: acme.id }]);
  expect(filesOf(id)).toEqual([]);
  await runDataExport({ ...tools, storage: full }, acme.id, id);
  expect((await find(id)).status).toBe("failed");
  // An owner has it tried again, and it has all its attempts anew.
  await acme.write((work) => retryDataExport(work, noJobs, id));
  await expect(runDataExport({ ...tools, storage: full }, acme.id, id)).rejects.toThrow("disk detail");
  expect(await find(id)).toMatchObject({ status: "queued", attempt: 5, completedAt: null });
  await runDataExport(tools, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "completed", failure: null });
  await expect(acme.write((work) => retryDataExport(work, noJobs, id))).rejects.toThrow("Only what failed");
});

test("what a killed process left is begun anew, from the moment of then", async () => {
  const id = await ask();
  const waiting = Promise.withResolvers<void>();
  const killed = Promise.withResolvers<never>();
  const stuck: Storage = {
    ...storage,
    write: async (_, bytes) => {
      await bytes[Symbol.asyncIterator]().next();
      waiting.resolve();
      return killed.promise;
    },
  };
  const first = runDataExport({ ...tools, storage: stuck }, acme.id, id);
  await waiting.promise;
  expect(await find(id)).toMatchObject({ status: "running", attempt: 1 });
  await addContacts(acme, 1, "After the restart");
  await runDataExport(tools, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "completed", attempt: 2 });
  expect(readFileSync(join(await unpacked(id), "records/contacts.jsonl"), "utf8")).toContain("After the restart");
  // Had it only seemed to be gone, it would change nothing any more.
  killed.reject(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect(await find(id)).toMatchObject({ status: "completed", attempt: 2 });
});

test("a process that ends lets the export wait, and is no failure", async () => {
  const id = await ask();
  const stop = new AbortController();
  await expect(
    runDataExport({ ...tools, storage: halfway(() => stop.abort()) }, acme.id, id, stop.signal),
  ).rejects.toThrow();
  expect(await find(id)).toMatchObject({ status: "queued", failure: null });
  expect(filesOf(id)).toEqual([]);
  await acme.write((work) => cancelExport(dataExports, work, id));
});

test("neither processes that end nor people who are erased meanwhile use its attempts up", async () => {
  const id = await ask("json");
  for (let ended = 0; ended < 3; ended += 1) {
    const stop = new AbortController();
    const ending = halfway(() => stop.abort());
    await expect(runDataExport({ ...tools, storage: ending }, acme.id, id, stop.signal)).rejects.toThrow();
  }
  let erased = 0;
  const erasing = halfway(async () => {
    if ((erased += 1) > 3) return;
    const subject = { types: ["contact"], id: newId(), words: [] };
    await acme.write((work) => eraseFromLog(work, subject, { resource: "contact" }, noJobs));
  });
  await runDataExport({ ...tools, storage: erasing }, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "completed", attempt: 7, failure: null });
});

test("a cancelled export stops at its worker's next look, and leaves nothing", async () => {
  const id = await ask();
  const cancelling = halfway(() => acme.write((work) => cancelExport(dataExports, work, id)));
  await runDataExport({ ...tools, storage: cancelling }, acme.id, id);
  expect(await find(id)).toMatchObject({ status: "cancelled", size: null });
  expect(filesOf(id)).toEqual([]);
  await expect(acme.write((work) => cancelExport(dataExports, work, id))).rejects.toThrow("is over");
});

test("a second one waits for nobody: it is refused while one is under way, however many ask at once", async () => {
  const asking = [1, 2, 3, 4].map(() =>
    globex.write((work) => requestDataExport(work, noJobs, { format: "zip", files: true })),
  );
  const answers = await Promise.allSettled(asking);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { kind: "conflict" } });
});

test("bytes that are gone from the storage, or are others, are said and stop nothing", async () => {
  const id = await ask();
  await storage.write(
    "documents/page",
    (async function* () {
      yield Buffer.from("rotten");
    })(),
  );
  const lost = await addFile(acme, "documents/lost", "lost bytes", "lost.txt");
  await storage.remove("documents/lost");
  await runDataExport(tools, acme.id, id);
  const { missing } = JSON.parse(readFileSync(join(await unpacked(id), "manifest.json"), "utf8"));
  expect(missing).toEqual(
    expect.arrayContaining([
      { path: `files/${lost}.txt`, reason: "It is not in the storage." },
      { path: `files/${page}`, reason: "In the storage are other bytes." },
    ]),
  );
});

test("the owner who asked gets a mail; who is owner no more does not", async () => {
  mails.length = 0;
  const first = await ask("json");
  await runDataExport(tools, acme.id, first);
  expect(mails).toMatchObject([
    { to: acme.actor.email, text: expect.stringContaining("https://crm.test/settings/your-data") },
  ]);
  const second = await ask("json");
  await acme.write(async (work) => {
    await work.sql.query("update member set role = 'admin' where organization_id = $1 and user_id = $2", [
      acme.id,
      acme.actor.userId,
    ]);
    work.record({ action: "ROLE_CHANGE", resource: "member", resourceId: acme.actor.userId! });
  });
  await runDataExport(tools, acme.id, second);
  expect(mails).toHaveLength(1);
});

test("after seven days the file is nobody's, and after thirty more nothing is left to see", async () => {
  const id = await ask("json");
  await runDataExport(tools, acme.id, id);
  const set = (text: string) =>
    db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => sql.query(text, [id]));
  await set("update data_export set expires_at = now() where id = $1");
  await expireExports(db);
  expect(await find(id)).toMatchObject({ status: "expired", storageKey: null });
  await set("update data_export set expires_at = now() - interval '31 days' where id = $1");
  await expireExports(db);
  await expect(find(id)).rejects.toThrow();
});

test("erasing somebody ends the files that still have them", async () => {
  const id = await ask("json");
  await runDataExport(tools, acme.id, id);
  await acme.write((work) =>
    eraseFromLog(work, { types: ["contact"], id: newId(), words: [] }, { resource: "contact" }, noJobs),
  );
  expect(await find(id)).toMatchObject({
    status: "expired",
    storageKey: null,
    failure: expect.stringContaining("erased"),
  });
});
