import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { noJobs } from "../../tests/no-jobs.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import type { Actor } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { appendEvents, eventOf } from "./append.ts";
import { describeBlocks } from "./describe-blocks.ts";
import { eraseFromLog } from "./erase.ts";
import type { Entry } from "./event.ts";
import type { LogFilter } from "./filter-sql.ts";
import { findEvents, whereabouts } from "./find-events.ts";
import { parseLeaf } from "./leaf.ts";
import { countLog, logStatistics } from "./log-counts.ts";
import { pageBehind, queryLog } from "./query.ts";
import { KnownTails, seal } from "./seal.ts";
import { matchingSql } from "./sealed-rows.ts";
import type { SealedRow } from "./sealed-rows.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const people = [acme.actor, await acme.member("Mia", "member"), await acme.member("Victor", "viewer")];
const signer = ed25519Signer("finding events");
const tails = new KnownTails();

/** An event as the simple filter sees it. */
interface Told {
  id: string;
  action: string;
  resource: string;
  resourceId?: string;
  userId: string | null;
  outcome: string;
  ip: string | null;
  at: number;
  texts: string[];
}

let told: Told[] = [];
const day = 86_400_000;
const begin = Date.UTC(2026, 2, 1);
const names = [
  "Ärger & Söhne",
  "100%_sure",
  "back\\slash",
  'say "hi"',
  "it's",
  "Жук",
  "中文名字",
  "Zephyrine Quillfeather",
  "naïve",
];
const ips = ["203.0.113.7", "203.0.113.9", "198.51.100.4", "10.1.2.3", "10.200.0.1", "2001:db8::7", "2001:db8:0:1::9"];
const ids = Array.from({ length: 6 }, () => newId());

const happening = fc.record({
  action: fc.constantFrom("CREATE", "UPDATE", "UPDATE", "VIEW", "VIEW", "VIEW", "LOGIN", "PAYMENT"),
  resource: fc.constantFrom("contact", "contact", "account", "invoice"),
  resourceId: fc.option(fc.constantFrom(...ids), { nil: undefined }),
  person: fc.constantFrom(0, 0, 0, 1, 2),
  outcome: fc.constantFrom("success", "success", "success", "success", "failure", "denied"),
  ip: fc.constantFrom(...ips),
  // Many at the same time.
  at: fc.integer({ min: 0, max: 40 }).map((place) => begin + Math.floor(place / 2) * (day / 4) + (place % 2) * 7),
  name: fc.option(fc.constantFrom(...names), { nil: undefined }),
  to: fc.option(fc.constantFrom(...names, 17, true, null), { nil: undefined }),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function write(happenings: readonly Happening[], who = acme, actors: readonly Actor[] = people): Promise<Told[]> {
  const made = happenings.map((one) => {
    const { person, ip, at, to, name, ...entry } = one;
    const changes = to === undefined ? undefined : { "job title": { from: null, to } };
    const known = { ...entry, ...(name !== undefined && { name }), ...(changes && { changes }) } as Entry;
    const actor = { ...actors[person % actors.length]!, organizationId: who.id };
    return { event: eventOf(actor, { ...internalOrigin("test"), ip }, known, new Date(at)), one, actor };
  });
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    appendEvents(
      sql,
      made.map(({ event }) => event),
    ),
  );
  return made.map(({ event: { leaf }, one, actor }) => ({
    ...one,
    id: leaf.id,
    userId: actor.userId,
    ...(one.resourceId !== undefined && { resourceId: one.resourceId }),
    texts: [one.name ?? "", ...(one.to === undefined ? [] : ["job title", one.to === null ? "" : String(one.to)])],
  }));
}

const sealAll = () => seal(db, signer, tails);
async function describeAll() {
  while ((await describeBlocks(db, acme.id, 2)) > 0);
}

beforeAll(async () => {
  // What is there already: the organization's own beginning.
  await withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    for (const table of ["audit_event", "audit_disclosure"]) await client.query(`delete from ${table}`);
  });
  const [early, late, later, last] = [150, 90, 60, 30].map((size, seed) =>
    fc.sample(happening, { numRuns: size, seed: 7 + seed }),
  );
  told.push(
    ...(await write([{ ...early![0]!, resource: "contact", resourceId: ids[0]!, name: "Wilhelmina Oxenstierna" }])),
  );
  await sealAll();
  told.push(...(await write(early!)));
  await write(fc.sample(happening, { numRuns: 100, seed: 99 }), globex);
  await sealAll();
  await describeAll();
  // Their times lie among those of before, so that blocks overlap.
  told.push(...(await write(late!)));
  await sealAll();
  await describeAll();
  told.push(...(await write(later!)));
  await sealAll();
  told.push(...(await write(last!)));
}, 60_000);

const inOrder = (one: unknown, other: unknown) => (String(one) < String(other) ? -1 : 1);
const fold = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();

const bits = (ip: string) => {
  const groups = ip.includes(":")
    ? expanded(ip)
    : ip.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return groups.join("");
};
const expanded = (ip: string) => {
  const [head = "", tail = ""] = ip.split("::");
  const [first, second] = [head, tail].map((part) => part.split(":").filter((group) => group !== ""));
  const groups = [...first!, ...Array<string>(8 - first!.length - second!.length).fill("0"), ...second!];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0"));
};

function simply(filter: LogFilter, events: readonly Told[] = told): string[] {
  const [network = "", length] = (filter.ip ?? "").split("/");
  const matches = (event: Told) =>
    (["action", "resource", "resourceId", "userId", "outcome"] as const).every(
      (name) => filter[name] === undefined || filter[name] === event[name],
    ) &&
    (filter.startDate === undefined || event.at >= Date.parse(filter.startDate)) &&
    (filter.endDate === undefined || event.at <= Date.parse(filter.endDate)) &&
    (filter.excludeReads !== "1" || event.action !== "VIEW") &&
    (filter.search === undefined ||
      [event.resource, ...event.texts].some((text) => fold(text).includes(fold(filter.search!)))) &&
    (filter.ip === undefined ||
      (event.ip !== null &&
        event.ip.includes(":") === network.includes(":") &&
        bits(event.ip).startsWith(bits(network).slice(0, length === undefined ? undefined : Number(length)))));
  return events
    .filter(matches)
    .map(({ id }) => id)
    .toSorted((one, other) => (one < other ? 1 : -1));
}

const moment = fc
  .integer({ min: -1, max: 42 })
  .map((place) => new Date(begin + Math.floor(place / 2) * (day / 4) + (place % 2) * 7).toISOString());
const searched = fc.oneof(
  fc.constantFrom(
    ...names,
    "ARGER",
    "quill",
    "%",
    "_",
    "\\",
    '"',
    "tit",
    "JOB",
    "acc",
    "17",
    "中文",
    "z",
    "nothing of it",
    "Quillfeathers",
  ),
  fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .tuple(fc.nat(name.length - 1), fc.integer({ min: 1, max: 8 }))
        .map(([from, size]) => name.slice(from, from + size)),
    ),
);
const some = <T>(value: fc.Arbitrary<T>, weight = 3) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const filters: fc.Arbitrary<LogFilter> = fc.record({
  action: some(fc.constantFrom("CREATE", "UPDATE", "VIEW", "LOGIN", "PAYMENT", "ERASE")),
  resource: some(fc.constantFrom("contact", "account", "invoice", "nothing")),
  resourceId: some(fc.constantFrom(...ids), 8),
  userId: some(fc.constantFrom(...people.map(({ userId }) => userId!), newId())),
  outcome: some(fc.constantFrom("success", "failure", "denied")),
  ip: some(
    fc.constantFrom(
      ...ips,
      "203.0.113.0/24",
      "10.0.0.0/8",
      "10.0.0.0/7",
      "0.0.0.0/0",
      "2001:db8::/32",
      "2001:db8::/33",
      "192.0.2.0/25",
    ),
  ),
  startDate: some(moment),
  endDate: some(moment),
  excludeReads: some(fc.constantFrom("0", "1")),
  search: some(searched, 1),
}) as fc.Arbitrary<LogFilter>;

/** Everything that pages of so many give, one behind the other; `between` happens after each. */
async function paged(filter: LogFilter, limit: number, patience: number, between: () => Promise<void>) {
  const pages: string[] = [];
  for (let before: string | undefined; ;) {
    const { ids: found, lookedDownTo } = await acme.read(({ sql }) =>
      findEvents(sql, acme.id, filter, {
        ...(before && { before }),
        most: limit + 1,
        patience,
        atFirst: { events: 5, blocks: 1 },
      }),
    );
    pages.push(...found.slice(0, limit));
    const next = found.length > limit ? found[limit - 1] : lookedDownTo;
    if (next === null || next === undefined) return pages;
    if (before !== undefined && next >= before) throw new Error("A page leads back");
    before = next;
    await between();
  }
}

test("whatever is asked for, pages one behind the other are what a simple filter finds", async () => {
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.integer({ min: 5, max: 40 }),
      fc.constantFrom(-1, 1e9, 1e9, 1e9),
      async (filter, limit, patience) => {
        expect(await paged(filter, limit, patience, async () => {})).toEqual(simply(filter));
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test("counts and numbered pages are exact, and so are statistics", async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.nat(30), fc.integer({ min: 1, max: 20 }), async (filter, offset, limit) => {
      const expected = simply(filter);
      const [count, entries, page] = await acme.read(({ sql }) =>
        Promise.all([
          countLog(sql, acme.id, filter),
          queryLog(sql, acme.id, filter, { offset }, limit),
          pageBehind(sql, acme.id, filter, undefined, limit),
        ]),
      );
      expect(count).toBe(expected.length);
      expect(entries.map(({ id }) => id)).toEqual(expected.slice(offset, offset + limit));
      expect(page.entries.map(({ id }) => id)).toEqual(expected.slice(0, limit));
      expect(page.nextCursor).toBe(expected.length > limit ? expected[limit - 1] : null);
      const { startDate, endDate } = filter;
      const within = { ...(startDate && { startDate }), ...(endDate && { endDate }) };
      const statistics = await acme.read(({ sql }) => logStatistics(sql, acme.id, within));
      const counted = (of: (event: Told) => string | null) => {
        const chosen = new Set(simply(within));
        const groups = Map.groupBy(
          told.filter(({ id }) => chosen.has(id)),
          of,
        );
        return [...groups].map(([name, events]) => [name, events.length] as const).toSorted(inOrder);
      };
      expect(statistics.totalLogs).toBe(simply(within).length);
      expect(statistics.actionCounts.map((one) => [one.action, one.count]).toSorted(inOrder)).toEqual(
        counted(({ action }) => action),
      );
      expect(statistics.outcomeCounts.map((one) => [one.outcome, one.count]).toSorted(inOrder)).toEqual(
        counted(({ outcome }) => outcome),
      );
      expect(statistics.dayCounts.map((one) => [one.day, one.count])).toEqual(
        counted(({ at }) => new Date(at).toISOString().slice(0, 10)),
      );
      expect(statistics.topUsers.map((one) => [one.user.id, one.count]).toSorted(inOrder)).toEqual(
        counted(({ userId }) => userId),
      );
    }),
    { numRuns: 30 },
  );
}, 60_000);

test("what an export reads is the same, whether it knows where to look or not", async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const read = (known: boolean) =>
        acme.read(async ({ sql }) => {
          const within = known ? await whereabouts(sql, acme.id, filter) : null;
          const { text, values } = matchingSql(acme.id, filter, undefined, within);
          return (await sql.query<SealedRow>(text, values)).map(({ leaf }) => parseLeaf(leaf!).id);
        });
      expect(await read(true)).toEqual(simply(filter));
      expect(await read(false)).toEqual(simply(filter));
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("while events arrive, late ones too, nothing that was there is left out or comes twice", async () => {
  const further = fc.sample(happening, { numRuns: 400, seed: 5 });
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.integer({ min: 5, max: 30 }),
      fc.constantFrom(-1, 1e9, 1e9, 1e9),
      async (filter, limit, patience) => {
        const there = [...told];
        let turn = 0;
        const found = await paged(filter, limit, patience, async () => {
          turn += 1;
          if (turn > 4) return;
          told.push(...(await write(further.splice(0, 3))));
          if (turn % 2 === 0) await sealAll();
          if (turn % 3 === 0) await describeAll();
        });
        expect(found).toEqual([...new Set(found)].toSorted(inOrder).toReversed());
        const expected = new Set(simply(filter, there));
        expect(found.filter((id) => expected.has(id))).toEqual(simply(filter, there));
        const arrived = new Set(simply(filter));
        expect(found.every((id) => arrived.has(id))).toBe(true);
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);

const tokensOf = (number: number) =>
  withClient(owner, async (client) => {
    const text = "select tokens from audit_block where organization_id = $1 and number = $2";
    return (await client.query<{ tokens: number[] | null }>(text, [acme.id, number])).rows[0]!.tokens;
  });

test("what is erased is in no description from that moment on, and is not found", async () => {
  await sealAll();
  await describeAll();
  const filter = { search: "oxenstierna" };
  expect(simply(filter).length).toBeGreaterThan(0);
  const before = await tokensOf(0);
  await acme.write((work) =>
    eraseFromLog(work, { types: ["contact"], id: ids[0]!, words: [] }, { resource: "contact" }, noJobs),
  );
  const isTheirs = ({ resource, resourceId }: Told) => resource === "contact" && resourceId === ids[0];
  // Their full names go wherever they stand.
  const called = told.filter(isTheirs).flatMap(({ texts: [name = ""] }) => (name.includes(" ") ? [name] : []));
  const isErased = (event: Told) =>
    isTheirs(event) || event.texts.some((text) => called.some((name) => text.includes(name)));
  told = told.map((event) => (isErased(event) ? { ...event, texts: [] } : event));
  const find = (one: LogFilter) =>
    acme
      .read(({ sql }) => findEvents(sql, acme.id, one, { most: 1_000, atFirst: { events: 5, blocks: 1 } }))
      .then((found) => found.ids);
  expect(await tokensOf(0)).toBeNull();
  expect(simply({ search: "naïve", resource: "contact" }).length).toBeGreaterThan(0);
  expect(await find({ search: "naïve", resource: "contact" })).toEqual(
    simply({ search: "naïve", resource: "contact" }),
  );
  await describeAll();
  const after = await tokensOf(0);
  expect(before!.length).toBeGreaterThan(after!.length);
  expect(await find({ search: "Quillfeather" })).toEqual(simply({ search: "Quillfeather" }));
});

test("what is pruned is counted no more", async () => {
  const [oldest] = told.map(({ id }) => id).toSorted(inOrder);
  const count = () => acme.read(({ sql }) => countLog(sql, acme.id, {}));
  const before = (await count())!;
  await withClient(owner, async (client) => {
    await client.query(
      "alter table audit_event disable trigger user; alter table audit_event enable trigger forget_counted",
    );
    await client.query("delete from audit_event where organization_id = $1 and id = $2", [acme.id, oldest]);
    await client.query("alter table audit_event enable trigger user");
  });
  expect(await count()).toBe(before - 1);
});
