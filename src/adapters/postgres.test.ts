import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { withClient } from "./client.ts";
import { postgres } from "./postgres.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 1 });
afterAll(() => db.close());

test("a connection keeps a bounded number of plans, however many texts ask for one", async () => {
  const scope = { role: "nextcrm_app", readOnly: true } as const;
  await db.transaction(scope, async (sql) => {
    const asked = Array.from({ length: 700 }, (_, n) =>
      sql.query<{ n: number }>(`select ${n} as n`, [], { prepare: true }),
    );
    expect((await Promise.all(asked)).map(([row]) => row!.n)).toEqual(asked.map((_, n) => n));
    const [row] = await sql.query<{ count: number }>("select count(*) as count from pg_prepared_statements");
    expect(row!.count).toBeGreaterThan(0);
    expect(row!.count).toBeLessThanOrEqual(500);
  });
});

test("a connection that dies within a transaction fails that transaction, and nothing else", async () => {
  const scope = { role: "nextcrm_app", readOnly: true } as const;
  const cut = db.transaction(scope, async (sql) => {
    const [mine] = await sql.query<{ pid: number }>("select pg_backend_pid() as pid");
    await withClient(owner, (client) => client.query("select pg_terminate_backend($1)", [mine!.pid]));
    await sql.query("select pg_sleep(10)");
  });
  await expect(cut).rejects.toThrow();
  expect(await db.transaction(scope, (sql) => sql.query("select 1 as one"))).toEqual([{ one: 1 }]);
});
