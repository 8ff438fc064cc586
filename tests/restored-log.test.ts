import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { internalOrigin } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { diskWitness } from "../src/adapters/disk-witness.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { acceptRestored } from "../src/audit/accept-restored.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import { lookForRestored } from "../src/audit/look-for-restored.ts";
import type { RefusedSeal } from "../src/audit/refused-seals.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { verifyStoredLog } from "../src/audit/verify.ts";
import type { Witness } from "../src/ports/witness.ts";
import { freshDatabase } from "./database.ts";
import { testOrganization } from "./organization.ts";
import type { TestOrganization } from "./organization.ts";

/** A database that goes back in time, beside a data folder that does not. */

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
const folders = mkdtempSync(join(tmpdir(), "nextcrm-restored-"));
afterAll(async () => {
  await db.close();
  // What one of them writes a moment later is not to find its folder gone.
  for (const one of witnesses) await one.flush();
  rmSync(folders, { recursive: true });
});
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const signer = ed25519Signer("the installation's");
const log = ["audit_event", "audit_disclosure", "audit_leaf", "audit_tile", "audit_checkpoint", "audit_sequencer"];
const tables = [...log, "audit_seal_refusal"];

/** The database's owner, triggers off. */
const asOwner = (text: string) =>
  withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    return client.query(text);
  });
const keepAs = async (name: string) => {
  for (const table of tables) await asOwner(`create table ${name}_${table} as select * from ${table}`);
};
const restore = (name: string) =>
  asOwner(tables.map((table) => `delete from ${table}; insert into ${table} select * from ${name}_${table}`).join(";"));

const witnesses: Witness[] = [];
const witnessIn = (at: string) => {
  const failed = (error: unknown) => {
    throw error;
  };
  const opened = diskWitness({ folder: at, failed });
  witnesses.push(opened);
  return opened;
};
let folder = mkdtempSync(join(folders, "one-"));
let witness = witnessIn(folder);
let tails = new KnownTails();
let refused: RefusedSeal[] = [];
const settings = () => ({ witness, refused: (refusal: RefusedSeal) => void refused.push(refusal) });
const sealAll = () => seal(db, signer, tails, settings());
/** As a process does that begins: it remembers what the folder does. */
const restart = async () => {
  await witness.flush();
  witness = witnessIn(folder);
  tails = new KnownTails();
};
const note = (who: TestOrganization, count: number) =>
  db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => {
    const entry = { action: "VIEW", resource: "test" } as const;
    const events = Array.from({ length: count }, () => eventOf(who.actor, internalOrigin("test"), entry));
    return appendEvents(sql, events);
  });
const logOf = async (who: TestOrganization) => {
  const { size, finding, waiting } = await verifyStoredLog(db, who.id);
  return { size, kind: finding?.kind ?? null, waiting };
};

let [early, late] = [0, 0];
beforeAll(async () => {
  // A full tile, and some of the next: what was signed lies in both.
  await note(acme, 400);
  await note(globex, 2);
  await sealAll();
  early = (await logOf(acme)).size;
  await keepAs("early");
  await note(acme, 7);
  await sealAll();
  late = (await logOf(acme)).size;
  await witness.flush();
  await keepAs("late");
});
beforeEach(async () => {
  await restore("late");
  // What it remembers is what was sealed before, and the test's own after.
  folder = mkdtempSync(join(folders, "one-"));
  tails = new KnownTails();
  witness = witnessIn(folder);
  const notes = await withClient(owner, (client) =>
    client.query<{ id: string; note: string }>(
      "select distinct on (organization_id) organization_id as id, note from audit_checkpoint order by organization_id, size desc",
    ),
  );
  witness.keep(new Map(notes.rows.map(({ id, note: text }) => [id, text])));
  await witness.flush();
  refused = [];
});

test.for([false, true])("an earlier state is not sealed anew; restarted: %s", async (restarted) => {
  await restore("early");
  if (restarted) await restart();
  await note(acme, 2);
  await note(globex, 1);
  expect(await sealAll()).toBe(1);
  expect(refused).toMatchObject([{ organizationId: acme.id, kind: "shorter", signedSize: late, size: early }]);
  // It stays so, and is told once.
  await note(acme, 1);
  expect(await sealAll()).toBe(0);
  expect(refused).toHaveLength(1);
  expect(await logOf(acme)).toEqual({ size: early, kind: "missing", waiting: 3 });
  expect((await logOf(globex)).kind).toBeNull();
});

test("a process that remembers nothing seals nothing of it either", async () => {
  await restore("early");
  await note(acme, 1);
  await sealAll();
  const other = witnessIn(join(folder, "other"));
  await note(acme, 1);
  expect(await seal(db, signer, new KnownTails(), { witness: other })).toBe(0);
  expect((await logOf(acme)).size).toBe(early);
});

test("a state that another process grew past what was signed is another history", async () => {
  await restore("early");
  await note(acme, 300);
  await seal(db, signer, new KnownTails());
  await note(acme, 1);
  expect(await sealAll()).toBe(0);
  expect(refused).toMatchObject([{ kind: "forked", signedSize: late, size: early + 300 }]);
  expect((await logOf(acme)).kind).toBe("forked");
});

test.for([false, true])("one that grew to the very size that was signed, too; restarted: %s", async (restarted) => {
  await note(acme, 1);
  await sealAll();
  if (restarted) await restart();
  await restore("early");
  await note(acme, late + 1 - early);
  await seal(db, signer, new KnownTails());
  await note(acme, 1);
  expect(await sealAll()).toBe(0);
  expect(refused).toMatchObject([{ kind: "forked", signedSize: late + 1, size: late + 1 }]);
});

test("a log that lacks hashes of its tree keeps no other from being sealed", async () => {
  await asOwner(`delete from audit_leaf where organization_id = '${acme.id}' and sequence = ${late - 1}`);
  await note(acme, 1);
  await note(globex, 1);
  expect(await sealAll()).toBe(1);
  expect(refused).toMatchObject([{ organizationId: acme.id, kind: "broken" }]);
  await expect(acceptRestored(db, witness, acme.id, "why not")).rejects.toThrow(RangeError);
});

const place = (sequence: string) =>
  `insert into audit_leaf (organization_id, sequence, event_id, hash) select '${acme.id}', ${sequence}, gen_random_uuid(), sha256('')`;
const tile = (level: number, index: number) =>
  `insert into audit_tile (organization_id, level, index, hashes, root)
    select '${acme.id}', ${level}, ${index}, decode(repeat('00', 8192), 'hex'), sha256('')`;

test.for([
  ["the next place", () => place(String(late))],
  ["a place further on", () => place(String(late + 5))],
  [
    "the place of an event that waits",
    () => `${place("9999")}; update audit_leaf set event_id =
    (select e.id from audit_event e where e.organization_id = '${acme.id}' order by e.id desc limit 1) where sequence = 9999`,
  ],
  ["the next tile", () => tile(0, Math.floor(late / 256))],
  ["a tile of a level that it does not reach", () => tile(1, 0)],
] as const)("a log whose owner made up %s keeps no other from being sealed", async ([, forge]) => {
  await note(acme, 300);
  await asOwner(forge());
  await note(globex, 1);
  expect(await sealAll()).toBe(1);
  expect(refused).toMatchObject([{ organizationId: acme.id, kind: "longer", signedSize: late, size: late }]);
  await note(globex, 1);
  expect(await sealAll()).toBe(1);
  expect(refused).toHaveLength(1);
  expect((await logOf(globex)).kind).toBeNull();
  expect((await logOf(acme)).kind).not.toBeNull();
  await expect(acceptRestored(db, witness, acme.id, "why not")).rejects.toThrow(RangeError);

  // What was made up is taken away, and the next start seals what waited.
  await asOwner(`delete from audit_leaf where organization_id = '${acme.id}' and sequence >= ${late};
    delete from audit_tile where organization_id = '${acme.id}' and (level > 0 or index >= ${Math.floor(late / 256)})`);
  await lookForRestored(db, witness, (refusal) => void refused.push(refusal));
  expect(await sealAll()).toBe(300);
  expect(await logOf(acme)).toEqual({ size: late + 300, kind: null, waiting: 0 });
});

test("so does one that was never sealed", async () => {
  const initech = await testOrganization(db, "Initech");
  await asOwner(place("0").replace(acme.id, initech.id));
  await note(globex, 1);
  await sealAll();
  expect(refused).toMatchObject([{ organizationId: initech.id, kind: "longer", signedSize: 0, size: 0 }]);
  expect((await logOf(globex)).waiting).toBe(0);
});

test("it is told at the start, before anything happens, and no more when the right database is back", async () => {
  const look = () => lookForRestored(db, witness, (refusal) => void refused.push(refusal));
  await look();
  expect(refused).toEqual([]);
  await restore("early");
  await look();
  expect(refused).toMatchObject([{ organizationId: acme.id, kind: "shorter" }]);
  await note(acme, 3);
  expect(await sealAll()).toBe(0);
  // The events of the meantime come along, as with a replica that lagged behind.
  await asOwner(
    ["audit_leaf", "audit_tile", "audit_checkpoint", "audit_event", "audit_disclosure"]
      .map((table) => `insert into ${table} select * from late_${table} on conflict do nothing`)
      .join(";"),
  );
  await look();
  expect(await sealAll()).toBe(3);
  expect(await logOf(acme)).toEqual({ size: late + 3, kind: null, waiting: 0 });
});

test("what an operator accepts is sealed again, with what waited, and says what was lost", async () => {
  expect(await acceptRestored(db, witness, acme.id, "nothing is wrong")).toBeNull();
  await restore("early");
  await note(acme, 2);
  await sealAll();
  await note(globex, 1);
  await note(acme, 2);
  await sealAll();
  const accepted = await acceptRestored(db, witness, acme.id, "The disk of db-1 died.");
  expect(accepted).toMatchObject({ lost: { size: late }, kept: { size: early } });
  expect(await sealAll()).toBe(5);
  expect(await logOf(acme)).toEqual({ size: early + 5, kind: null, waiting: 0 });
  expect((await logOf(globex)).kind).toBeNull();
  const { rows } = await withClient(owner, (client) =>
    client.query<{ leaf: { context: { restored: unknown } }; said: string }>(
      `select e.leaf::jsonb as leaf, d.disclosure as said from audit_event e join audit_disclosure d on d.event_id = e.id and d.name = 'said'
        where e.organization_id = $1 and e.action = 'RESTORE'`,
      [acme.id],
    ),
  );
  expect(rows).toMatchObject([{ leaf: { resource: "audit_log", context: { restored: accepted } } }]);
  expect(rows[0]!.said).toContain("The disk of db-1 died.");
  // The next restore is a new one.
  await restart();
  await restore("early");
  await note(acme, 1);
  expect(await sealAll()).toBe(0);
  expect(refused.at(-1)).toMatchObject({ kind: "shorter", signedSize: early + 5, size: early });
});
