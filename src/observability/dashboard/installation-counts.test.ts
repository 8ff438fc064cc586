import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/database.ts";
import { movedClock } from "../../../tests/moved-clock.ts";
import { testOrganization } from "../../../tests/organization.ts";
import type { TestOrganization } from "../../../tests/organization.ts";
import { withClient } from "../../adapters/client.ts";
import { postgres } from "../../adapters/postgres.ts";
import { lastSeen } from "../../identity/last-seen.ts";
import { newId } from "../../identifier.ts";
import { addUpInstallation, readCounts, readDays, recountInstallation } from "./installation-counts.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 8 });
afterAll(() => db.close());
const asOwner = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    return (await client.query(text, parameters)).rows;
  });
const read = { role: "nextcrm_operator", readOnly: true } as const;
const kept = async () =>
  (await db.transaction(read, readCounts))
    .filter(({ amount }) => amount !== 0)
    .map(({ name, kind, amount }) => `${name} ${kind}: ${amount}`);

/** What a plain count says. */
async function plain(): Promise<string[]> {
  const rows = await asOwner(`
    select 'contact' as name, '' as kind, count(*) as amount from contact union all select 'account', '', count(*) from account
    union all select 'document', '', count(*) from document union all select 'storage', '', coalesce(sum(size), 0) from document_version
    union all select 'member', '', count(*) from member where removed_at is null
    union all select 'user', '', count(*) from auth."user"
    union all select 'organization', plan || ' ' || status, count(*) from organization group by 2 order by 1, 2`);
  return rows
    .filter(({ amount }) => Number(amount) !== 0)
    .map(({ name, kind, amount }) => `${name} ${kind}: ${amount}`);
}

type Act = (organization: TestOrganization, many: number) => Promise<unknown>;
const told = (organization: TestOrganization, ...texts: [string, unknown[]][]) =>
  organization.write(async (work) => {
    for (const [text, values] of texts) await work.sql.query(text, [organization.id, ...values]);
    work.record({ action: "UPDATE", resource: "record" });
  });
const someContacts =
  "insert into contact (organization_id, id, last_name) select $1, gen_random_uuid(), 'C' from generate_series(1, $2::integer)";
const acts: Record<string, Act> = {
  create: (organization, many) => told(organization, [someContacts, [many]]),
  upload: (organization, many) => {
    const id = newId();
    return told(
      organization,
      ["insert into document (organization_id, id, name) values ($1, $2, 'D')", [id]],
      [
        `insert into document_version (organization_id, document_id, file_version, storage_key, size, sha256)
          select $1, $2::uuid, v, v::text, 100 * v, '' from generate_series(1, $3::integer) v`,
        [id, many],
      ],
    );
  },
  removeSome: (organization, many) =>
    told(organization, [
      "delete from contact where organization_id = $1 and id in (select id from contact where organization_id = $1 limit $2)",
      [many],
    ]),
  removeDocuments: (organization) => told(organization, ["delete from document where organization_id = $1", []]),
  giveUp: (organization, many) =>
    told(organization, [someContacts, [many]], ["select 1 / ($2 - $2)", [many]]).catch(() => undefined),
  purge: (organization) =>
    asOwner(
      `with purging as materialized (select set_config('nextcrm.purging', 'yes', true), set_config('nextcrm.audited', 'yes', true))
        delete from contact using purging where organization_id = $1`,
      [organization.id],
    ),
  move: (organization, many) =>
    asOwner(
      "with audited as materialized (select set_config('nextcrm.audited', 'yes', true)) update organization set plan = $2, status = $3 from audited where id = $1",
      [organization.id, ["FREE", "PRO", "ENTERPRISE"][many % 3], ["active", "suspended"][many % 2]],
    ),
  leave: (organization) => told(organization, ["update member set removed_at = now() where organization_id = $1", []]),
  comeBack: (organization) =>
    told(organization, ["update member set removed_at = null where organization_id = $1", []]),
  addUp: () => addUpInstallation(db, new Date()),
};

test("what is told is what a plain count says, whatever happens, however many at once", async () => {
  const organizations = await Promise.all(["Acme", "Globex", "Initech"].map((name) => testOrganization(db, name)));
  const act = fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.nat(2), fc.integer({ min: 1, max: 5 }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { maxLength: 5 }), { maxLength: 5 }), async (rounds) => {
      for (const round of rounds) {
        await Promise.all(round.map(([name, whose, many]) => acts[name]!(organizations[whose]!, many)));
        expect(await kept()).toEqual(await plain());
      }
    }),
    { numRuns: 25 },
  );
  expect(await recountInstallation(db, new Date())).toEqual([]);
});

test("what is off is found and mended", async () => {
  const { id } = await testOrganization(db, "Umbrella");
  await asOwner("insert into installation_change (day, name, amount) values ('2026-01-01', 'contact', 7)");
  expect(await recountInstallation(db, new Date())).toEqual([{ name: "contact", kind: "", off: -7 }]);
  expect(await kept()).toEqual(await plain());
  expect(id).toBeTruthy();
});

test("what came is told by the day on which it came, what went by the day on which it went", async () => {
  const organization = await testOrganization(db, "Hooli");
  await told(organization, [
    "insert into contact (organization_id, id, last_name, created_at) select $1, gen_random_uuid(), 'C', d::timestamptz from unnest($2::text[]) d",
    [["2020-02-01T23:59:59Z", "2020-02-02T00:00:00Z", "2020-02-02T01:00:00+02:00"]],
  ]);
  const days = async () =>
    (await db.transaction(read, (sql) => readDays(sql, "2020-01-01")))
      .filter(({ name, day }) => name === "contact" && day < "2021")
      .map(({ day, added, removed }) => [day, added, removed]);
  const came = [
    ["2020-02-01", 2, 0],
    ["2020-02-02", 1, 0],
  ];
  expect(await days()).toEqual(came);
  await addUpInstallation(db, new Date("2020-03-01T00:00:00Z"));
  expect(await days()).toEqual(came);
});

test("somebody is counted once a day and once a week, whichever processes saw them, before midnight and behind it", async () => {
  const [sessions, people] = [
    [newId(), newId(), newId()],
    [newId(), newId()],
  ];
  await asOwner(
    `with audited as materialized (select set_config('nextcrm.audited', 'yes', true)),
      come as (insert into auth."user" (id, name, email) select id::uuid, 'P', id || '@example.test' from audited, unnest($1::text[]) id)
      select 1`,
    [people],
  );
  await asOwner(
    `insert into auth.session (id, "expiresAt", token, "userId") select s::uuid, now() + interval '1 day', s, p::uuid from unnest($1::text[], $2::text[]) u (s, p)`,
    [sessions, [people[0], people[0], people[1]]],
  );
  // A Sunday, shortly before midnight.
  let now = Date.parse("2026-11-22T23:59:50Z");
  const clock = { ...movedClock(), now: () => new Date(now) };
  const processes = [1, 2].map(() =>
    lastSeen(db, { clock, failed: (error) => expect.unreachable(String(error)), everyMilliseconds: 1e9 }),
  );
  const caller = (session: number, person: number) =>
    ({
      type: "user",
      userId: people[person]!,
      name: "P",
      email: "p@example.test",
      sessionId: sessions[session]!,
      operator: false,
      membership: null,
    }) as const;
  for (const one of processes) {
    one.note(caller(0, 0));
    one.note(caller(1, 0));
  }
  now += 20_000;
  for (const one of processes) {
    one.note(caller(0, 0));
    one.note(caller(1, 0));
  }
  processes[1]!.note(caller(2, 1));
  await Promise.all(processes.map((one) => one.flush()));
  await addUpInstallation(db, new Date(now));
  processes[1]!.note(caller(0, 0));
  await Promise.all(processes.map((one) => one.close()));
  const found = await db.transaction(read, (sql) => readDays(sql, "2026-11-01"));
  expect(
    found.filter(({ name }) => name.startsWith("active_")).map(({ day, name, added }) => [day, name, added]),
  ).toEqual([
    ["2026-11-16", "active_week", 1],
    ["2026-11-22", "active_day", 1],
    ["2026-11-23", "active_day", 2],
    ["2026-11-23", "active_week", 2],
  ]);
  await addUpInstallation(db, new Date(now + 20 * 86_400_000));
  expect(await asOwner("select * from auth.active_user")).toEqual([]);
});
