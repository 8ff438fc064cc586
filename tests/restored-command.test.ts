import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  // A folder of an installation, to the command.
  writeFileSync(join(app.dataFolder, "nextcrm.json"), JSON.stringify({ id: randomUUID() }));
});

const nextcrm = (...args: string[]) => {
  const { host, port, user, password, database } = app.database.serve;
  // The host may be a folder with a socket in it.
  const where = new URLSearchParams({ host, port: String(port) });
  const url = `postgres://${user}:${encodeURIComponent(String(password ?? ""))}@localhost/${database}?${where}`;
  const env = { PATH: process.env.PATH, DATABASE_URL: url, NEXTCRM_DATA: app.dataFolder };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, ["src/cli.ts", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
};

const base = "/api/organization/audit-logs";
const refused = async () => (await app.as("alan").get(`${base}/sealing`)).body.refused;
const act = (name: string) => app.as("mia").post("/api/accounts", { name });
const until = async <T>(look: () => Promise<T>, is: (seen: T) => boolean) => {
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    await delay(50);
  }
};
const newestSequence = async () => {
  const [newest] = (await app.as("alan").get(`${base}?limit=1&excludeReads=1`)).body.logs;
  return (await app.as("alan").get(`${base}/${newest.id}/proof`)).body.sequence as number | null;
};

/** Takes the newest events from the database and leaves none of their places, as an older backup would. */
const cut = (from: number) =>
  withClient(app.database.owner, async (client) => {
    const mine = `organization_id = '${app.organizationId}'`;
    const behind = `${mine} and sequence >= (select coalesce(max(size), 0) from audit_checkpoint where ${mine})`;
    await client.query(`
      begin;
      set local session_replication_role = replica;
      select pg_advisory_xact_lock(hashtextextended('nextcrm audit sequencer', 0));
      delete from audit_checkpoint where ${mine} and size > ${from};
      delete from audit_event where ${mine} and id in (select event_id from audit_leaf where ${behind});
      delete from audit_leaf where ${behind};
      delete from audit_disclosure where ${mine} and event_id not in (select id from audit_event where ${mine});
      commit`);
  });

test("a database that was restored to an earlier state is told of everywhere, until an operator accepts it", async () => {
  expect((await app.nobody.get("/api/health")).body).toMatchObject({
    status: "healthy",
    checks: { audit: { status: "up" } },
  });
  expect(await refused()).toBeNull();
  for (let turn = 0; turn < 3; turn += 1) await act(`Wayne ${turn}`);
  const newest = await until(newestSequence, (sequence) => sequence !== null);
  await cut(newest!);
  await act("Wayne again");
  const told = await until(refused, (one) => one !== null);
  expect(told).toMatchObject({ kind: "shorter", sentence: expect.stringContaining("restored to an earlier state") });
  expect(told.signed.size).toBeGreaterThan(told.size);
  const health = async () => (await app.nobody.get("/api/health")).body;
  expect(await until(health, ({ status }) => status === "degraded")).toMatchObject({
    checks: { audit: { status: "degraded", refusedLogs: 1 } },
  });
  expect((await app.as("alan").get(`${base}/unsealed`)).body.finding).toMatchObject({
    kind: "missing",
    sequence: told.size,
  });
  // What has no place is found like anything else.
  await act("Wayne behind it");
  await until(
    async () => (await app.as("alan").get(`${base}?search=Wayne+again&action=CREATE`)).body.logs.length as number,
    (count) => count === 1,
  );
  expect((await app.as("mallory").get(`${base}/sealing`)).body.refused).toBeNull();
  expect(await nextcrm("audit", "verify", "--organization", "Acme")).toMatchObject({
    code: 1,
    output: expect.stringContaining("✗ Acme: missing"),
  });

  expect(await nextcrm("audit", "accept-restored", "--organization", "Acme")).toMatchObject({ code: 2 });
  expect(await nextcrm("audit", "accept-restored", "--reason", "It is so.")).toMatchObject({ code: 2 });
  const accepted = await nextcrm("audit", "accept-restored", "--all", "--reason", "The disk died.");
  expect(accepted).toMatchObject({
    code: 0,
    output: expect.stringContaining(`Acme: goes on from ${told.size} events`),
  });
  expect(await refused()).toBeNull();
  await act("Wayne once more");
  await until(newestSequence, (sequence) => sequence !== null);
  await until(health, ({ status }) => status === "healthy");
  expect(await nextcrm("audit", "verify", "--organization", "Acme")).toMatchObject({ code: 0 });
  const [event] = (await app.as("alan").get(`${base}?action=RESTORE`)).body.logs;
  expect(event).toMatchObject({ resource: "audit_log" });
  expect(await nextcrm("audit", "accept-restored", "--all", "--reason", "Again.")).toMatchObject({
    code: 0,
    output: expect.stringContaining("nothing to accept"),
  });
}, 120_000);
