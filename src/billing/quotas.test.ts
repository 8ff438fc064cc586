import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { plans } from "../access/plans.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { problemOf } from "../api/failures.ts";
import { recordTypes } from "../crm/record-types.ts";
import { newId } from "../identifier.ts";
import { addUpUsage, declareQuotas, recountUsage, usageOfPlan } from "./quotas.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 12 });
afterAll(() => db.close());

const asOwner = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    return (await client.query(text, parameters)).rows;
  });

const allow = (quota: "members" | "records" | "storage_bytes", most: number) =>
  asOwner(
    `insert into plan_quota (plan, ${quota}) values ('FREE', $1) on conflict (plan) do update set ${quota} = excluded.${quota}`,
    [most],
  );

/** Adds contacts, one statement for each of the numbers, all in one transaction. */
const add = (organization: TestOrganization, ...numbers: number[]) =>
  organization.write(async (work) => {
    for (const rows of numbers)
      await work.sql.query(
        "insert into contact (organization_id, id, last_name) select $1, gen_random_uuid(), 'C' from generate_series(1, $2::integer)",
        [organization.id, rows],
      );
    work.record({ action: "CREATE", resource: "record" });
  });

/** As whoever is told to try again would. */
async function persistently(act: () => Promise<void>): Promise<"in" | "refused"> {
  for (;;) {
    try {
      await act();
      return "in";
    } catch (error) {
      const kind = problemOf(error)?.kind;
      if (kind === "quota-exceeded") return "refused";
      if (kind !== "conflict") throw error;
    }
  }
}

const used = async (organization: TestOrganization) =>
  Object.fromEntries(
    (await organization.read(usageOfPlan)).quotas.map(({ name, used: so, limit }) => [name, [so, limit]]),
  );
const counted = async (organization: TestOrganization) =>
  Number((await asOwner("select count(*) from contact where organization_id = $1", [organization.id]))[0].count);

let acme: TestOrganization;
beforeEach(async () => {
  await asOwner("delete from plan_quota");
  acme = await testOrganization(db, `Acme ${newId()}`);
});

test("however many come at once, as many get in as the plan allows", async () => {
  await allow("records", 30);
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => persistently(() => add(acme, 1))));
  expect(outcomes.filter((outcome) => outcome === "in")).toHaveLength(30);
  expect(await used(acme)).toMatchObject({ records: [30, 30] });
});

test("who comes near the limit waits for those who were far from it and are not done", async () => {
  await allow("records", 2_100);
  const { promise: decided, resolve: decide } = Promise.withResolvers<void>();
  const { promise: written, resolve: wrote } = Promise.withResolvers<void>();
  const far = acme.write(async (work) => {
    await work.sql.query(
      "insert into contact (organization_id, id, last_name) select $1, gen_random_uuid(), 'C' from generate_series(1, 10)",
      [acme.id],
    );
    work.record({ action: "CREATE", resource: "record" });
    wrote();
    await decided;
  });
  await written;
  const near = persistently(() => add(acme, 2_095));
  const waiting =
    "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  await expect.poll(() => asOwner(waiting)).toHaveLength(1);
  decide();
  await far;
  expect(await near).toBe("refused");
  expect(await counted(acme)).toBe(10);
});

test("never more than the plan allows, whatever the sizes and however they meet", async () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 16,
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 0, max: 4_000 }), async (transactions, most) => {
      await allow("records", most);
      const organization = await testOrganization(db, `P ${newId()}`);
      const outcomes = await Promise.all(transactions.map((one) => persistently(() => add(organization, ...one))));
      const total = (one: number[]) => one.reduce((sum, size) => sum + size, 0);
      const there = await counted(organization);
      expect(there).toBeLessThanOrEqual(most);
      expect(there).toBe(
        transactions.filter((_, at) => outcomes[at] === "in").reduce((sum, one) => sum + total(one), 0),
      );
      expect((await used(organization))["records"]).toEqual([there, most]);
      // Nobody was refused who would have fitted.
      const smallest = Math.min(...transactions.filter((_, at) => outcomes[at] === "refused").map(total));
      expect(there + smallest).toBeGreaterThan(most);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("what goes makes room, and another organization's records are none of ours", async () => {
  await allow("records", 3);
  const globex = await testOrganization(db, "Globex");
  await add(globex, 3);
  await add(acme, 3);
  expect(await persistently(() => add(acme, 1))).toBe("refused");
  await acme.write(async (work) => {
    await work.sql.query(
      "delete from contact where organization_id = $1 and id = (select id from contact where organization_id = $1 limit 1)",
      [acme.id],
    );
    work.record({ action: "DELETE", resource: "record" });
  });
  expect(await persistently(() => add(acme, 1))).toBe("in");
  expect(await persistently(() => add(acme, 1))).toBe("refused");
});

test("a refusal says what, how many and how many there are", async () => {
  await allow("records", 2);
  await add(acme, 2);
  const error = await add(acme, 1).catch((caught: unknown) => caught);
  expect(problemOf(error)!.document("")).toMatchObject({
    type: "/problems/quota-exceeded",
    status: 403,
    quota: "records",
    limit: 2,
    used: 2,
  });
});

test("people and open invitations have one number of places, and whoever was invited gets in", async () => {
  await allow("members", 3);
  const invited = (id: string) =>
    acme.write(async (work) => {
      await work.sql.query(
        "insert into invitation (organization_id, id, email, role, token_sha256, expires_at) values ($1, $2::uuid, $2::text || '@example.test', 'member', $2::text, now() + interval '1 day')",
        [acme.id, id],
      );
      work.record({ action: "INVITE", resource: "invitation" });
    });
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => persistently(() => invited(newId()))));
  expect(outcomes.filter((outcome) => outcome === "in")).toHaveLength(2);
  expect((await used(acme))["members"]).toEqual([3, 3]);
  await acme.member("Grace", "member");
  await acme.member("Heidi", "member");
  const error = await acme.member("Ivan", "member").catch((caught: unknown) => caught);
  expect(problemOf(error)?.document("")).toMatchObject({ quota: "members", limit: 3, used: 3 });
});

test("where no quotas hold, everything is counted and nothing refused", async () => {
  await add(acme, 7);
  expect(await used(acme)).toEqual({ members: [1, null], records: [7, null], storageBytes: [0, null] });
  await declareQuotas(db, true);
  expect(await used(acme)).toMatchObject({ members: [1, 5], records: [7, 100_000], storageBytes: [0, 2 ** 30] });
  await declareQuotas(db, false);
  expect(await used(acme)).toMatchObject({ records: [7, null] });
});

test("adding up changes nothing of the sum, and a count that is off is found and mended", async () => {
  for (let at = 0; at < 60; at++) await add(acme, 1);
  await addUpUsage(db);
  expect(
    await asOwner("select records::integer from organization_usage where organization_id = $1", [acme.id]),
  ).toEqual([{ records: 60 }]);
  expect((await used(acme))["records"]).toEqual([60, null]);
  expect(await recountUsage(db)).toEqual([]);
  await asOwner("update organization_usage set records = 50 where organization_id = $1", [acme.id]);
  expect(await recountUsage(db)).toEqual([{ organizationId: acme.id, records: 10, storageBytes: 0 }]);
  expect((await used(acme))["records"]).toEqual([60, null]);
});

test("every type of record is counted", async () => {
  const rows = await asOwner("select tgrelid::regclass::text as name from pg_trigger where tgname = 'count_in'");
  const counting = rows.map(({ name }) => name as string);
  expect(counting.toSorted()).toEqual([...recordTypes.map(({ table }) => table), "document_version"].toSorted());
});

test("the log is kept as long as the plan says, in the database as in the declaration", async () => {
  for (const [plan, { retentionDays }] of Object.entries(plans)) {
    const [row] = await asOwner("select usual, most as longest from plan_retention($1)", [plan]);
    expect(row).toEqual(retentionDays);
  }
});
