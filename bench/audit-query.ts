import { mkdirSync } from "node:fs";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { openDataFolder } from "../src/adapters/data-folder.ts";
import { startEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { prepareDatabase } from "../src/adapters/installation.ts";
import { withClient } from "../src/adapters/client.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { describeBlocks } from "../src/audit/describe-blocks.ts";
import type { LogFilter } from "../src/audit/filter-sql.ts";
import { countLog, logStatistics } from "../src/audit/log-counts.ts";
import { pageBehind } from "../src/audit/query.ts";
import type { Work } from "../src/audit/work.ts";
import type { Database } from "../src/ports/database.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { fillLog, fillNeighbours, finishLog, inLog } from "./audit-events.ts";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Claim, Verdict } from "./claim.ts";
import { bytesPerEvent } from "./audit-bytes.ts";
import { temporaryFolder } from "./product.ts";

const small = { id: "11111111-0000-7000-8000-000000000001", events: quick ? 2_000 : 10_000 };
const large = {
  id: "11111111-0000-7000-8000-000000000002",
  events: Number(process.env.BENCH_AUDIT_EVENTS ?? (quick ? 50_000 : 5_000_000)),
};
const neighbours = quick ? 100 : 10_000;
const repetitions = quick ? 10 : 60;
const growthLimit = 3;
const perPage = 50;
/** The 10,000th, where there are as many. */
const farPage = Math.min(10_000, Math.floor(large.events / perPage / 5));

const march = { startDate: "2025-03-01", endDate: "2025-03-31T23:59:59.999Z" };
const { busyUser, quietUser, record, office, travelling, frequentWord, commonName, rareName } = inLog;

/** Every filter by itself, with what is frequent and what is rare, and then what is asked for together. */
const filters: Record<string, LogFilter> = {
  "no filter": {},
  "action, one in four": { action: "UPDATE" },
  "action, one in 10,000": { action: "PAYMENT" },
  "resource, three in eight": { resource: "contact" },
  "resource, one in 10,000": { resource: "invoice" },
  "one record": { resourceId: record },
  "user, two in five": { userId: busyUser },
  "user, one in 5,000": { userId: quietUser },
  "outcome success": { outcome: "success" },
  "outcome failure, one in 330": { outcome: "failure" },
  "address, two in five": { ip: office },
  "network, one in 10,000": { ip: travelling },
  "a month": march,
  "since a month ago": { startDate: "2025-12-01" },
  "without reads": { excludeReads: "1" },
  "search, one in 70": { search: frequentWord },
  "search, one in 1,800": { search: commonName },
  "search, one in 10,000": { search: rareName },
  "search, within words": { search: "phyrine quillf" },
  "search, in nothing": { search: "Quellfather" },
  "user and month": { userId: quietUser, ...march },
  "resource, action and month": { resource: "contact", action: "DELETE", ...march },
  "resource and record": { resource: "contact", resourceId: record },
  "action and outcome": { action: "LOGIN", outcome: "failure" },
  "search, resource and month": { search: commonName, resource: "contact", ...march },
  "frequent each, never together": { action: "LOGIN", resource: "contact" },
};

const origin = internalOrigin("bench");
type Log = typeof small;

function inLogOf<T>(db: Database, { id }: Log, body: (work: Work) => Promise<T>): Promise<T> {
  return inOrganization(db, systemActor(id), origin, "read-only", body);
}

async function timed(body: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await body();
  return performance.now() - started;
}

/** Milliseconds of a page, in turns, so that whatever else the machine does meets all of them. */
async function timesOf(bodies: readonly (() => Promise<unknown>)[], turns = repetitions): Promise<number[][]> {
  const times: number[][] = bodies.map(() => []);
  for (let turn = -5; turn < turns; turn += 1)
    for (const [place, body] of bodies.entries()) {
      const time = await timed(body);
      if (turn >= 0) times[place]!.push(time);
    }
  return times;
}

const page =
  (db: Database, log: Log, filter: LogFilter, after?: string, most = perPage) =>
  () =>
    inLogOf(db, log, (work) => pageBehind(work.sql, log.id, filter, after, most));

/** Both logs are asked for as many events as the small one has; the large one for a full page, too. */
async function compare(db: Database) {
  const rows: Record<string, string | number>[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const found = (await page(db, small, filter)()).entries.length;
    const most = Math.max(found, 1);
    const pages = [page(db, small, filter), page(db, large, filter, undefined, most), page(db, large, filter)];
    const [few, many, full] = await timesOf(pages);
    const growth = quantile(many!, 0.95) / quantile(few!, 0.95);
    rows.push({
      filter: name,
      events: found,
      [`${small.events}: ms`]: rounded(median(few!)),
      [`${small.events}: p95`]: rounded(quantile(few!, 0.95)),
      [`${large.events}: ms`]: rounded(median(many!)),
      [`${large.events}: p95`]: rounded(quantile(many!, 0.95)),
      growth: rounded(growth, 2),
      [`${large.events}, full page of`]: (await page(db, large, filter)()).entries.length,
      "full page: ms": rounded(median(full!)),
      "full page: p95": rounded(quantile(full!, 0.95)),
    });
  }
  return rows;
}

/** The cursor that leads to the page of that number. */
async function cursorOf(owner: Connection, condition: string): Promise<string> {
  return withClient(owner, async (client) => {
    const text = `select id from audit_event where organization_id = $1 and ${condition} order by id desc offset $2 limit 1`;
    const { rows } = await client.query<{ id: string }>(text, [large.id, (farPage - 1) * perPage - 1]);
    return rows[0]!.id;
  });
}

async function deepPages(db: Database, owner: Connection): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [filter, condition] of [
    [{}, "true"],
    [{ resource: "contact" }, "resource = 'contact'"],
  ] as const) {
    const cursor = await cursorOf(owner, condition);
    const [first, far] = await timesOf([page(db, large, filter), page(db, large, filter, cursor)], repetitions * 10);
    const ratio = quantile(far!, 0.95) / quantile(first!, 0.95);
    verdicts.push({
      what: `page ${farPage} against the first, ${condition === "true" ? "no filter" : condition}, p95`,
      measured: `${ratio.toFixed(2)}×`,
      target: "below 1.5×",
      kept: ratio < 1.5,
    });
  }
  return verdicts;
}

async function counting(db: Database): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  const note = async (what: string, body: (work: Work) => Promise<unknown>) => {
    const times = [];
    for (let turn = 0; turn < 3; turn += 1) times.push(await timed(() => inLogOf(db, large, body)));
    rows.push({ what, ms: rounded(median(times)) });
  };
  await note("statistics of all", (work) => logStatistics(work.sql, large.id, {}));
  await note("statistics of part of a day and 30 more", (work) =>
    logStatistics(work.sql, large.id, { startDate: "2025-03-01T09:30:00Z", endDate: "2025-03-31T17:00:00Z" }),
  );
  for (const name of [
    "no filter",
    "action, one in four",
    "user, two in five",
    "resource, action and month",
    "network, one in 10,000",
    "search, one in 10,000",
    "search, one in 1,800",
  ])
    await note(`exact count: ${name}`, (work) => countLog(work.sql, large.id, filters[name]!));
  console.table(rows);
}

/** Fills what is not there from an earlier run. */
async function fill(db: Database, owner: Connection): Promise<void> {
  const sizeOf = ({ id }: Log) =>
    withClient(owner, async (client) => {
      const text = "select size from audit_checkpoint where organization_id = $1 order by size desc limit 1";
      return Number((await client.query<{ size: string }>(text, [id])).rows[0]?.size ?? 0);
    });
  const say = async (what: string, body: () => Promise<unknown>) =>
    console.log(`${Math.round((await timed(body)) / 1000)} s to ${what}`);
  if ((await sizeOf(small)) === 0)
    await say(`fill ${neighbours} organizations`, () => fillNeighbours(owner, neighbours));
  for (const log of [small, large]) {
    const size = await sizeOf(log);
    if (size > 0 && size !== log.events) throw new Error(`BENCH_AUDIT_FOLDER has a log of ${size} events: empty it`);
    if (size === 0) await say(`fill ${log.events} events`, () => fillLog(owner, log.id, log.events));
    await finishLog(owner);
    await say("describe what was not described", async () => {
      while ((await describeBlocks(db, log.id, 256)) > 0);
    });
  }
  await finishLog(owner);
}

export const auditQuery: Claim = {
  name: "audit-query",
  promise: `a page of ${perPage} events by cursor, at ${small.events} and at ${large.events} events in one organization with ${neighbours} organizations beside it`,
  measure: async () => {
    const kept = process.env.BENCH_AUDIT_FOLDER;
    if (kept !== undefined) mkdirSync(kept, { recursive: true });
    const { path, remove } = kept === undefined ? temporaryFolder() : { path: kept, remove: () => undefined };
    const folder = openDataFolder(path);
    const { owner, serve, stop } = await startEmbeddedPostgres({ folder });
    await prepareDatabase({ owner, serve });
    const db = postgres({ ...serve, max: 4 });
    try {
      await fill(db, owner);
      const rows = await compare(db);
      const deep = await deepPages(db, owner);
      await counting(db);
      console.table(await bytesPerEvent(owner));
      const grown = rows.filter(({ growth }) => Number(growth) >= growthLimit);
      const worst = Math.max(...rows.map(({ growth }) => Number(growth)));
      const verdict = { measured: `${worst.toFixed(2)}×`, target: `below ${growthLimit}×`, kept: grown.length === 0 };
      return { rows, verdicts: [{ what: "growth of p95, at worst", ...verdict }, ...deep] };
    } finally {
      await db.close();
      await stop();
      folder.unlock();
      remove();
    }
  },
};
