import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { utf8 } from "../../proofs/bytes.ts";
import { openCheckpoint } from "../../proofs/checkpoint.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import type { Database, Sql } from "../ports/database.ts";
import type { Signer } from "../ports/signer.ts";
import { appendEvents, eventOf } from "./append.ts";
import { loadTail } from "./log-tail.ts";
import { treeHasher, verifyEd25519 } from "./node-hashing.ts";
import { keyOfLog, KnownTails, seal } from "./seal.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 8 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");

const { privateKey } = generateKeyPairSync("ed25519");
const jwk = createPublicKey(privateKey).export({ format: "jwk" });
const signer: Signer = {
  publicKey: Buffer.from(jwk.x!, "base64url"),
  sign: (message) => sign(null, message, privateKey),
};
let known = new KnownTails();
const sealAll = () => seal(db, signer, known);
beforeEach(async () => void (await sealAll()));

const note = (who: typeof acme, count = 1, body: () => Promise<void> = async () => {}) =>
  db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    const entry = { action: "VIEW", resource: "test" } as const;
    await appendEvents(
      sql,
      Array.from({ length: count }, () => eventOf(who.actor, internalOrigin("test"), entry)),
    );
    await body();
  });

interface Stored {
  sequence: number;
  leaf: string;
  hash: Buffer;
}
const logOf = (who: typeof acme) =>
  withClient(owner, async (client) => {
    const text = `select l.sequence::int, e.leaf, l.hash from audit_leaf l join audit_event e on e.organization_id = l.organization_id and e.id = l.event_id
      where l.organization_id = $1 order by l.sequence`;
    return (await client.query<Stored>(text, [who.id])).rows;
  });
const unsealed = () =>
  withClient(owner, async (client) => {
    const text =
      "select count(*)::int as n from audit_event e where not exists (select from audit_leaf l where l.event_id = e.id)";
    return (await client.query<{ n: number }>(text)).rows[0]!.n;
  });
const lastNote = (who: typeof acme) =>
  withClient(owner, async (client) => {
    const text = "select note from audit_checkpoint where organization_id = $1 order by size desc limit 1";
    return (await client.query<{ note: string }>(text, [who.id])).rows[0]!.note;
  });

/** The log is dense, and its last checkpoint is signed and says exactly what lies there. */
async function expectSound(who: typeof acme): Promise<Stored[]> {
  const log = await logOf(who);
  expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, at) => at));
  const hashes = log.map(({ leaf }) => treeHasher.leaf(utf8(leaf)));
  expect(log.map(({ hash }) => hash.toString("hex"))).toEqual(hashes.map((hash) => Buffer.from(hash).toString("hex")));
  const checkpoint = await openCheckpoint(await lastNote(who), keyOfLog(who.id, signer.publicKey), verifyEd25519);
  expect(checkpoint).toMatchObject({ size: log.length });
  expect(Buffer.from(checkpoint!.root)).toEqual(Buffer.from(treeHasher.root(hashes)));
  return log;
}

test("what is committed is sealed, each organization's in a log of its own", async () => {
  const before = (await logOf(acme)).length;
  await note(acme, 3);
  await note(globex);
  expect(await sealAll()).toBe(4);
  expect(await sealAll()).toBe(0);
  expect((await expectSound(acme)).length).toBe(before + 3);
  await expectSound(globex);
});

test("a transaction that was open during a seal is found by the next, an aborted one never", async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  let wrote = () => {};
  const written = new Promise<void>((resolve) => (wrote = resolve));
  const slow = note(acme, 2, async () => {
    wrote();
    await held;
  });
  await written;
  await note(acme);
  await expect(note(acme, 5, () => Promise.reject(new Error("aborted")))).rejects.toThrow("aborted");
  expect(await sealAll()).toBe(1);
  finish();
  await slow;
  await note(globex);
  expect(await sealAll()).toBe(3);
  expect(await unsealed()).toBe(0);
  await expectSound(acme);
});

test(
  "thousands at once fill tiles, from which a process that knows nothing goes on",
  { timeout: 180_000 },
  async () => {
    await note(acme, 70_000);
    await note(globex, 300);
    await sealAll();
    known = new KnownTails();
    await note(acme, 300);
    await sealAll();
    const log = await expectSound(acme);
    const tiles = await withClient(owner, (client) =>
      client.query(
        "select level, count(*)::int as n from audit_tile where organization_id = $1 group by 1 order by 1",
        [acme.id],
      ),
    );
    expect(tiles.rows).toEqual([
      { level: 0, n: Math.floor(log.length / 256) },
      { level: 1, n: Math.floor(log.length / 65_536) },
    ]);
    const tail = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
      loadTail(sql, acme.id, log.length),
    );
    expect(tail.root()).toEqual(treeHasher.root(log.map(({ hash }) => new Uint8Array(hash))));
  },
);

test("many writers and two sequencers: none is skipped, none twice", async () => {
  const others = new KnownTails();
  let writing = true;
  const sequencers = [known, others].map(async (tails) => {
    while (writing) await seal(db, signer, tails);
  });
  await Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      for (let turn = 0; turn < 60; turn += 1)
        await note(writer % 2 ? acme : globex, 1 + (turn % 3), async () => {
          if (turn % 7 === 0) throw new Error("aborted");
        }).catch(() => {});
    }),
  );
  writing = false;
  await Promise.all(sequencers);
  await sealAll();
  expect(await unsealed()).toBe(0);
  await expectSound(acme);
  await expectSound(globex);
});

test("after a restore that counts transactions anew, nothing stays unsealed", async () => {
  await withClient(owner, (client) => client.query("update audit_sequencer set snapshot = '900000000:900000000:'"));
  await note(acme, 2);
  expect(await sealAll()).toBe(2);
  await note(acme);
  expect(await sealAll()).toBe(1);
  await expectSound(acme);
});

test("nothing that is asked for with the lock taken is more than a socket holds, however much there is", async () => {
  const organizations = await Promise.all(Array.from({ length: 40 }, (_, at) => testOrganization(db, `Many ${at}`)));
  // Logs that nobody knows, with as many hashes at their edge as there may be, and events as long as they get.
  await Promise.all(organizations.map((who) => note(who, 255)));
  await sealAll();
  known = new KnownTails();
  await Promise.all([...organizations.map((who) => note(who)), note(acme, 2_000)]);
  let largest = 0;
  const measured: Database = {
    ...db,
    transaction: (scope, body, closing) =>
      db.transaction(
        scope,
        (sql) => {
          let [pending, unread] = [0, 0];
          const query: Sql["query"] = async (text, parameters, options) => {
            pending += 1;
            const rows = await sql.query(text, parameters, options);
            unread += JSON.stringify(rows).length;
            largest = Math.max(largest, unread);
            // What was asked for together is answered together.
            if ((pending -= 1) === 0) unread = 0;
            return rows as never;
          };
          return body({ ...sql, query });
        },
        closing,
      ),
  };
  expect(await seal(measured, signer, known)).toBeGreaterThanOrEqual(2_040);
  expect(largest).toBeGreaterThan(10_000);
  expect(largest).toBeLessThan(200_000);
  await expectSound(acme);
});

test("the roles of the application change nothing of the log", async () => {
  for (const role of ["nextcrm_app", "nextcrm_operator", "nextcrm_auth"])
    for (const table of ["audit_event", "audit_leaf", "audit_tile", "audit_checkpoint"])
      for (const act of [`delete from ${table}`, `update ${table} set organization_id = null`, `truncate ${table}`])
        await withClient(serve, async (client) => {
          await client.query(`set role ${role}`);
          await expect(client.query(act), `${role}: ${act}`).rejects.toThrow(/permission denied/);
        });
});
