import { diskStorage } from "../src/adapters/disk-storage.ts";
import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import type { Actor } from "../src/access/caller.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { pruneLog } from "../src/observability/retention/prune-log.ts";
import type { Database } from "../src/ports/database.ts";
import { fillLog, finishLog } from "./audit-events.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import { residentOf } from "./memory.ts";
import { temporaryFolder } from "./product.ts";
import { fromBrowser, peopleOf } from "./writer.ts";

const pruned = quick ? 20_000 : Number(process.env.BENCH_EVENTS ?? 1_000_000);
const archived = quick ? 2_000 : 50_000;
const writersAlone = quick ? 1_000 : 10_000;
/** A prune may take this share of another's pace, and be this slow. */
const [leastShare, leastPace] = [0.5, 5_000];
const old = new Date(Date.now() - 400 * 24 * 60 * 60 * 1_000);
const tables = ["audit_event", "audit_disclosure", "audit_leaf", "audit_block", "audit_prune"] as const;

/** MiB of the tables with their indexes. */
async function sizesOf(owner: Connection, title: string): Promise<Record<string, string | number>> {
  return withClient(owner, async (client) => {
    const text = `select name, pg_total_relation_size(name::regclass) / 1048576.0 as size from unnest($1::text[]) name`;
    const { rows } = await client.query<{ name: string; size: string }>(text, [tables]);
    return {
      what: title,
      ...Object.fromEntries(rows.map(({ name, size }) => [`${name}, MiB`, rounded(Number(size))])),
    };
  });
}

/** Writes events one by one, as requests do, until told to stop. Answers how many a second. */
function write(db: Database, person: Actor): { stop(): Promise<number> } {
  const started = performance.now();
  let [count, stopped] = [0, false];
  const entry = { action: "UPDATE", resource: "contact", name: "Contact" } as const;
  const running = (async () => {
    while (!stopped) {
      await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
        appendEvents(sql, [eventOf(person, fromBrowser, entry)]),
      );
      count += 1;
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await running;
      return (count / (performance.now() - started)) * 1_000;
    },
  };
}

/** Old events as the product would have sealed them, for archives need the tree. */
async function fillSealed(db: Database, person: Actor, count: number): Promise<void> {
  const signer = ed25519Signer("benchmarks");
  const changes = { title: { from: "Engineer", to: "Chief engineer" } };
  for (let from = 0; from < count; from += 2_000) {
    const events = Array.from({ length: 2_000 }, (_, at) =>
      eventOf(
        person,
        fromBrowser,
        { action: "UPDATE", resource: "contact", name: `Contact ${at}`, changes },
        new Date(old.getTime() + (from + at) * 10),
      ),
    );
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, events));
    await seal(db, signer, new KnownTails());
  }
}

/** The same log in a table of months for each class of retention, as dropping would need it. */
async function partitions(owner: Connection, organizationId: string) {
  return withClient(owner, async (client) => {
    const timed = async (text: string) => {
      const started = performance.now();
      await client.query(text);
      return performance.now() - started;
    };
    const [columns, months] = ["organization_id, id, resource, occurred_at, leaf", 24];
    await client.query(`
      create table whole as select ${columns}, 0 as class from audit_event where organization_id = '${organizationId}' limit 200000;
      create table plain (like whole, primary key (organization_id, id)) ;
      create index on plain (organization_id, resource, id);
      create table parted (like whole, primary key (organization_id, id, class, occurred_at)) partition by list (class);
      create index on parted (organization_id, resource, id);`);
    for (let kind = 0; kind < 3; kind += 1) {
      await client.query(
        `create table parted_${kind} partition of parted for values in (${kind}) partition by range (occurred_at)`,
      );
      for (let month = 0; month < months; month += 1)
        await client.query(
          `create table parted_${kind}_${month} partition of parted_${kind}
            for values from (timestamptz '2025-01-01' + interval '${month} months') to (timestamptz '2025-01-01' + interval '${month + 1} months')`,
        );
    }
    const insert = (table: string) => timed(`insert into ${table} select * from whole`);
    const [intoPlain, intoParted] = [await insert("plain"), await insert("parted")];
    await client.query("analyze plain, parted");
    const find = (table: string) =>
      timed(`do $$ declare one uuid; begin for one in select id from whole limit 2000 loop
        perform from ${table} where organization_id = '${organizationId}' and id = one; end loop; end $$`);
    const [inPlain, inParted] = [await find("plain"), await find("parted")];
    const dropping = await timed("drop table parted_0_0");
    return {
      what: "by class and month, against one table",
      "insert, times as long": rounded(intoParted / intoPlain, 2),
      "find an event, times as long": rounded(inParted / inPlain, 2),
      "drop a month, ms": rounded(dropping),
    };
  });
}

export const auditPrune: Claim = {
  name: "audit-prune",
  promise: "pruning a log while others write, in batches of 50,000 by deletion",
  measure: () =>
    withEmptyDatabase(async ({ db, owner }) => {
      const [big, small, other] = (await peopleOf(owner, 3)) as [Actor, Actor, Actor];
      await fillLog(owner, big.organizationId, pruned);
      await finishLog(owner);
      await fillSealed(db, small, archived);
      const { path, remove } = temporaryFolder();
      const tools = { db, storage: diskStorage(path), clock: systemClock };
      try {
        const monthly = await partitions(owner, big.organizationId);
        const before = await sizesOf(owner, "before");
        const alone = write(db, other);
        await new Promise((resolve) => setTimeout(resolve, writersAlone));
        const pace = await alone.stop();

        const started = performance.now();
        await pruneLog(tools, small.organizationId);
        const archivedPace = (archived / (performance.now() - started)) * 1_000;

        await withClient(owner, (client) =>
          client.query(`set session_replication_role = replica;
            insert into audit_retention (organization_id, archive) values ('${big.organizationId}', false)`),
        );
        let peak = 0;
        const watch = setInterval(() => (peak = Math.max(peak, residentOf(process.pid))), 50);
        const meanwhile = write(db, other);
        const begun = performance.now();
        const gone = await pruneLog(tools, big.organizationId);
        const prunedPace = (gone / (performance.now() - begun)) * 1_000;
        const paceMeanwhile = await meanwhile.stop();
        clearInterval(watch);
        const bloated = await sizesOf(owner, "pruned");
        await withClient(owner, (client) => client.query(`vacuum ${tables.join(", ")}`));
        const vacuumed = await sizesOf(owner, "and vacuumed");

        const figures = {
          what: `${gone} events`,
          "pruned/s": Math.round(prunedPace),
          "archived and pruned/s": Math.round(archivedPace),
          "another's writes/s alone": Math.round(pace),
          "and meanwhile": Math.round(paceMeanwhile),
          "Node, peak MiB": Math.round(peak),
        };
        const share = paceMeanwhile / pace;
        return {
          rows: [figures, before, bloated, vacuumed, monthly],
          verdicts: [
            {
              what: "events pruned a second",
              measured: String(Math.round(prunedPace)),
              target: `at least ${leastPace}`,
              kept: prunedPace >= leastPace,
            },
            {
              what: "another's pace meanwhile, of its pace alone",
              measured: rounded(share, 2).toString(),
              target: `at least ${leastShare}`,
              kept: share >= leastShare,
            },
          ],
        };
      } finally {
        remove();
      }
    }),
};
