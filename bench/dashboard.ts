import { loadavg } from "node:os";
import { withClient } from "../src/adapters/client.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import type { Services } from "../src/api/services.ts";
import { addUpUsage } from "../src/billing/quotas.ts";
import { addUpInstallation } from "../src/observability/dashboard/installation-counts.ts";
import { readDashboard } from "../src/observability/dashboard/read-dashboard.ts";
import type { Database } from "../src/ports/database.ts";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import type { EmptyDatabase } from "./empty-database.ts";

const sizes = quick ? [10, 300] : [10, 1_000, 100_000];
const times = quick ? 10 : 200;
const most = 2;
const contactsEach = 2;

/** Organizations of the last two years, each with a member, contacts, bytes and a moment in which something happened. */
const fill = `
  with audited as materialized (select set_config('nextcrm.audited', 'yes', true)),
    made as (insert into organization (id, name, plan, status, created_at)
      select gen_random_uuid(), 'O' || n, (array['FREE', 'PRO', 'ENTERPRISE'])[1 + n % 3], case when n % 50 = 0 then 'suspended' else 'active' end,
        now() - random() * interval '700 days' from audited, generate_series(1, $1::integer) n returning id, created_at)
  select id, created_at from made`;
const fillEach = [
  "insert into member (organization_id, user_id, role, name, email, joined_at) select id, gen_random_uuid(), 'owner', 'P', 'p@example.test', at from made",
  `insert into contact (organization_id, id, last_name, created_at) select id, gen_random_uuid(), 'C', at from made, generate_series(1, ${contactsEach})`,
  "insert into organization_usage (organization_id, storage_bytes) select id, (random() * 1e9)::bigint from made on conflict (organization_id) do update set storage_bytes = excluded.storage_bytes",
  "insert into organization_activity (organization_id, at) select id, at + random() * (now() - at) from made",
];

async function add({ owner, db }: EmptyDatabase, organizations: number): Promise<void> {
  await withClient(owner, async (client) => {
    for (let left = organizations; left > 0; left -= 10_000) {
      await client.query("begin");
      await client.query(`create temporary table made (id uuid, at timestamptz) on commit drop`);
      const { rows } = await client.query<{ id: string; created_at: Date }>(fill, [Math.min(left, 10_000)]);
      const lists = [rows.map(({ id }) => id), rows.map(({ created_at: at }) => at)];
      await client.query("insert into made select * from unnest($1::uuid[], $2::timestamptz[])", lists);
      for (const text of fillEach) await client.query(text);
      await client.query("commit");
    }
    await client.query("vacuum analyze");
  });
  await addUpUsage(db);
  await addUpInstallation(db, new Date());
  await withClient(owner, (client) => client.query("vacuum analyze"));
}

/** What the answer is made of besides the database is the same for all. */
function servicesOn(db: Database) {
  const health = { read: async () => [] };
  return { db, clock: systemClock, health, settings: { version: "0" } } as unknown as Services;
}

export const dashboard: Claim = {
  name: "dashboard",
  promise: `The operator's dashboard of ${sizes.at(-1)!.toLocaleString("en")} organizations takes less than twice the time of 10`,
  measure: () =>
    withEmptyDatabase(async (database) => {
      const services = servicesOn(database.db);
      const rows = [];
      let there = 0;
      for (const size of sizes) {
        await add(database, size - there);
        there = size;
        const waits: number[] = [];
        for (let time = -5; time < times; time++) {
          const started = performance.now();
          const { statistics } = await readDashboard(services);
          if (time >= 0) waits.push(performance.now() - started);
          if (statistics.organizations.total !== size || statistics.crm.contacts !== size * contactsEach)
            throw new Error(`Of ${size} organizations it counts ${statistics.organizations.total}`);
        }
        rows.push({
          organizations: size,
          "p50 ms": rounded(median(waits), 2),
          "p95 ms": rounded(quantile(waits, 0.95), 2),
          load: rounded(loadavg()[0]!),
        });
      }
      const growth = rows.at(-1)!["p50 ms"] / rows[0]!["p50 ms"];
      return {
        rows,
        verdicts: [
          {
            what: `p50 with ${sizes.at(-1)} organizations to 10`,
            measured: growth.toFixed(2),
            target: `less than ${most}`,
            kept: growth < most,
          },
        ],
      };
    }, 12),
};
