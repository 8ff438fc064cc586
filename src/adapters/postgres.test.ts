import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { lineTo } from "../../tests/line.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { Sql } from "../ports/database.ts";
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

test("what goes on behind the end of its transaction does not reach whoever has the connection then", async () => {
  const [first, other] = ["01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"];
  const scope = { role: "nextcrm_app", organizationId: first, readOnly: true } as const;
  const { promise: next, resolve: isNext } = Promise.withResolvers<void>();
  let late: Promise<unknown> = Promise.resolve();
  const failed = db.transaction(scope, async (sql) => {
    late = next.then(() => sql.query("select current_organization() as id"));
    throw new Error("Something else failed");
  });
  await expect(failed).rejects.toThrow("Something else failed");
  await db.transaction({ ...scope, organizationId: other }, async (sql) => {
    isNext();
    await expect(late).rejects.toThrow("The transaction has ended");
    expect(await sql.query("select current_organization() as id")).toEqual([{ id: other }]);
  });
});

test("two transactions read one snapshot, whatever others write between them", async () => {
  const two = postgres({ ...serve, max: 2 });
  try {
    const scope = { role: "nextcrm_operator", readOnly: true } as const;
    const count = async (sql: Sql) => {
      const [row] = await sql.query<{ count: number }>("select count(*) as count from organization");
      return row!.count;
    };
    const reading = two.transaction({ ...scope, repeatableRead: true }, async (sql) => {
      const [row] = await sql.query<{ snapshot: string }>("select pg_export_snapshot() as snapshot");
      const before = await count(sql);
      await testOrganization(db, "Acme");
      return [
        before,
        await two.transaction({ ...scope, snapshot: row!.snapshot }, count),
        await db.transaction(scope, count),
      ];
    });
    const [before, beside, after] = await reading;
    expect([beside, after]).toEqual([before, before! + 1]);
    await expect(two.transaction({ ...scope, snapshot: "'; select 1" }, count)).rejects.toThrow(TypeError);
  } finally {
    await two.close();
  }
});

test("who listens comes back by one connection at a time, and hears again", async () => {
  const line = await lineTo(serve);
  const own = postgres({ ...line.connection, max: 1 });
  const [heard, states]: [string[], boolean[]] = [[], []];
  const listening = await own.listen(
    "news",
    (payload) => void heard.push(payload),
    (connected) => void states.push(connected),
  );
  line.cut();
  const started = performance.now();
  await expect.poll(() => line.refused(), { timeout: 30_000 }).toBeGreaterThanOrEqual(6);
  // One every 250 ms: a machine that is slow makes fewer.
  expect(line.refused()).toBeLessThanOrEqual((performance.now() - started) / 250 + 2);
  line.mend();
  await expect.poll(() => states.at(-1), { timeout: 30_000 }).toBe(true);
  expect(states).toEqual([true, false, true]);
  await withClient({ ...owner }, (client) => client.query("notify news, 'again'"));
  await expect.poll(() => heard).toEqual(["again"]);
  await listening.stop();
  await own.close();
});
