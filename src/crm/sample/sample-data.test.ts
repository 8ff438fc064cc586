import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/database.ts";
import { testOrganization } from "../../../tests/organization.ts";
import { postgres } from "../../adapters/postgres.ts";
import { createRecord } from "../../records/store.ts";
import { createDefaultPipeline } from "../default-pipeline.ts";
import { opportunity } from "../opportunity.ts";
import { countSample, loadSample, removeSample } from "./sample-data.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
await acme.write(createDefaultPipeline);
const query = <Row>(text: string) => acme.read(({ sql }) => sql.query<Row>(text, [acme.id]));

test("the sample is loaded once, told in the log, and goes to the trash", async () => {
  expect(await acme.write(loadSample)).toEqual({
    accounts: 10,
    contacts: 25,
    opportunities: 15,
    activities: 9,
    tasks: 9,
  });
  await expect(acme.write(loadSample)).rejects.toMatchObject({ kind: "already-exists" });
  expect(
    await query("select status, count(*) from opportunity where organization_id = $1 group by 1 order by 1"),
  ).toEqual([
    { status: "lost", count: 2 },
    { status: "open", count: 9 },
    { status: "won", count: 4 },
  ]);
  const batches = await query(
    "select distinct leaf::jsonb->'context'->>'sampleId' as id from audit_event where organization_id = $1 and action = 'CREATE' and resource = 'contact'",
  );
  expect(batches).toHaveLength(1);
  expect(await globex.read(countSample)).toBe(0);

  expect(await acme.write(removeSample)).toEqual({ removed: 68, kept: [] });
  expect(await acme.read(countSample)).toBe(0);
  expect((await acme.write(loadSample)).accounts).toBe(10);
});

test("what other records need stays", async () => {
  const [harbour] = await query<{ id: string }>(
    "select id from account where organization_id = $1 and deleted_at is null and external_id = 'sample:harbour'",
  );
  await acme.write((work) => createRecord(work, opportunity, { name: "Ours", accountId: harbour!.id }));
  const { removed, kept } = await acme.write(removeSample);
  expect(removed).toBe(67);
  expect(kept).toMatchObject([{ type: "account", id: harbour!.id, reason: expect.stringContaining("Ours") }]);
});
