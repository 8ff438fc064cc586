import { createHash } from "node:crypto";
import { beforeAll, afterAll, beforeEach, describe, expect, test } from "vitest";
import type pg from "pg";
import { utf8 } from "../proofs/bytes.ts";
import { signCheckpoint } from "../proofs/checkpoint.ts";
import type { Wrong } from "../proofs/log-verdict.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import type { Action } from "../src/audit/event.ts";
import { queryLog } from "../src/audit/query.ts";
import { treeHasher } from "../src/audit/node-hashing.ts";
import { digestOfRuns } from "../src/audit/places.ts";
import { keyOfLog, KnownTails, originOfLog, seal } from "../src/audit/seal.ts";
import { listLogs, verifyStoredLog } from "../src/audit/verify.ts";
import { newId } from "../src/identifier.ts";
import { freshDatabase } from "./database.ts";
import { testOrganization } from "./organization.ts";

/** What somebody with the database in their hands may do to it: its owner, triggers off. */

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const signer = ed25519Signer("the installation's");
const intruder = ed25519Signer("somebody else's");
const tables = [
  "audit_event",
  "audit_disclosure",
  "audit_leaf",
  "audit_tile",
  "audit_checkpoint",
  "audit_sequencer",
  "audit_prune",
  "audit_erasure",
];

const write = async (who: typeof acme, count: number) => {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => {
    const entry = (at: number) =>
      ({ action: "UPDATE", resource: "test", resourceId: newId(), name: `Test ${at}` }) as const;
    const events = Array.from({ length: count }, (_, at) => eventOf(who.actor, internalOrigin("test"), entry(at)));
    return appendEvents(sql, events);
  });
  await seal(db, signer, new KnownTails());
};

const tamper = (body: (client: pg.Client) => Promise<unknown>) =>
  withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    await body(client);
  });
const sql = (text: string, parameters: unknown[] = []) => tamper((client) => client.query(text, parameters));

let size = 0;
let kept = "";

beforeAll(async () => {
  await write(globex, 3);
  // Two full tiles, then an edge over which checkpoints lie close to each other.
  for (const count of [300, 298, 20, 20, 5]) await write(acme, count);
  const { rows } = await withClient(owner, (client) =>
    client.query<{ size: number; note: string }>(
      "select size::int, note from audit_checkpoint where organization_id = $1 order by size desc limit 1",
      [acme.id],
    ),
  );
  ({ size, note: kept } = rows[0]!);
  for (const table of tables) await sql(`create table kept_${table} as select * from ${table}`);
}, 30_000);

beforeEach(() =>
  tamper(async (client) => {
    for (const table of tables)
      await client.query(`delete from ${table}; insert into ${table} select * from kept_${table}`);
  }),
);

const verified = (options = {}) => verifyStoredLog(db, acme.id, options);

async function expectFound(kind: Wrong, sequence: number | null, options = {}): Promise<void> {
  const { finding } = await verified(options);
  expect(finding).toMatchObject({ kind, sequence });
  expect(finding!.sentence).toMatch(/^[A-Z].*\.$/);
  // Its neighbour has nothing to do with it.
  expect((await verifyStoredLog(db, globex.id)).finding).toBeNull();
}

const mine = `organization_id = '${acme.id}'`;
const eventAt = (sequence: number) => `(select event_id from audit_leaf where ${mine} and sequence = ${sequence})`;
/** Makes room in front of a place, or closes the gap of one that was removed. */
const renumber = (from: number, by: number) => `
  update audit_leaf set sequence = sequence + 1000000 where ${mine} and sequence >= ${from};
  update audit_leaf set sequence = sequence - 1000000 + ${by} where ${mine} and sequence >= 1000000;`;
const swapPlaces = (one: number, other: number) => `
  update audit_leaf set sequence = 9999999 where ${mine} and sequence = ${one};
  update audit_leaf set sequence = ${one} where ${mine} and sequence = ${other};
  update audit_leaf set sequence = ${other} where ${mine} and sequence = 9999999;`;
/** An event nobody made, with leaf and hash that fit each other, at a place that is free. */
const forge = async (sequence: number | null) => {
  const id = newId();
  const at = "2026-11-22T17:00:00.000Z";
  const leaf = `{"action":"DELETE","actor":{"type":"system"},"class":"management","context":{},"digests":[],"id":"${id}","occurredAt":"${at}","organizationId":"${acme.id}","outcome":"success","recordedAt":"${at}","resource":"test","schemaVersion":1,"targets":[]}`;
  await sql(
    `insert into audit_event (organization_id, id, xid, action, resource, outcome, occurred_at, leaf)
      values ($1, $2, '3', 'DELETE', 'test', 'success', $3, $4)`,
    [acme.id, id, at, leaf],
  );
  if (sequence === null) return;
  await sql("insert into audit_leaf (organization_id, sequence, event_id, hash) values ($1, $2, $3, $4)", [
    acme.id,
    sequence,
    id,
    treeHasher.leaf(utf8(leaf)),
  ]);
};
/** Another leaf for an event, and the hash that fits it. */
const rewrite = (sequence: number) =>
  sql(`
    update audit_event set leaf = replace(leaf, '"resource":"test"', '"resource":"best"'), resource = 'best' where ${mine} and id = ${eventAt(sequence)};
    update audit_leaf l set hash = sha256('\\x00'::bytea || convert_to(e.leaf, 'UTF8')) from audit_event e
      where l.${mine} and l.sequence = ${sequence} and e.organization_id = l.organization_id and e.id = l.event_id;`);
const byte = (column: string, at: number) => `set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`;

/** Tiles and checkpoints anew, as the installation's own key would sign what now stands there. */
async function signAnew(with_ = signer): Promise<void> {
  await sql(`delete from audit_checkpoint where ${mine}; delete from audit_tile where ${mine}`);
  const { rows } = await withClient(owner, (client) =>
    client.query<{ hash: Uint8Array }>(`select hash from audit_leaf where ${mine} order by sequence`),
  );
  const hashes = rows.map(({ hash }) => new Uint8Array(hash));
  for (let index = 0; (index + 1) * 256 <= hashes.length; index += 1) {
    const tile = hashes.slice(index * 256, index * 256 + 256);
    await sql("insert into audit_tile (organization_id, level, index, hashes, root) values ($1, 0, $2, $3, $4)", [
      acme.id,
      index,
      Buffer.concat(tile),
      treeHasher.root(tile),
    ]);
  }
  const checkpoint = { origin: originOfLog(acme.id), size: hashes.length, root: treeHasher.root(hashes) };
  const note = signCheckpoint(checkpoint, keyOfLog(acme.id, with_.publicKey), (text) => with_.sign(text));
  await sql(
    "insert into audit_checkpoint (organization_id, size, root, note, sealed_at) values ($1, $2, $3, $4, now())",
    [acme.id, hashes.length, checkpoint.root, note],
  );
}

test("untouched, all is in order, with the checkpoint that was kept", async () => {
  const verdict = await verified({ kept: [kept] });
  expect(verdict).toMatchObject({ finding: null, size, pruned: 0, erased: 0, waiting: 0 });
  expect(verdict.checkpoints).toBeGreaterThanOrEqual(6);
  expect(size).toBeGreaterThan(640);
});

const inTile = 100;
const atEdge = 630;

describe.each([
  ["in a full tile", inTile],
  ["at the edge", atEdge],
])("%s", (_, at) => {
  test("a byte of a leaf", async () => {
    await sql(`update audit_event set leaf = replace(leaf, '"test"', '"tesU"') where ${mine} and id = ${eventAt(at)}`);
    await expectFound("changed", at);
  });

  test.each([
    ["action", "'DELETE'"],
    ["resource", "'account'"],
    ["resource_id", "null"],
    ["outcome", "'denied'"],
    ["actor_id", "gen_random_uuid()"],
    ["occurred_at", "occurred_at + interval '1 day'"],
    ["occurred_at", "'infinity'"],
    ["occurred_at", "'0044-03-15 12:00:00+00 BC'"],
  ])("the column %s", async (column, value) => {
    await sql(`update audit_event set ${column} = ${value} where ${mine} and id = ${eventAt(at)}`);
    await expectFound("changed", at);
  });

  test("a byte of a kept hash", async () => {
    await sql(`update audit_leaf set hash = ${byte("hash", 7)} where ${mine} and sequence = ${at}`);
    await expectFound("changed", at);
  });

  test("a byte of a disclosure, its name, and one too many", async () => {
    const of = `${mine} and event_id = ${eventAt(at)}`;
    await sql(`update audit_disclosure set disclosure = replace(disclosure, 'Test', 'Best') where ${of}`);
    await expectFound("changed", at);
    await sql(`delete from audit_disclosure; insert into audit_disclosure select * from kept_audit_disclosure`);
    await sql(`update audit_disclosure set name = 'rest' where ${of} and name = 'record'`);
    await expectFound("changed", at);
    await sql(`delete from audit_disclosure; insert into audit_disclosure select * from kept_audit_disclosure`);
    await sql(
      `insert into audit_disclosure select organization_id, event_id, 'rest', subject_type, subject_id, disclosure from audit_disclosure where ${of} and name = 'record'`,
    );
    await expectFound("changed", at);
  });

  test("two disclosures made one that reads as both", async () => {
    const of = `${mine} and event_id = ${eventAt(at)}`;
    await sql(`
      update audit_disclosure set disclosure = disclosure || E'\\nrecord\\t' || (select disclosure from audit_disclosure where ${of} and name = 'record')
        where ${of} and name = 'actor';
      delete from audit_disclosure where ${of} and name = 'record';`);
    await expectFound("changed", at);
  });

  test("two disclosures told by one row, beside one that tells nothing", async () => {
    const of = `${mine} and event_id = ${eventAt(at)}`;
    await sql(`
      alter table audit_disclosure alter column disclosure drop not null;
      update audit_disclosure set name = (select name || E'\\t' || disclosure from audit_disclosure where ${of} and name = 'actor') || E'\\n' || name
        where ${of} and name = 'record';
      update audit_disclosure set disclosure = null where ${of} and name = 'actor'`);
    try {
      await expectFound("changed", at);
    } finally {
      await sql(
        "delete from audit_disclosure where disclosure is null; alter table audit_disclosure alter column disclosure set not null",
      );
    }
  });

  test("names of values that are filled up with blanks hide nothing from whoever reads the log", async () => {
    const shown = () =>
      db.transaction({ role: "nextcrm_app", organizationId: acme.id, readOnly: true }, (work) =>
        queryLog(work, acme.id, {}, { offset: 0 }, 1),
      );
    const before = await shown();
    await sql(`alter table audit_disclosure alter column name type char(40)`);
    try {
      expect((await verified()).finding).toBeNull();
      expect(await shown()).toEqual(before);
      expect(before[0]!.resourceName).toMatch(/^Test /);
    } finally {
      await sql(`alter table audit_disclosure alter column name type text`);
    }
  });

  test("an actor's id as a text that goes on as the leaf does", async () => {
    const [, behind] = await withClient(owner, (client) =>
      client.query<{ behind: string[] }>(
        `select regexp_match(leaf, '"actor":\\{"id":"(.{36}","[^"]+":"[^"]*)",') as behind from audit_event where ${mine} and id = ${eventAt(at)}`,
      ),
    ).then(({ rows }) => ["", rows[0]!.behind[0]!] as const);
    await sql("alter table audit_event alter column actor_id type text");
    try {
      await sql(`update audit_event set actor_id = $1 where ${mine} and id = ${eventAt(at)}`, [behind]);
      await expectFound("changed", at);
    } finally {
      await sql(
        "delete from audit_event; alter table audit_event alter column actor_id type uuid using actor_id::uuid",
      );
    }
  });

  test("a disclosure removed, unless it was erased by right", async () => {
    await sql(`delete from audit_disclosure where ${mine} and event_id = ${eventAt(at)} and name = 'record'`);
    await expectFound("missing", at);
    expect(await verified({ erased: () => true })).toMatchObject({ finding: null, erased: 1 });
    const record = (act: number) => `
      insert into audit_erasure (organization_id, event_id, name, digest, erased_by)
      select organization_id, id, 'record', leaf::jsonb->'digests'->>1, ${eventAt(act)} from audit_event where ${mine} and id = ${eventAt(at)}`;
    // An erasing that no act of the log tells of is none.
    await sql(record(at + 1));
    await expectFound("missing", at);
    await sql(`delete from audit_erasure`);
  });

  test("a moment of a text that is almost one", async () => {
    await sql(
      `alter table audit_event alter column occurred_at type text using to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS"+00"')`,
    );
    try {
      expect((await verified()).finding).toBeNull();
      await sql(
        `update audit_event set occurred_at = replace(occurred_at, ' ', 'X') where ${mine} and id = ${eventAt(at)}`,
      );
      await expectFound("changed", at);
    } finally {
      await sql(
        `delete from audit_event; alter table audit_event alter column occurred_at type timestamptz(3) using now()`,
      );
    }
  });

  test("an event removed, unless it was pruned by right", async () => {
    await sql(`
      delete from audit_disclosure where ${mine} and event_id = ${eventAt(at)};
      delete from audit_event where ${mine} and id = ${eventAt(at)}`);
    await expectFound("missing", at);
    expect(await verified({ pruned: (sequence: number) => sequence === at })).toMatchObject({
      finding: null,
      pruned: 1,
    });
    await expectFound("missing", at, { pruned: (sequence: number) => sequence < at });
  });

  test("an event pruned, and not its personal values", async () => {
    await sql(`delete from audit_event where ${mine} and id = ${eventAt(at)}`);
    await expectFound("changed", at, { pruned: () => true });
  });

  test("a place removed", async () => {
    await sql(`delete from audit_leaf where ${mine} and sequence = ${at}`);
    await expectFound("missing", at);
  });

  test("a place removed with its event, the later ones renumbered", async () => {
    await sql(`
      delete from audit_event where ${mine} and id = ${eventAt(at)};
      delete from audit_leaf where ${mine} and sequence = ${at}; ${renumber(at, -1)}`);
    const { finding } = await verified();
    expect(finding!.kind).toBe("missing");
    // At the edge nothing says which of those since the last checkpoint it was.
    expect(finding!.sequence).toBeLessThanOrEqual(at);
    expect(finding!.sequence).toBeGreaterThanOrEqual(at === inTile ? at : at - 20);
  });

  test("a forged event between others, the later ones renumbered", async () => {
    await sql(renumber(at, 1));
    await forge(at);
    await expectFound("inserted", at);
  });

  test("an event a second time, the later ones renumbered", async () => {
    await sql(`alter table audit_leaf drop constraint audit_leaf_organization_id_event_id_key`);
    await sql(renumber(at, 1));
    await sql(
      `insert into audit_leaf select organization_id, ${at}, event_id, hash from audit_leaf where ${mine} and sequence = ${at + 1}`,
    );
    const { finding } = await verified();
    expect(finding!.kind).toBe("inserted");
    expect([at, at + 1]).toContain(finding!.sequence);
    // Signed anew, nothing but the event itself tells.
    await signAnew();
    await expectFound("inserted", at + 1);
    await sql(`delete from audit_leaf; alter table audit_leaf add unique (organization_id, event_id)`);
  });

  test("a place of one number twice", async () => {
    await sql(`alter table audit_leaf drop constraint audit_leaf_pkey`);
    await forge(at);
    const { finding } = await verified();
    expect(finding!.sequence).toBe(at);
    expect(finding!.kind).toMatch(/inserted|changed/);
    await sql(`delete from audit_leaf; alter table audit_leaf add primary key (organization_id, sequence)`);
  });

  test("two places exchanged", async () => {
    await sql(swapPlaces(at, at + 3));
    await expectFound("reordered", at);
  });

  test("two neighbours exchanged", async () => {
    await sql(swapPlaces(at, at + 1));
    await expectFound("reordered", at);
  });

  test("the leaves of two events exchanged", async () => {
    await sql(`
      update audit_event e set leaf = o.leaf from audit_event o where e.${mine} and o.${mine}
        and ((e.id = ${eventAt(at)} and o.id = ${eventAt(at + 2)}) or (e.id = ${eventAt(at + 2)} and o.id = ${eventAt(at)}))`);
    await expectFound("reordered", at);
  });

  test("a leaf rewritten together with its hash", async () => {
    await rewrite(at);
    const { finding } = await verified();
    expect(finding!.kind).toBe("changed");
    expect(finding!.sequence).toBeLessThanOrEqual(at);
    expect(finding!.sequence).toBeGreaterThanOrEqual(at === inTile ? at : at - 20);
  });

  test("all rewritten and signed anew by the installation: only who kept a checkpoint knows", async () => {
    await rewrite(at);
    await signAnew();
    expect((await verified()).finding).toBeNull();
    const { finding } = await verified({ kept: [kept] });
    expect(finding!.kind).toBe("forked");
  });
});

describe("tiles", () => {
  test("a byte of a hash", async () => {
    await sql(
      `update audit_tile set hashes = ${byte("hashes", 32 * inTile)} where ${mine} and level = 0 and index = 0`,
    );
    await expectFound("changed", inTile);
  });
  test("a byte of a root", async () => {
    await sql(`update audit_tile set root = ${byte("root", 0)} where ${mine} and level = 0 and index = 1`);
    await expectFound("changed", 511);
  });
  test("one that is gone, and one too many", async () => {
    await sql(`delete from audit_tile where ${mine} and index = 0`);
    await expectFound("missing", 255);
    await sql(`delete from audit_tile; insert into audit_tile select * from kept_audit_tile`);
    await sql(
      `insert into audit_tile select organization_id, level, 2, hashes, root from audit_tile where ${mine} and index = 1`,
    );
    await expectFound("changed", 512);
  });
  test("one of events beyond the log's end", async () => {
    await sql(
      `insert into audit_tile select organization_id, level, 5, hashes, root from audit_tile where ${mine} and index = 1`,
    );
    await expectFound("missing", size);
  });
  test("one of events so far beyond the log's end that nobody gets there", async () => {
    await sql(
      `insert into audit_tile select organization_id, level, 1000000000000, hashes, root from audit_tile where ${mine} and index = 1`,
    );
    await expectFound("missing", size);
  });
  test("a tile with more than its hashes", async () => {
    await sql(`alter table audit_tile drop constraint audit_tile_hashes_check`);
    try {
      await sql(`update audit_tile set hashes = hashes || root where ${mine} and index = 0`);
      await expectFound("changed", 255);
    } finally {
      await sql(
        "delete from audit_tile; alter table audit_tile add constraint audit_tile_hashes_check check (octet_length(hashes) = 8192)",
      );
    }
  });
  // Thousands of exchanges are tried before it is none of them: seconds of nothing but hashing.
  test("a leaf rewritten with its hash and its tile", { timeout: 60_000 }, async () => {
    await rewrite(inTile);
    const { rows } = await withClient(owner, (client) =>
      client.query<{ hash: Uint8Array }>(
        `select hash from audit_leaf where ${mine} and sequence < 256 order by sequence`,
      ),
    );
    const hashes = rows.map(({ hash }) => new Uint8Array(hash));
    await sql(`update audit_tile set hashes = $1, root = $2 where ${mine} and index = 0`, [
      Buffer.concat(hashes),
      treeHasher.root(hashes),
    ]);
    const { finding } = await verified();
    expect(finding!.kind).toBe("changed");
    expect(finding!.sentence).toMatch(/checkpoint of \d+ events does not fit/);
  });
});

describe("pruning", () => {
  const [first, upto] = [40, 45];
  /** The event of a prune, sealed; its row; and the events gone, as if all were by right. */
  async function prune(places: string, action: Action = "PRUNE", said: object = {}): Promise<string> {
    const id = newId();
    const details = { prune: { first, upto, events: upto - first, places: digestOfRuns(places), ...said } };
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (work) =>
      appendEvents(work, [eventOf(acme.actor, internalOrigin("test"), { id, action, resource: "audit_log", details })]),
    );
    await seal(db, signer, new KnownTails());
    await removeEvents(first, upto);
    return id;
  }
  const removeEvents = (from: number, to: number) =>
    sql(`
      delete from audit_disclosure d using audit_leaf l where l.${mine} and l.sequence >= ${from} and l.sequence < ${to} and d.organization_id = l.organization_id and d.event_id = l.event_id;
      delete from audit_event e using audit_leaf l where l.${mine} and l.sequence >= ${from} and l.sequence < ${to} and e.organization_id = l.organization_id and e.id = l.event_id;`);
  const note = (id: string, places: string) =>
    sql(
      `insert into audit_prune (organization_id, event_id, places, events, before, oldest, newest) values ($1, $2, $3, 5, now(), now(), now())`,
      [acme.id, id, places],
    );
  const places = `{[${first},${upto})}`;

  test("by right is no finding", async () => {
    await note(await prune(places), places);
    expect(await verified()).toMatchObject({ finding: null, pruned: upto - first, size: size + 1 });
  });
  test("one event more than the prune says", async () => {
    await note(await prune(places), places);
    await removeEvents(upto, upto + 1);
    await expectFound("missing", upto);
  });
  test("a row that says more than its event", async () => {
    const id = await prune(places);
    await removeEvents(upto, upto + 1);
    await note(id, `{[${first},${upto + 1})}`);
    await expectFound("missing", first);
  });
  test("a row without an event, and one with another act's", async () => {
    await removeEvents(first, upto);
    await note(newId(), places);
    await expectFound("missing", first);
    await sql(`delete from audit_prune`);
    await note(await prune(places, "UPDATE"), places);
    await expectFound("missing", first);
  });
  test("an event of a prune that was written behind the log's back", async () => {
    await note(await prune(places), places);
    await sql(
      `update audit_event set leaf = replace(leaf, '"schemaVersion":1', '"schemaVersion":2') where ${mine} and action = 'PRUNE'`,
    );
    await expectFound("changed", size);
    await sql(`update audit_event set leaf = 'no JSON' where ${mine} and action = 'PRUNE'`);
    await expectFound("missing", first);
  });
  test("more than the event says in numbers, though it has the digest of the places", async () => {
    await note(await prune(places, "PRUNE", { events: 1 }), places);
    await expectFound("missing", first);
  });
  test("what is sealed later, in advance", async () => {
    const beyond = { first: size + 1, upto: size + 3, events: 2 };
    const text = `{[${beyond.first},${beyond.upto})}`;
    const id = newId();
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (work) => {
      const details = { prune: { ...beyond, places: digestOfRuns(text) } };
      const entry = { id, action: "PRUNE", resource: "audit_log", details } as const;
      return appendEvents(work, [eventOf(acme.actor, internalOrigin("test"), entry)]);
    });
    await write(acme, 3);
    await note(id, text);
    await removeEvents(size + 1, size + 3);
    await expectFound("missing", size + 1);
  });
  test("an event without a leaf where one was pruned", async () => {
    await note(await prune(places), places);
    await sql(`
      alter table audit_event alter column leaf drop not null;
      insert into audit_event (organization_id, id, xid, action, resource, outcome, occurred_at, leaf)
        values ('${acme.id}', ${eventAt(first)}, '3', 'DELETE', 'test', 'success', now(), null)`);
    try {
      await expectFound("changed", first);
    } finally {
      await sql("delete from audit_event where leaf is null; alter table audit_event alter column leaf set not null");
    }
  });
  test("an event without a row", async () => {
    await prune(places);
    await expectFound("missing", first);
  });
});

describe("erasing", () => {
  /** Values gone, and noted as erased by the act, as far as the database's owner can. */
  const erase = (act: string, ...places: number[]) =>
    sql(`
      with gone as (
        delete from audit_disclosure d using audit_leaf l where l.${mine} and l.sequence in (${places.join()})
          and d.organization_id = l.organization_id and d.event_id = l.event_id and d.name = 'record' returning d.event_id)
      insert into audit_erasure (organization_id, event_id, name, digest, erased_by)
      select organization_id, id, 'record', leaf::jsonb->'digests'->>1, '${act}' from audit_event where ${mine} and id in (select event_id from gone)`);
  /** The event of an erasing that tells of one value at a place. */
  async function act(at: number): Promise<string> {
    const id = newId();
    const { rows } = await withClient(owner, (client) =>
      client.query<{ digest: string }>(
        `select leaf::jsonb->'digests'->>1 as digest from audit_event where ${mine} and id = ${eventAt(at)}`,
      ),
    );
    const sha256 = createHash("sha256").update(rows[0]!.digest).digest("base64url");
    const entry = { id, action: "ERASE", resource: "test", details: { erased: { values: 1, sha256 } } } as const;
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (work) =>
      appendEvents(work, [eventOf(acme.actor, internalOrigin("test"), entry)]),
    );
    await seal(db, signer, new KnownTails());
    return id;
  }

  test("by right is no finding", async () => {
    await erase(await act(inTile), inTile);
    expect(await verified()).toMatchObject({ finding: null, erased: 1 });
  });
  test("a value more than the act tells of", async () => {
    await erase(await act(inTile), inTile, atEdge);
    await expectFound("missing", inTile);
  });
  test("another value than the act tells of", async () => {
    await erase(await act(inTile), atEdge);
    await expectFound("missing", atEdge);
  });
});

test("a place in front of the first", async () => {
  await sql("alter table audit_leaf drop constraint audit_leaf_sequence_check");
  await forge(-1);
  await expectFound("inserted", -1);
  await sql(`
    delete from audit_leaf where sequence < 0;
    alter table audit_leaf add constraint audit_leaf_sequence_check check (sequence >= 0)`);
});

test.each(["-9223372036854775808", "null"])("an event whose place is %s, where nobody looks", async (nowhere) => {
  await sql(`
    alter table audit_leaf drop constraint audit_leaf_sequence_check, drop constraint audit_leaf_pkey, alter column sequence drop not null`);
  try {
    await forge(1_000_000);
    await sql(`update audit_leaf set sequence = ${nowhere} where ${mine} and sequence = 1000000`);
    await expectFound("inserted", null);
  } finally {
    await sql(`
      delete from audit_leaf where sequence is null or sequence < 0;
      alter table audit_leaf add primary key (organization_id, sequence), add constraint audit_leaf_sequence_check check (sequence >= 0)`);
  }
});

describe("the end of the log", () => {
  const cut = (count: number) => `
    delete from audit_disclosure d using audit_leaf l where l.${mine} and l.sequence >= ${size - count} and d.organization_id = l.organization_id and d.event_id = l.event_id;
    delete from audit_event e using audit_leaf l where l.${mine} and l.sequence >= ${size - count} and e.organization_id = l.organization_id and e.id = l.event_id;
    delete from audit_leaf where ${mine} and sequence >= ${size - count};`;

  test("cut", async () => {
    await sql(cut(3));
    await expectFound("missing", size - 3);
  });
  test("cut and signed anew: only who kept a checkpoint knows", async () => {
    await sql(cut(3));
    await signAnew();
    expect((await verified()).finding).toBeNull();
    await expectFound("missing", size - 3, { kept: [kept] });
  });
  test("cut, signed anew and grown again: a fork", async () => {
    await sql(cut(3));
    await signAnew();
    await write(acme, 10);
    expect((await verified()).finding).toBeNull();
    expect((await verified({ kept: [kept] })).finding!.kind).toBe("forked");
  });
  test("cut together with its checkpoints, the events left", async () => {
    await sql(
      `delete from audit_leaf where ${mine} and sequence >= ${size - 5}; delete from audit_checkpoint where ${mine} and size > ${size - 5}`,
    );
    await expectFound("inserted", null);
  });
  test("a forged event with the next place", async () => {
    await forge(size);
    await expectFound("inserted", size);
  });
  test("a forged event far behind the last", async () => {
    await forge(size + 5_000);
    await expectFound("missing", size);
  });
  test("a forged event without a place", async () => {
    await forge(null);
    await expectFound("inserted", null);
    await sql("delete from audit_sequencer");
    await expectFound("inserted", null);
  });
  test.each(["null", "'9223372036854775807'"])("a forged event that came with the transaction %s", async (xid) => {
    await forge(null);
    await sql(`alter table audit_event alter column xid drop not null`);
    try {
      await sql(`update audit_event set xid = ${xid} where ${mine} and xid = '3'`);
      await expectFound("inserted", null);
    } finally {
      await sql(`delete from audit_event where xid is null; alter table audit_event alter column xid set not null`);
    }
  });
  test("an event, and a personal value, of no id", async () => {
    await sql(`
      alter table audit_event drop constraint audit_event_pkey cascade, alter column id drop not null;
      alter table audit_disclosure drop constraint audit_disclosure_pkey, alter column event_id drop not null`);
    try {
      await forge(null);
      await sql(`update audit_event set id = null where ${mine} and xid = '3'`);
      await expectFound("inserted", null);
      await sql(`delete from audit_event where id is null`);
      await sql(
        `insert into audit_disclosure (organization_id, name, subject_type, disclosure) values ($1, 'actor', 'user', '["x"]')`,
        [acme.id],
      );
      await expectFound("inserted", null);
    } finally {
      await sql(`
        delete from audit_disclosure where event_id is null; delete from audit_event where id is null;
        alter table audit_event add primary key (organization_id, id);
        alter table audit_disclosure add primary key (organization_id, event_id, name)`);
    }
  });
  test("personal values of no event", async () => {
    await sql(
      `insert into audit_disclosure (organization_id, event_id, name, subject_type, disclosure) values ($1, $2, 'actor', 'user', '["x"]')`,
      [acme.id, newId()],
    );
    await expectFound("inserted", null);
  });
  test("an event that was just written waits, which is no finding", async () => {
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (work) =>
      appendEvents(work, [eventOf(acme.actor, internalOrigin("test"), { action: "VIEW", resource: "test" })]),
    );
    expect(await verified()).toMatchObject({ finding: null, waiting: 1 });
  });
});

describe("checkpoints", () => {
  test("one signed with another key", async () => {
    await sql(`delete from audit_checkpoint where ${mine}`);
    await signAnew(intruder);
    await expectFound("changed", size);
  });
  test("all signed with another key that the database was told of: only who kept a checkpoint knows", async () => {
    await rewrite(atEdge);
    await signAnew(intruder);
    await sql("insert into audit_signing_key values ($1, now())", [intruder.publicKey]);
    expect((await verified()).finding).toBeNull();
    expect((await verified({ kept: [kept] })).finding!.kind).toBe("forked");
    await sql("delete from audit_signing_key where public_key <> $1", [intruder.publicKey]);
    expect((await verified({ kept: [kept] })).finding!.kind).toBe("forked");
    await sql("insert into audit_signing_key values ($1, now())", [signer.publicKey]);
    await sql("delete from audit_signing_key where public_key = $1", [intruder.publicKey]);
  });
  test("one that says something else than its note", async () => {
    await sql(`update audit_checkpoint set root = ${byte("root", 0)} where ${mine} and size = ${size}`);
    await expectFound("changed", size);
  });
  test("a fork, told before what was done to the log behind it", async () => {
    const other = { origin: originOfLog(acme.id), size: 200, root: treeHasher.empty() };
    const note = signCheckpoint(other, keyOfLog(acme.id, signer.publicKey), (text) => signer.sign(text));
    await sql(`update audit_event set action = 'DELETE' where ${mine} and id = ${eventAt(atEdge)}`);
    await expectFound("changed", atEdge);
    expect((await verified({ kept: [note] })).finding!.kind).toBe("forked");
  });
  test("one among others gone, and when they were signed: neither is promised by the others", async () => {
    await sql(`
      delete from audit_checkpoint where ${mine} and size = (select min(size) from audit_checkpoint where ${mine});
      update audit_checkpoint set sealed_at = '2001-01-01' where ${mine}`);
    expect((await verified({ kept: [kept] })).finding).toBeNull();
  });
  test("all of them gone", async () => {
    await sql(`delete from audit_checkpoint where ${mine}`);
    await expectFound("inserted", 0);
  });
  test("the whole log gone", async () => {
    for (const table of tables.slice(0, 5)) await sql(`delete from ${table} where ${mine}`);
    expect(await listLogs(db)).toContain(acme.id);
    await expectFound("missing", 0);
    await expectFound("missing", 0, { kept: [kept] });
  });
});
