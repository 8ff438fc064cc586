import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { newId } from "../src/identifier.ts";
import { digestsOf, installation } from "./moving.ts";
import { testOrganization } from "./organization.ts";

/** An import that is killed at any moment is begun again, and ends the same; of two at once, one does it. */

const here = await installation();
const acme = await testOrganization(here.db, "Acme");
let zip: string;

beforeAll(async () => {
  await acme.write(async (work) => {
    await work.sql.query(
      "insert into contact (organization_id, id, last_name) select $1, gen_random_uuid(), 'C' || n from generate_series(1, 1600) n",
      [acme.id],
    );
    for (const text of ["one", "two", "three"]) {
      const key = `documents/${acme.id}/${text}`;
      const { size, sha256 } = await here.storage.write(key, bytes(text));
      const id = newId();
      await work.sql.query("insert into document (organization_id, id, name) values ($1, $2, $3)", [acme.id, id, text]);
      await work.sql.query(
        "insert into document_version (organization_id, document_id, file_version, storage_key, size, sha256) values ($1, $2, 1, $3, $4, $5)",
        [acme.id, id, key, size, sha256],
      );
    }
    work.record({ action: "CREATE", resource: "contact" });
  });
  zip = await here.exported(acme.id);
}, 60_000);

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function killedAt(there: { serve: object; folder: string }, until: { doing: string; done: number }) {
  const given = JSON.stringify({ connection: there.serve, folder: join(there.folder, "files"), zip, until });
  const child = fork(new URL("./importing-process.ts", import.meta.url), [given], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const isThere = await Promise.race([once(child, "message").then(() => true), exited.then(() => false)]);
  expect(isThere).toBe(true);
  child.kill("SIGKILL");
  await exited;
}

const countIn = (there: { owner: Connection }, table: string) =>
  withClient(there.owner, async (client) =>
    Number((await client.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]!.count),
  );

const same = /^(records\/|files\/|members|document-versions)/;

test("killed while it copies, and twice while it loads, it begins again with the files it has, and ends the same", async () => {
  const there = await installation();
  await killedAt(there, { doing: "store", done: 2 });
  const storedIn = () =>
    readdirSync(join(there.folder, "files/files/documents", acme.id), {
      recursive: true,
      encoding: "utf8",
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const stored = storedIn();
  expect(stored).toHaveLength(2);
  const inodes = stored.map((path) => statSync(path).ino);
  // Were it never begun again, the sweep would find them.
  expect(await countIn(there, "abandoned_file")).toBeGreaterThan(2);
  await killedAt(there, { doing: "load", done: 600 });
  await killedAt(there, { doing: "load", done: 1_500 });
  for (const table of ["organization", "contact", 'auth."user"', "audit_event"])
    expect(await countIn(there, table), table).toBe(0);
  expect((await there.imported(zip)).outcome).toBe("imported");
  expect(storedIn()).toHaveLength(3);
  expect(stored.map((path) => statSync(path).ino)).toEqual(inodes);
  expect(await countIn(there, "abandoned_file")).toBe(0);
  expect(await digestsOf(await there.exported(acme.id), same)).toEqual(await digestsOf(zip, same));
}, 120_000);

test("of three at once one brings it, and the others take nothing away", async () => {
  const there = await installation();
  const all = await Promise.allSettled([1, 2, 3].map(() => there.imported(zip)));
  const outcomes = all.map((one) => (one.status === "fulfilled" ? one.value.outcome : String(one.reason)));
  // Two that give up their files at once may end both; then nobody has brought it, and somebody does.
  for (const outcome of outcomes)
    expect(outcome).toMatch(/^imported$|^here already$|another process|given up meanwhile/);
  expect(["imported", "here already"]).toContain((await there.imported(zip)).outcome);
  expect(await countIn(there, "contact")).toBe(1_600);
  expect(await countIn(there, "abandoned_file")).toBe(0);
  expect(await digestsOf(await there.exported(acme.id), same)).toEqual(await digestsOf(zip, same));
}, 60_000);
