import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { appendEvents, eventOf } from "./append.ts";
import { placesAtOnce, readPacked } from "./packed-places.ts";
import { readRows } from "./place-rows.ts";
import { KnownTails, seal } from "./seal.ts";

/** Read in one piece, a log is what it is row by row, whatever somebody did to it: so every verdict is the same too. */

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const tables = ["audit_event", "audit_disclosure", "audit_leaf"];
const tamper = (text: string) =>
  withClient(owner, (client) => client.query(`set session_replication_role = replica; ${text}`));

beforeAll(async () => {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => {
    const events = Array.from({ length: 40 }, (_, at) =>
      eventOf(acme.actor, internalOrigin("test"), {
        action: "UPDATE",
        resource: "test",
        ...(at % 3 > 0 && { resourceId: newId(), name: `Prüfung ${at} 🜂` }),
      }),
    );
    return appendEvents(sql, events);
  });
  await seal(db, ed25519Signer("the installation's"), new KnownTails());
  // An owner can do without constraints.
  await tamper(`
    alter table audit_leaf drop constraint audit_leaf_pkey cascade, drop constraint audit_leaf_organization_id_event_id_key,
      drop constraint audit_leaf_hash_check, alter column sequence drop not null, alter column event_id drop not null, alter column hash drop not null;
    alter table audit_event drop constraint audit_event_pkey cascade, drop constraint audit_event_outcome_check, drop constraint audit_event_leaf_check,
      ${["leaf", "action", "resource", "outcome", "occurred_at"].map((name) => `alter column ${name} drop not null`).join()};
    alter table audit_disclosure drop constraint audit_disclosure_pkey cascade, alter column name drop not null, alter column disclosure drop not null;
    ${tables.map((table) => `create table kept_${table} as select * from ${table}`).join(";")}`);
}, 30_000);

beforeEach(() =>
  tamper(tables.map((table) => `delete from ${table}; insert into ${table} select * from kept_${table}`).join(";")),
);

const mine = `organization_id = '${acme.id}'`;
const idAt = (at: number) => `(select min(event_id::text)::uuid from audit_leaf where ${mine} and sequence = ${at})`;
const setEvent = (change: string) => (at: number) =>
  `update audit_event set ${change} where ${mine} and id = ${idAt(at)}`;
const setLeaf = (change: string) => (at: number) =>
  `update audit_leaf set ${change} where ${mine} and sequence = ${at}`;
const setValue = (change: string) => (at: number) =>
  `update audit_disclosure set ${change} where ${mine} and event_id = ${idAt(at)}`;

const texts = ["leaf", "action", "resource", "outcome"];
const unusual: [what: string, act: (at: number) => string][] = [
  ...texts.flatMap((name): [string, (at: number) => string][] => [
    [`no ${name}`, setEvent(`${name} = null`)],
    [`an empty ${name}`, setEvent(`${name} = ''`)],
    [`a line feed in ${name}`, setEvent(`${name} = ${name} || E'\\n' || ${name}`)],
    [`a tab in ${name}`, setEvent(`${name} = E'\\t' || ${name}`)],
  ]),
  ["no moment", setEvent("occurred_at = null")],
  ["a moment beyond all", setEvent("occurred_at = '2026-11-22 17:00:00Z'")],
  ["an empty resource_id", setEvent("resource_id = ''")],
  ["a resource_id with a sign of ours", setEvent("resource_id = '='")],
  ["a resource_id with a line feed", setEvent(`resource_id = E'\\n'`)],
  ["no resource_id", setEvent("resource_id = null")],
  ["no actor", setEvent("actor_id = null")],
  ["an event gone", (at) => `delete from audit_event where ${mine} and id = ${idAt(at)}`],
  ["an event twice", (at) => `insert into audit_event select * from audit_event where ${mine} and id = ${idAt(at)}`],
  ["a place gone", (at) => `delete from audit_leaf where ${mine} and sequence = ${at}`],
  [
    "a place twice",
    (at) =>
      `insert into audit_leaf select organization_id, ${at}, event_id, hash from audit_leaf where ${mine} and sequence = ${at + 1}`,
  ],
  ["an event at two places", setLeaf(`event_id = ${idAt(30)}`)],
  ["a place of nothing", setLeaf("event_id = null")],
  [
    "two places exchanged",
    (at) =>
      `update audit_leaf set sequence = case sequence when ${at} then ${at + 2} else ${at} end where ${mine} and sequence in (${at}, ${at + 2})`,
  ],
  ["a short hash", setLeaf("hash = substr(hash, 1, 31)")],
  ["no hash", setLeaf("hash = null")],
  ["values gone", (at) => `delete from audit_disclosure where ${mine} and event_id = ${idAt(at)}`],
  [
    "values twice",
    (at) => `insert into audit_disclosure select * from audit_disclosure where ${mine} and event_id = ${idAt(at)}`,
  ],
  ["another name", setValue("name = 'rest'")],
  ["no name", setValue("name = null")],
  ["a tab in a name", setValue(`name = E'a\\tb'`)],
  ["no value", setValue("disclosure = null")],
  ["an empty value", setValue("disclosure = ''")],
  ["values of two lines", setValue(`disclosure = disclosure || E'\\n' || event_id || E'\\tactor\\t' || disclosure`)],
];

/** Both readings of a range; `packed` is null where it was left to the rows. */
const read = () =>
  db.transaction(
    { role: "nextcrm_app", organizationId: acme.id, readOnly: true, repeatableRead: true },
    async (sql) => {
      const range = [acme.id, 0, placesAtOnce] as const;
      const erased = Promise.resolve(() => []);
      const [packed, rows] = [await readPacked(sql, acme.id, 0, erased), await readRows(sql, range, erased)];
      // Without its index, nothing orders the values of an event; no verdict depends on it.
      const plain = (places: typeof rows) =>
        places.map(({ hash, disclosures, ...place }) => ({
          ...place,
          hash: hash && Buffer.from(hash).toString("hex"),
          disclosures: disclosures.toSorted(),
        }));
      return { packed: packed && plain(packed), rows: plain(rows) };
    },
  );

test("a log as it was written comes in one piece, with events that tell of nobody and of signs beyond ASCII", async () => {
  const { packed, rows } = await read();
  expect(rows.length).toBeGreaterThanOrEqual(40);
  expect(packed).toEqual(rows);
  expect(rows.some(({ disclosures }) => disclosures.some((text) => text.includes("🜂")))).toBe(true);
});

test.each(unusual)("%s", async (_, act) => {
  for (const at of [4, 5]) await tamper(act(at));
  const { packed, rows } = await read();
  expect(packed ?? rows).toEqual(rows);
});

test("nothing of one event makes up for what another lacks", async () => {
  await tamper(`
    update audit_event set leaf = (select leaf from audit_event where ${mine} and id = ${idAt(4)}) || E'\\n' || leaf where ${mine} and id = ${idAt(5)};
    update audit_event set leaf = null where ${mine} and id = ${idAt(4)}`);
  expect((await read()).packed).toBeNull();
});
