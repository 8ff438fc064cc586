import { afterAll, expect, onTestFinished, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { noJobs } from "../../tests/no-jobs.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { postgres } from "../adapters/postgres.ts";
import { appendEvents, eventOf } from "./append.ts";
import { describeBlocks, startDescribing } from "./describe-blocks.ts";
import { eraseFromLog } from "./erase.ts";
import { KnownTails, seal } from "./seal.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 8 });
afterAll(() => db.close());
const signer = ed25519Signer("describing");
const resourceId = "019c0000-0000-7000-8000-000000000001";

type Organization = Awaited<ReturnType<typeof testOrganization>>;

async function write({ actor }: Organization, count: number, tails = new KnownTails()): Promise<void> {
  const entry = { action: "UPDATE", resource: "contact", resourceId, name: "Zephyrine" } as const;
  const events = Array.from({ length: count }, () => eventOf(actor, internalOrigin("test"), entry));
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, events));
  await seal(db, signer, tails);
}

const blocksOf = ({ id }: Organization) =>
  withClient(owner, async (client) => {
    const text =
      "select number::int, tokens is not null as described from audit_block where organization_id = $1 order by 1";
    return (await client.query<{ number: number; described: boolean }>(text, [id])).rows;
  });
const countedOf = ({ id }: Organization) =>
  withClient(owner, async (client) => {
    const text = "select coalesce(sum(events), 0)::int as n from audit_count where organization_id = $1";
    return (await client.query<{ n: number }>(text, [id])).rows[0]!.n;
  });

test("what was sealed before a process began, and while it runs, is described; what was erased from, again", async () => {
  const acme = await testOrganization(db, "Acme");
  await write(acme, 100);
  const failures: unknown[] = [];
  const describer = startDescribing(db, { failed: (error) => failures.push(error), intervalMilliseconds: 100 });
  onTestFinished(() => describer.stop());
  await expect.poll(async () => (await blocksOf(acme)).length).toBeGreaterThanOrEqual(6);
  await write(acme, 100, new KnownTails(describer.note));
  await expect.poll(async () => (await blocksOf(acme)).length).toBeGreaterThanOrEqual(12);
  await acme.write((work) =>
    eraseFromLog(work, { types: ["contact"], id: resourceId, words: [] }, { resource: "contact" }, noJobs),
  );
  await expect.poll(async () => (await blocksOf(acme)).every(({ described }) => described)).toBe(true);
  expect(failures).toEqual([]);
});

test("several processes describe each block once, and count each event once", async () => {
  const globex = await testOrganization(db, "Globex");
  await write(globex, 400);
  const worker = async () => {
    while ((await describeBlocks(db, globex.id, 3)) > 0);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  const blocks = await blocksOf(globex);
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, place) => place));
  expect(blocks.length).toBeGreaterThanOrEqual(25);
  expect(await countedOf(globex)).toBe(blocks.length * 16);
});

test("nobody but the database's functions writes descriptions, and a tenant sees its own", async () => {
  const initech = await testOrganization(db, "Initech");
  await write(initech, 40);
  await describeBlocks(db, initech.id, 10);
  const as = (role: string, organizationId: string, text: string) =>
    withClient(serve, async (client) => {
      await client.query(`begin; set local role ${role}`);
      await client.query("select set_config('app.organization', $1, true)", [organizationId]);
      return (await client.query<{ n: number }>(text)).rows;
    });
  for (const table of ["audit_block", "audit_volume", "audit_count", "audit_actor_count"])
    for (const role of ["nextcrm_app", "nextcrm_operator"])
      await expect(as(role, initech.id, `delete from ${table}`), `${role} ${table}`).rejects.toThrow(
        /permission denied/,
      );
  const seen =
    "select count(*)::int as n from find_audit_blocks('{}', '', null, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100)";
  expect((await as("nextcrm_app", initech.id, seen))[0]!.n).toBeGreaterThan(0);
  const other = "019c0000-0000-7000-8000-0000000000ff";
  expect((await as("nextcrm_app", other, seen))[0]!.n).toBe(0);
  await expect(as("nextcrm_app", initech.id, `select describe_audit_blocks('${other}', 1)`)).rejects.toThrow(
    /permission denied/,
  );
});
