import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Database } from "./database.ts";
import type { Jobs } from "./jobs.ts";

interface Bench {
  db: Database;
  /** Another process's jobs on the same database. */
  open(): Promise<Jobs>;
}

const work = { role: "nextcrm_app", readOnly: false } as const;
const mail = (subject: string) => ({ to: "ada@acme.test", subject, text: "" });

/** What every implementation of Jobs keeps. */
export function jobsContract(name: string, makeBench: () => Promise<Bench>): void {
  describe(name, () => {
    let bench: Bench;
    let jobs: Jobs;
    const done: string[] = [];
    const until = (subject: string) =>
      vi.waitFor(() => expect(done).toContain(subject), { timeout: 15_000, interval: 20 });

    beforeAll(async () => {
      bench = await makeBench();
      jobs = await bench.open();
      await jobs.work("send-mail", async ({ subject }) => {
        if (subject === "fails once" && !done.includes("failed")) {
          done.push("failed");
          throw new Error("not now");
        }
        done.push(subject);
      });
    });
    afterAll(() => jobs.stop(1_000));

    test.each(["nextcrm_app", "nextcrm_operator", "nextcrm_auth"] as const)(
      "%s enqueues in its own transaction",
      async (role) => {
        await bench.db.transaction({ role, readOnly: false }, (sql) => jobs.enqueue(sql, "send-mail", mail(role)));
        await until(role);
      },
    );

    test("a job of a transaction that rolls back never was", async () => {
      const undone = bench.db.transaction(work, async (sql) => {
        await jobs.enqueue(sql, "send-mail", mail("rolled back"));
        throw new Error("changed my mind");
      });
      await expect(undone).rejects.toThrow("changed my mind");
      await bench.db.transaction(work, (sql) => jobs.enqueue(sql, "send-mail", mail("after")));
      await until("after");
      expect(done).not.toContain("rolled back");
    });

    test("a job that fails is tried again", async () => {
      await bench.db.transaction(work, (sql) => jobs.enqueue(sql, "send-mail", mail("fails once")));
      await until("fails once");
    });

    test("it is known how the last work of a kind went, without what was said of it", async () => {
      expect(await jobs.latest("recount-usage")).toEqual({ pending: null, ended: null });
      const enqueue = () => bench.db.transaction(work, (sql) => jobs.enqueue(sql, "recount-usage", {}));
      await enqueue();
      const since = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(await jobs.latest("recount-usage")).toEqual({
        pending: { state: "waiting", since, error: null },
        ended: null,
      });
      const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let tries = 0;
      await jobs.work("recount-usage", async () => {
        begun.resolve();
        await goOn.promise;
        if (++tries === 1) throw new TypeError("Ada's secret");
      });
      await begun.promise;
      expect((await jobs.latest("recount-usage")).pending).toEqual({ state: "running", since, error: null });
      goOn.resolve();
      const latest = () => jobs.latest("recount-usage");
      await expect
        .poll(latest, { timeout: 15_000 })
        .toEqual({ pending: { state: "retrying", since, error: "TypeError" }, ended: null });
      await expect
        .poll(() => jobs.latest("send-mail"), { timeout: 15_000 })
        .toEqual({ pending: null, ended: { at: since, error: null } });
    });

    test("whoever has fewer ahead goes first", async () => {
      await bench.db.transaction(work, async (sql) => {
        const enqueue = (importId: string, ahead: number) =>
          jobs.enqueue(sql, "import", { organizationId: "x", importId }, ahead);
        for (const [at, id] of ["one", "two", "three"].entries()) await enqueue(id, at);
        await enqueue("another's", 0);
      });
      const order: string[] = [];
      await jobs.work("import", async ({ importId }) => void order.push(importId));
      await vi.waitFor(() => expect(order).toEqual(["one", "another's", "two", "three"]), { timeout: 15_000 });
    });

    test("stopping waits for the job that runs", async () => {
      const other = await bench.open();
      let started = false;
      let ended = false;
      await other.work("sweep", async () => {
        started = true;
        await new Promise((resolve) => setTimeout(resolve, 300));
        ended = true;
      });
      await bench.db.transaction(work, (sql) => other.enqueue(sql, "sweep", {}));
      await vi.waitFor(() => expect(started).toBe(true), { timeout: 5_000 });
      await other.stop(5_000);
      expect(ended).toBe(true);
    });
  });
}
