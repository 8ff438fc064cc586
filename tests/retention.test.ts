import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { verifyExport } from "../src/audit/verify-export.ts";
import { withClient } from "../src/adapters/client.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { eraseFromLog } from "../src/audit/erase.ts";
import { chooseRetention, readRetention } from "../src/audit/retention.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { verifyStoredLog } from "../src/audit/verify.ts";
import { unzippedLines } from "../src/observability/retention/archive-file.ts";
import { newId } from "../src/identifier.ts";
import { pruneAll } from "../src/observability/retention/prune-all.ts";
import { pruneLog } from "../src/observability/retention/prune-log.ts";
import { rewriteArchives } from "../src/observability/retention/rewrite-archives.ts";
import { removeAbandonedFiles } from "../src/crm/abandoned-files.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import type { Storage } from "../src/ports/storage.ts";
import { day, everyMinute, writePast } from "./aged-log.ts";
import { freshDatabase } from "./database.ts";
import { noJobs } from "./no-jobs.ts";
import { testOrganization } from "./organization.ts";
import type { TestOrganization } from "./organization.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 6 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-archives-"));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});
const storage = diskStorage(folder);
const signer = ed25519Signer("tests'");
const sealAll = () => seal(db, signer, new KnownTails());
/** Far from the hour's edges, so that nothing depends on when the tests run. */
const now = new Date(Date.now() - 60_000);
const tools = { db, storage, clock: { now: () => now, monotonicMicros: () => 0 } };
const ago = (days: number, milliseconds = 0) => new Date(now.getTime() - days * day + milliseconds);

let acme: TestOrganization;
let names = 0;
beforeEach(async () => {
  acme = await testOrganization(db, `Acme${(names += 1)}`);
});

const asOwner = <Row extends object>(text: string, values: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query<Row>(text, values)).rows);
const behindTheBack = (text: string, values: unknown[] = []) =>
  withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    return client.query(text, values);
  });
const moments = async () =>
  (
    await asOwner<{ at: Date }>(
      "select occurred_at as at from audit_event where organization_id = $1 and resource = 'test' order by 1",
      [acme.id],
    )
  ).map(({ at }) => at.getTime() - now.getTime());
const prunes = () =>
  asOwner<{ event_id: string; places: string; archive_key: string | null; archive_sha256: string; events: string }>(
    "select * from audit_prune where organization_id = $1 order by places",
    [acme.id],
  );
const linesOf = async (key: string) => {
  const bytes = await storage.read(key);
  return Array.fromAsync(unzippedLines(bytes!));
};
const files = () => {
  const place = join(folder, "files/audit", acme.id);
  // Which goes with its last file.
  const names = existsSync(place) ? readdirSync(place, { recursive: true }).map(String) : [];
  return names.filter((name) => name.endsWith(".gz"));
};

test("what is older than the plan keeps goes, to the millisecond; the rest is proven as before", async () => {
  await writePast(db, acme.actor, [
    { at: ago(130) },
    { at: ago(90, -1) },
    { at: ago(90) },
    { at: ago(90, 1) },
    { at: ago(10) },
  ]);
  await sealAll();
  const before = await verifyStoredLog(db, acme.id);
  expect(await pruneLog(tools, acme.id)).toBe(2);
  expect(await moments()).toEqual([-90 * day, -90 * day + 1, -10 * day]);
  await sealAll();
  const verdict = await verifyStoredLog(db, acme.id);
  expect(verdict).toMatchObject({ finding: null, pruned: 2, size: before.size + 2 });
  expect(await pruneLog(tools, acme.id)).toBe(0);
});

describe("archives", () => {
  test("have the events with their proofs, a month a file, and the log's own event says what each is", async () => {
    await writePast(db, acme.actor, [
      ...everyMinute(ago(200), 700, (at) => ({
        name: `Old ${at}`,
        changes: { title: { from: null, to: 'é\u2028"' } },
      })),
      ...everyMinute(ago(130), 5),
      ...everyMinute(ago(1), 3),
    ]);
    await sealAll();
    expect(await pruneLog(tools, acme.id)).toBe(705);
    await sealAll();
    expect(await verifyStoredLog(db, acme.id)).toMatchObject({ finding: null, pruned: 705 });
    const rows = await prunes();
    expect(rows.map(({ events }) => Number(events))).toEqual([700, 5]);
    for (const { archive_key: key, archive_sha256: sha256, events, event_id: id } of rows) {
      const bytes = new Uint8Array(await new Response(await storage.read(key!)).arrayBuffer());
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      const lines = await linesOf(key!);
      expect(await verifyExport(toAsync(lines))).toMatchObject({ finding: null, size: Number(events), whole: false });
      const [act] = await asOwner<{ leaf: string }>("select leaf from audit_event where id = $1", [id]);
      expect(JSON.parse(act!.leaf)).toMatchObject({
        action: "PRUNE",
        actor: { type: "system" },
        context: { prune: { events: Number(events), archive: { sha256 } } },
      });
    }
    expect((await linesOf(rows[0]!.archive_key!))[1]).toContain("Old 0");
    expect(await asOwner("select from abandoned_file where organization_id = $1", [acme.id])).toEqual([]);
  });

  test("are left out where the organization wants none", async () => {
    await acme.write((work) => chooseRetention(work, { archive: false }));
    await writePast(db, acme.actor, everyMinute(ago(100), 3));
    await sealAll();
    expect(await pruneLog(tools, acme.id)).toBe(3);
    expect(await prunes()).toMatchObject([{ archive_key: null }]);
  });

  test("a storage that fails keeps the log as it is, and the next run does what is left", async () => {
    await writePast(db, acme.actor, everyMinute(ago(100), 3));
    await sealAll();
    const failing: Storage = {
      ...storage,
      write: async (key, bytes) => {
        await storage.write(key, bytes);
        throw new Error("The disk is gone");
      },
    };
    await expect(pruneLog({ ...tools, storage: failing }, acme.id)).rejects.toThrow("The disk is gone");
    expect(await moments()).toHaveLength(3);
    expect(await prunes()).toEqual([]);
    // What was written is nobody's, and goes in time.
    const orphans = await asOwner<{ storage_key: string }>(
      "select storage_key from abandoned_file where organization_id = $1",
      [acme.id],
    );
    expect(orphans).toHaveLength(1);
    expect(await storage.read(orphans[0]!.storage_key)).not.toBeNull();
    expect(await pruneLog(tools, acme.id)).toBe(3);
    expect(await prunes()).toHaveLength(1);
  });

  test("somebody erased while the file is written is not in it", async () => {
    await writePast(
      db,
      acme.actor,
      everyMinute(ago(100), 3, (at) => ({ resourceId: `${at}`, name: `Zoë Old ${at}` })),
    );
    await sealAll();
    let erasures = 0;
    const meanwhile: Storage = {
      ...storage,
      write: async (key, bytes) => {
        const stored = await storage.write(key, bytes);
        erasures += 1;
        if (erasures === 1)
          await acme.write((work) =>
            eraseFromLog(work, { types: ["test"], id: "1", words: [] }, { resource: "test" }, noJobs),
          );
        return stored;
      },
    };
    expect(await pruneLog({ ...tools, storage: meanwhile }, acme.id)).toBe(3);
    expect(erasures).toBe(2);
    const [row] = await prunes();
    const text = (await linesOf(row!.archive_key!)).join("\n");
    expect(text).toContain("Zoë Old 0");
    expect(text).not.toContain("Zoë Old 1");
    expect(text).toContain('"erased":[');
    expect(files()).toHaveLength(1);
    await sealAll();
    expect((await verifyStoredLog(db, acme.id)).finding).toBeNull();
  });

  test("two runs at once prune everything once", async () => {
    await writePast(db, acme.actor, everyMinute(ago(100), 200));
    await sealAll();
    const runs = await Promise.all([pruneLog(tools, acme.id), pruneLog(tools, acme.id)]);
    expect(runs.toSorted((one, other) => one - other)).toEqual([0, 200]);
    expect(await prunes()).toHaveLength(1);
    expect(files()).toHaveLength(1);
    await sealAll();
    expect(await verifyStoredLog(db, acme.id)).toMatchObject({ finding: null, pruned: 200 });
  });
});

const hold = (columns: string, values: unknown[]) =>
  acme.write(async (work) => {
    const text = `insert into legal_hold (organization_id, id, name, reason, ${columns}) values ($1, gen_random_uuid(), 'Case 7', 'A court', ${values.map((_, at) => `$${at + 2}`).join(", ")})`;
    await work.sql.query(text, [acme.id, ...values]);
    work.record({ action: "CREATE", resource: "legal_hold" });
  });
const release = () =>
  acme.write(async (work) => {
    await work.sql.query(
      "update legal_hold set released_at = now(), release_reason = 'Over' where organization_id = $1",
      [acme.id],
    );
    work.record({ action: "UPDATE", resource: "legal_hold" });
  });

describe("what stays", () => {
  test("what a legal hold names, until it is released", async () => {
    const held = newId();
    await writePast(
      db,
      acme.actor,
      everyMinute(ago(100), 20, (at) => (at % 3 === 0 ? { resource: "contact", resourceId: held } : {})),
    );
    await sealAll();
    await hold("scope, record_type, record_id", ["record", "contact", held]);
    expect(await pruneLog(tools, acme.id)).toBe(13);
    await sealAll();
    expect(await verifyStoredLog(db, acme.id)).toMatchObject({ finding: null, pruned: 13 });
    const [{ count }] = (await asOwner<{ count: string }>(
      "select count(*) from audit_event where organization_id = $1 and resource_id = $2",
      [acme.id, held],
    )) as [{ count: string }];
    expect(Number(count)).toBe(7);
    await release();
    expect(await pruneLog(tools, acme.id)).toBe(7);
    await sealAll();
    expect(await verifyStoredLog(db, acme.id)).toMatchObject({ finding: null, pruned: 20 });
  });

  test("a held event that goes all the same is missed, though a prune reaches over its place", async () => {
    const held = newId();
    await writePast(
      db,
      acme.actor,
      everyMinute(ago(100), 20, (at) => (at === 7 ? { resource: "contact", resourceId: held } : {})),
    );
    await sealAll();
    await hold("scope, record_type, record_id", ["record", "contact", held]);
    expect(await pruneLog(tools, acme.id)).toBe(19);
    await sealAll();
    const [place] = await asOwner<{ sequence: string }>(
      "select l.sequence from audit_leaf l join audit_event e on e.id = l.event_id where e.resource_id = $1",
      [held],
    );
    await behindTheBack(
      "delete from audit_disclosure d using audit_event e where e.id = d.event_id and e.resource_id = $1",
      [held],
    );
    await behindTheBack("delete from audit_event where resource_id = $1", [held]);
    expect((await verifyStoredLog(db, acme.id)).finding).toMatchObject({
      kind: "missing",
      sequence: Number(place!.sequence),
    });
  });

  test("a hold that begins while the file is written", async () => {
    await writePast(db, acme.actor, everyMinute(ago(100), 3));
    await sealAll();
    const meanwhile: Storage = {
      ...storage,
      write: async (key, bytes) => {
        const stored = await storage.write(key, bytes);
        await hold("scope", ["log"]);
        return stored;
      },
    };
    expect(await pruneLog({ ...tools, storage: meanwhile }, acme.id)).toBe(0);
    expect(await moments()).toHaveLength(3);
    expect(files()).toEqual([]);
  });

  test("events that prune, and those that erased what is still there", async () => {
    await writePast(db, acme.actor, [
      { at: ago(100), resourceId: "7", name: "Zoë" },
      { at: ago(10), resourceId: "7", name: "Zoë" },
    ]);
    await sealAll();
    await acme.write((work) =>
      eraseFromLog(work, { types: ["test"], id: "7", words: [] }, { resource: "test" }, noJobs),
    );
    // Long ago, as the database tells it.
    const aged = (id: string) => `overlay(${id}::text placing '01900000-0000' from 1)::uuid`;
    await behindTheBack(`update audit_erasure set erased_by = ${aged("erased_by")} where organization_id = $1`, [
      acme.id,
    ]);
    await behindTheBack(
      `update audit_event set occurred_at = occurred_at - interval '95 days', id = ${aged("id")} where organization_id = $1 and action = 'ERASE'`,
      [acme.id],
    );
    await sealAll();
    expect(await pruneLog(tools, acme.id)).toBe(1);
    expect(
      await asOwner("select from audit_event where organization_id = $1 and action = 'ERASE'", [acme.id]),
    ).toHaveLength(1);
    // What it tells of can be compared as long as it is there.
    expect(await asOwner("select from audit_erasure where organization_id = $1", [acme.id])).toHaveLength(2);
  });

  test("an act of erasing goes when nothing is left of what it erased, and its digests with it", async () => {
    await writePast(db, acme.actor, [{ at: ago(100), resourceId: "7", name: "Zoë" }]);
    await sealAll();
    await acme.write((work) =>
      eraseFromLog(work, { types: ["test"], id: "7", words: [] }, { resource: "test" }, noJobs),
    );
    await sealAll();
    const erasures = () => asOwner("select erased_by from audit_erasure where organization_id = $1", [acme.id]);
    expect(await pruneLog(tools, acme.id)).toBe(1);
    await sealAll();
    expect(await verifyStoredLog(db, acme.id)).toMatchObject({ finding: null, pruned: 1, erased: 0 });
    expect(await erasures()).toHaveLength(1);
    const aged = (id: string) => `overlay(${id}::text placing '01900000-0000' from 1)::uuid`;
    await behindTheBack(`update audit_erasure set erased_by = ${aged("erased_by")}`, []);
    await behindTheBack(
      `update audit_leaf set event_id = ${aged("event_id")} where event_id = (select id from audit_event where organization_id = $1 and action = 'ERASE')`,
      [acme.id],
    );
    await behindTheBack(
      `update audit_event set occurred_at = occurred_at - interval '95 days', id = ${aged("id")} where organization_id = $1 and action = 'ERASE'`,
      [acme.id],
    );
    expect(await pruneLog(tools, acme.id)).toBe(1);
    expect(await erasures()).toEqual([]);
  });
});

describe("erasing a person from archives", () => {
  const zoe = newId();
  const zoesLog = async () => {
    const said = {
      resource: "contact",
      resourceId: zoe,
      name: 'Zoë "Zed" Quill',
      changes: { city: { from: null, to: "Ghent" } },
    };
    await writePast(db, acme.actor, [
      ...everyMinute(ago(200), 10, (at) => (at % 4 === 1 ? said : { name: `Other ${at}` })),
      ...everyMinute(ago(150), 3, () => ({ name: 'Call zoë "zed" QUILL back' })),
      ...everyMinute(ago(120), 3, () => ({ name: "Nobody" })),
      { at: ago(5), ...said },
    ]);
    await sealAll();
    expect(await pruneLog(tools, acme.id)).toBe(16);
  };
  const erase = (jobs: Pick<Jobs, "enqueue"> = noJobs) =>
    acme.write((work) =>
      eraseFromLog(work, { types: ["contact"], id: zoe, words: ['Zoë "Zed" Quill'] }, { resource: "contact" }, jobs),
    );
  const archived = async () =>
    (await Promise.all((await prunes()).map((row) => linesOf(row.archive_key!)))).flat().join("\n");
  const pending = () => asOwner("select words from audit_archive_erasure where organization_id = $1", [acme.id]);
  const anyOfZoe = /zoë|Ghent/i;

  test("files that have something of theirs are written anew, all proofs hold, and the words are forgotten", async () => {
    await zoesLog();
    const before = await prunes();
    expect(await archived()).toMatch(anyOfZoe);
    const enqueued: unknown[] = [];
    expect(await erase({ enqueue: async (_, kind, payload) => void enqueued.push([kind, payload]) })).toBe(1);
    expect(enqueued).toEqual([["rewrite-archives", { organizationId: acme.id }]]);
    expect(await pending()).toHaveLength(1);
    const [act] = await asOwner<{ leaf: string }>(
      "select leaf from audit_event where organization_id = $1 and action = 'ERASE'",
      [acme.id],
    );
    expect(JSON.parse(act!.leaf).context.erased).toMatchObject({ values: 1, archives: 3 });

    await rewriteArchives(tools, acme.id);
    expect(await archived()).not.toMatch(anyOfZoe);
    expect(await archived()).toContain("Other 3");
    expect(await pending()).toEqual([]);
    const after = await prunes();
    const changed = after.filter((row, at) => row.archive_sha256 !== before[at]!.archive_sha256);
    expect(changed).toHaveLength(2);
    // Nothing of the old files is left.
    expect(files()).toHaveLength(3);
    for (const { archive_key: key, archive_sha256: sha256, events } of after) {
      const bytes = new Uint8Array(await new Response(await storage.read(key!)).arrayBuffer());
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      expect(await verifyExport(toAsync(await linesOf(key!)))).toMatchObject({ finding: null, size: Number(events) });
    }
    expect((await linesOf(changed[0]!.archive_key!)).filter((line) => line.includes('"erased":['))).toHaveLength(3);
    await sealAll();
    expect((await verifyStoredLog(db, acme.id)).finding).toBeNull();
    // The log tells of each file.
    const acts = await asOwner<{ resource_id: string }>(
      "select resource_id from audit_event where organization_id = $1 and action = 'ERASE' and resource = 'audit_archive'",
      [acme.id],
    );
    expect(acts.map(({ resource_id: id }) => id).toSorted()).toEqual(changed.map(({ event_id: id }) => id).toSorted());
  });

  test("one that is killed continues, whatever it had reached", async () => {
    await zoesLog();
    await erase();
    for (const failing of ["write", "read", "remove"] as const) {
      let calls = 0;
      const dying = {
        ...storage,
        [failing]: async (...values: never[]) => {
          calls += 1;
          if (calls === 2) throw new Error("Killed");
          return (storage[failing] as (...all: never[]) => unknown)(...values);
        },
      };
      await rewriteArchives({ db, storage: dying }, acme.id).catch(() => undefined);
    }
    await rewriteArchives(tools, acme.id);
    expect(await pending()).toEqual([]);
    expect(await archived()).not.toMatch(anyOfZoe);
    await removeAbandonedFiles({ db, storage });
    const named = (await prunes()).map(({ archive_key: key }) => key!.split("/").at(-1)!);
    const orphans = await asOwner<{ storage_key: string }>(
      "select storage_key from abandoned_file where organization_id = $1",
      [acme.id],
    );
    const known = [...named, ...orphans.map(({ storage_key: key }) => key.split("/").at(-1)!)];
    expect(files().filter((name) => !known.includes(name.split("/").at(-1)!))).toEqual([]);
  });

  test("two at once", async () => {
    await zoesLog();
    await erase();
    await Promise.all([rewriteArchives(tools, acme.id), rewriteArchives(tools, acme.id)]);
    await rewriteArchives(tools, acme.id);
    expect(await pending()).toEqual([]);
    expect(await archived()).not.toMatch(anyOfZoe);
  });

  test("what a legal hold names stays in the archive until the hold is released", async () => {
    await zoesLog();
    await erase();
    await hold("scope, record_type, record_id", ["record", "contact", zoe]);
    await rewriteArchives(tools, acme.id);
    expect(await archived()).toMatch(/Ghent/);
    expect(await archived()).not.toMatch(/Call zo/);
    expect(await pending()).toHaveLength(1);
    await release();
    await rewriteArchives(tools, acme.id);
    expect(await archived()).not.toMatch(anyOfZoe);
    expect(await pending()).toEqual([]);
  });
});

describe("every organization", () => {
  test("is pruned, though one of them fails, and stops when told to", async () => {
    const globex = await testOrganization(db, `Globex${names}`);
    for (const { actor } of [acme, globex]) await writePast(db, actor, everyMinute(ago(100), 3));
    await sealAll();
    const failing: Storage = {
      ...storage,
      write: async (key, bytes) => {
        if (key.includes(acme.id)) throw new Error("No space left");
        return storage.write(key, bytes);
      },
    };
    await expect(pruneAll({ ...tools, storage: failing }, AbortSignal.abort())).rejects.toThrow(/abort/);
    const failure = (await pruneAll({ ...tools, storage: failing }).catch((error: unknown) => error)) as AggregateError;
    expect(failure.errors.map(({ message }: Error) => message)).toEqual([expect.stringContaining(acme.id)]);
    expect(await asOwner("select from audit_prune where organization_id = $1", [globex.id])).toHaveLength(1);
    await pruneAll(tools);
    expect(await prunes()).toHaveLength(1);
  });
});

describe("the database", () => {
  const asTenant = (text: string, values: unknown[] = []) =>
    withClient(serve, async (client) => {
      await client.query("begin; set local role nextcrm_app");
      await client.query("select set_config('app.organization', $1, true)", [acme.id]);
      await client.query(text, values);
      await client.query("commit");
    });

  test("refuses to prune what is kept, whatever the program believes", async () => {
    await writePast(db, acme.actor, everyMinute(ago(60), 3));
    await sealAll();
    const [{ first }] = (await asOwner<{ first: string }>(
      "select min(l.sequence) as first from audit_leaf l join audit_event e on e.id = l.event_id where e.organization_id = $1 and e.resource = 'test'",
      [acme.id],
    )) as [{ first: string }];
    const places = `{[${first},${Number(first) + 3})}`;
    const prune = (cutoff: Date) =>
      asTenant("select prune_events(gen_random_uuid(), $1::int8multirange, $2, null)", [places, cutoff]);
    await expect(prune(ago(50))).rejects.toThrow(/events after .* are kept/);
    await expect(prune(ago(-1))).rejects.toThrow(/are kept/);
    // A cutoff that is old enough finds nothing older than it.
    await expect(prune(ago(91))).rejects.toThrow(/there to be pruned/);
    await acme.write((work) => chooseRetention(work, { days: 30 }));
    // No event tells of it.
    await expect(prune(ago(50))).rejects.toThrow(/without an event/);
    expect(await moments()).toHaveLength(3);
  });

  test("refuses every other way", async () => {
    await writePast(db, acme.actor, everyMinute(ago(100), 3));
    await sealAll();
    await pruneLog(tools, acme.id);
    for (const text of [
      "update audit_prune set places = '{[0,1000)}'",
      "update audit_prune set archive_key = 'x'",
      "delete from audit_prune",
      "truncate audit_prune",
      "insert into audit_prune select * from audit_prune",
      "delete from audit_event",
      "delete from audit_erasure",
      "update audit_retention set grace_days = 1",
      "insert into audit_retention (organization_id, grace_days) values ($1, 1)",
      "delete from audit_retention",
      "select announce_retention($1)",
    ])
      await expect(asTenant(text.replace("$1", `'${acme.id}'`)), text).rejects.toThrow(/permission denied/);
    await expect(
      asTenant("select prune_events(gen_random_uuid(), '{[0,1),[2,)}', now() - interval '91 days', null)"),
    ).rejects.toThrow(/without an end/);
    await expect(
      asTenant(
        "insert into audit_event (organization_id, id, xid, action, resource, outcome, occurred_at, leaf) values (current_organization(), gen_random_uuid(), '3', 'VIEW', 'test', 'success', now(), '{}')",
      ),
    ).rejects.toThrow(/permission denied/);
    const { event_id: id, archive_key: key } = (await prunes())[0]!;
    await expect(
      asTenant("select replace_archive($1, $1, $2, $3)", [id, key, JSON.stringify({ key: "x", sha256: "x", size: 1 })]),
    ).rejects.toThrow(/nothing was erased/);
    for (const text of [
      "delete from audit_event",
      "update audit_event set action = 'VIEW'",
      "delete from audit_erasure",
      "update audit_prune set events = 1",
      "delete from audit_prune",
      "truncate audit_prune",
    ])
      await expect(asOwnerOfTables(text), text).rejects.toThrow(/append-only/);
    // Another tenant's places are not there.
    const globex = await testOrganization(db, `Globex${names}`);
    await expect(
      withClient(serve, async (client) => {
        await client.query("begin; set local role nextcrm_app");
        await client.query("select set_config('app.organization', $1, true)", [globex.id]);
        expect((await client.query("select from audit_prune")).rowCount).toBe(0);
        await client.query("select replace_archive($1, $1, $2, '{}')", [id, key]);
      }),
    ).rejects.toThrow(/nothing was erased/);
  });
});

const asOwnerOfTables = (text: string) =>
  withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    await client.query(text);
  });

describe("a smaller plan", () => {
  const setPlan = (plan: string) =>
    acme.write(async (work) => {
      await work.sql.query("update organization set plan = $2 where id = $1", [acme.id, plan]);
      work.record({ action: "SUBSCRIPTION_CHANGE", resource: "organization" });
    });
  const retention = () => acme.read(({ sql }) => readRetention(sql, acme.id));
  const announcements = () =>
    asOwner("select from pgboss.job where name = 'announce-retention' and data->>'organizationId' = $1", [acme.id]);
  const graceOver = () =>
    behindTheBack("update audit_retention set grace_until = now() - interval '1 second' where organization_id = $1", [
      acme.id,
    ]);

  test("prunes nothing more for 90 days", async () => {
    expect(await retention()).toMatchObject({ plan: "FREE", days: null, effectiveDays: 90, maxDays: 90, grace: null });
    await setPlan("ENTERPRISE");
    expect(await retention()).toMatchObject({ effectiveDays: 2557, planDays: 2557, maxDays: 36_500, grace: null });
    expect(await announcements()).toHaveLength(0);
    await writePast(db, acme.actor, everyMinute(ago(400), 3));
    await sealAll();
    await setPlan("FREE");
    const { grace, ...rest } = await retention();
    expect(rest).toMatchObject({ plan: "FREE", effectiveDays: 2557, maxDays: 90 });
    expect(grace!.days).toBe(2557);
    expect(new Date(grace!.until).getTime() - Date.now()).toBeGreaterThan(90 * day - 60_000);
    expect(await announcements()).toHaveLength(1);
    expect(await pruneLog(tools, acme.id)).toBe(0);
    // A smaller choice waits, too.
    await acme.write((work) => chooseRetention(work, { days: 30 }));
    expect(await pruneLog(tools, acme.id)).toBe(0);
    await graceOver();
    expect(await retention()).toMatchObject({ effectiveDays: 30, grace: null });
    expect(await pruneLog(tools, acme.id)).toBe(3);
  });

  test("a choice beyond the new plan's bound comes back with the plan", async () => {
    await setPlan("ENTERPRISE");
    await acme.write((work) => chooseRetention(work, { days: 3_000 }));
    await setPlan("PRO");
    expect(await retention()).toMatchObject({ days: 3_000, effectiveDays: 3_000, grace: { days: 3_000 } });
    await setPlan("FREE");
    expect(await retention()).toMatchObject({ grace: { days: 3_000 } });
    await graceOver();
    expect(await retention()).toMatchObject({ days: 3_000, effectiveDays: 90, grace: null });
    await setPlan("ENTERPRISE");
    expect(await retention()).toMatchObject({ effectiveDays: 3_000, grace: null });
  });

  test("a plan that keeps as much begins no grace", async () => {
    await setPlan("ENTERPRISE");
    await acme.write((work) => chooseRetention(work, { days: 60 }));
    await setPlan("FREE");
    expect(await retention()).toMatchObject({ effectiveDays: 60, grace: null });
    expect(await announcements()).toHaveLength(0);
  });
});

async function* toAsync(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
