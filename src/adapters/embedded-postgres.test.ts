import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { withClient } from "./client.ts";
import { openDataFolder } from "./data-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import type { Connection, EmbeddedPostgres } from "./embedded-postgres.ts";

const base = mkdtempSync(join(tmpdir(), "nextcrm-embedded-"));
// mkdtemp makes it 0700, which would send root's PostgreSQL elsewhere.
chmodSync(base, 0o711);
const folder = openDataFolder(join(base, `it's Ünder, mine`));
const started: EmbeddedPostgres[] = [];

async function start(where: DataFolder = folder): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder: where });
  started.push(server);
  return server;
}

afterAll(async () => {
  for (const server of started) await server.stop();
  rmSync(base, { recursive: true });
});

async function ask(connection: Connection, question: string): Promise<unknown> {
  const { rows } = await withClient(connection, (client) => client.query({ text: question, rowMode: "array" }));
  return rows[0]?.[0];
}

function postmasterPid(server: EmbeddedPostgres): number {
  return Number(readFileSync(join(server.home.data, "postmaster.pid"), "utf8").split("\n")[0]);
}

test("starts, stops and starts again with what it held", async () => {
  const first = await start();
  expect(first.firstStart).toBe(true);
  await withClient(first.owner, (client) => client.query("create table kept as select 42 as answer"));
  await first.stop();
  const second = await start();
  expect(second.firstStart).toBe(false);
  expect(await ask(second.owner, "select answer from kept")).toBe(42);
});

test("listens on nothing but a socket of its own user, and knows letters beyond ASCII", async () => {
  const { owner } = await start();
  expect(await ask(owner, "show listen_addresses")).toBe("");
  expect(Buffer.byteLength(`${owner.host}/.s.PGSQL.5432`)).toBeLessThan(104);
  await withClient(owner, (client) => client.query("create extension pg_trgm"));
  expect(await ask(owner, "select similarity('Дмитрий', 'дмитрии') > 0.3")).toBe(true);
  expect(await ask(owner, "select lower('ÅÉИΣ')")).toBe("åéиσ");
  await expect(ask({ ...owner, user: "nextcrm_owner" }, "select 1")).rejects.toThrow(/Peer authentication failed/);
});

test("adopts a server that outlived its program and ends what that left open", async () => {
  const before = await start();
  const pid = postmasterPid(before);
  const left = withClient(before.owner, (client) => client.query("begin; select pg_sleep(60)"));
  const failure = left.then(
    () => undefined,
    (error: Error) => error,
  );
  await delay(100);
  expect(postmasterPid(await start())).toBe(pid);
  expect(await failure).toBeInstanceOf(Error);
});

test("recovers by itself when everything was killed", async () => {
  const before = await start();
  await withClient(before.owner, (client) =>
    client.query("create table if not exists survived as select 1 as one; checkpoint"),
  );
  process.kill(postmasterPid(before), "SIGKILL");
  const after = await start();
  expect(await ask(after.owner, "select one from survived")).toBe(1);
});

test("starts a watched server again that ends by itself", async () => {
  const server = await start();
  server.watch();
  process.kill(postmasterPid(server), "SIGKILL");
  await expect.poll(() => ask(server.owner, "select 1").catch(() => 0), { timeout: 10_000 }).toBe(1);
  await server.stop();
});

test("a stale postmaster.pid that names a living process does not hinder the start", async () => {
  const before = await start();
  const path = join(before.home.data, "postmaster.pid");
  const lines = readFileSync(path, "utf8").split("\n");
  await before.stop();
  // Process 1 belongs to somebody else; our own parent could be anybody.
  for (const pid of [1, process.ppid]) {
    writeFileSync(path, [pid, ...lines.slice(1)].join("\n"));
    if (before.home.runAs) chmodSync(path, 0o666);
    const server = await start();
    expect(await ask(server.owner, "select 1")).toBe(1);
    await server.stop();
  }
});

test("a data folder with a long path, below folders that are nobody else's", async () => {
  const guarded = join(base, "guarded");
  mkdirSync(guarded, { mode: 0o700 });
  const deep = openDataFolder(
    join(
      guarded,
      ..."x"
        .repeat(5)
        .split("")
        .map((name) => name.repeat(30)),
    ),
  );
  const server = await start(deep);
  expect(await ask(server.owner, "select 1")).toBe(1);
  if (process.getuid?.() !== 0) return;
  expect(server.home.folder).toBe(`/var/lib/nextcrm/${deep.id}`);
  await server.stop();
  expect((await start(deep)).home.folder).toBe(server.home.folder);
  await server.stop();
  rmSync(server.home.folder, { recursive: true });
});
