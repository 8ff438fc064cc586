import { PgBoss } from "pg-boss";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { jobsContract } from "../ports/jobs.contract.ts";
import { withClient } from "./client.ts";
import { pgBossJobs } from "./pg-boss-jobs.ts";
import { postgres } from "./postgres.ts";

const { owner, serve } = await freshDatabase();
const db = postgres({ ...serve, max: 3 });
afterAll(() => db.close());

const open = () => pgBossJobs({ connection: serve, failed: () => undefined });
jobsContract("jobs of pg-boss", async () => ({ db, open }));

test("the migration made what this version of pg-boss expects", async () => {
  const boss = new PgBoss({ ...owner, migrate: false, supervise: false, schedule: false, registerInstance: false });
  await boss.start();
  const report = await boss.detectSchemaDrift();
  await boss.stop();
  expect(report).toMatchObject({ ok: true });
});

test("a tenant's role can read and change nothing that was enqueued", async () => {
  await withClient(serve, async (client) => {
    await client.query("set role nextcrm_app");
    for (const statement of [
      "select data from pgboss.job_common",
      "delete from pgboss.job_common",
      "update pgboss.job_common set data = '{}'",
      "select * from pgboss.job",
    ])
      await expect(client.query(statement)).rejects.toThrow("permission denied");
  });
});
