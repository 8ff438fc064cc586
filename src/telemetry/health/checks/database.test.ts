import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../../../adapters/client.ts";
import { openDataFolder } from "../../../adapters/data-folder.ts";
import { startEmbeddedPostgres } from "../../../adapters/embedded-postgres.ts";
import type { EmbeddedPostgres } from "../../../adapters/embedded-postgres.ts";
import { prepareDatabase } from "../../../adapters/installation.ts";
import { postgres } from "../../../adapters/postgres.ts";
import type { Database } from "../../../ports/database.ts";
import { clockCheck, databaseCheck, replicationOf } from "./database.ts";

const base = mkdtempSync(join(tmpdir(), "nextcrm-replication-"));
// PostgreSQL runs as another user where this runs as root.
chmodSync(base, 0o711);
let server: EmbeddedPostgres;
let db: Database;
beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder: openDataFolder(join(base, "data")), durable: false });
  await prepareDatabase(server);
  db = postgres({ ...server.serve, max: 1 });
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
  rmSync(base, { recursive: true });
});

test("nobody who follows is no fault; one who is away is told, until they are forgotten", async () => {
  expect(await databaseCheck(db).look()).toEqual({ status: "up", facts: { read: "up", write: "up" } });
  await withClient(server.owner, (client) =>
    client.query("select pg_create_physical_replication_slot('standby', true)"),
  );
  expect(await databaseCheck(db).look()).toMatchObject({ status: "degraded", facts: { replicas: 1, replicasAway: 1 } });
  await withClient(server.owner, (client) => client.query("select pg_drop_replication_slot('standby')"));
  expect((await databaseCheck(db).look()).status).toBe("up");
});

const near = { active: true, behindBytes: 1_000, isLost: false };
test.each([
  ["all near", [near, near], "up"],
  ["one far behind", [near, { ...near, behindBytes: 2 ** 30 + 1 }], "degraded"],
  ["one lost", [{ ...near, isLost: true }], "degraded"],
])("%s", (_, slots, status) => {
  expect(replicationOf(slots).status).toBe(status);
});

test.each([
  [0, "up"],
  [1_000, "up"],
  [-5_000, "degraded"],
  [5_000, "degraded"],
])("a clock that is %s ms from the database's: %s", async (ahead, status) => {
  const found = await clockCheck(db, () => Date.now() + ahead).look();
  expect(found.status).toBe(status);
  expect(Math.abs(Number(found.facts!["driftSeconds"]) * 1_000 + ahead)).toBeLessThan(1_000);
});
