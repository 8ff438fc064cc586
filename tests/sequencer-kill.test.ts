import { fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { startSequencer } from "../src/audit/sequencer.ts";
import { treeHasher } from "../src/audit/node-hashing.ts";
import { listLogs, verifyStoredLog } from "../src/audit/verify.ts";
import { freshDatabase } from "./database.ts";
import { testOrganization } from "./organization.ts";
import { freePort } from "./free-port.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
const [acme, globex] = [await testOrganization(db, "Acme"), await testOrganization(db, "Globex")];
const children = new Set<ChildProcess>();
/** Milliseconds: a third of a second where there is time for everybody, seconds where tests run side by side. */
const within = 10_000;
const folder = mkdtempSync(join(tmpdir(), "nextcrm-kill-"));

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(): ChildProcess {
  const given = JSON.stringify({ connection: serve, actors: [acme.actor, globex.actor, acme.actor] });
  const child = fork(new URL("./sealing-process.ts", import.meta.url), [given], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  children.delete(child);
}

/** The next of the processes that holds the lock, while it still does. */
function sealing(...among: ChildProcess[]): Promise<ChildProcess> {
  return Promise.race(among.map((child) => once(child, "message").then(() => child)));
}

const rows = <Row>(text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query(text, parameters)).rows as Row[]);

/** How long the oldest event without a place has waited, in seconds. */
async function oldestWait(): Promise<number> {
  const text = `select coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float as seconds from audit_event e
    where not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id)`;
  return (await rows<{ seconds: number }>(text))[0]!.seconds;
}

async function expectSound(): Promise<void> {
  await expect.poll(oldestWait, { timeout: 10_000, interval: 50 }).toBe(0);
  for (const log of await listLogs(db)) {
    expect(await verifyStoredLog(db, log)).toMatchObject({ finding: null, waiting: 0 });
    const leaves = await rows<{ sequence: string; event_id: string; hash: Buffer }>(
      "select sequence, event_id, hash from audit_leaf where organization_id = $1 order by sequence",
      [log],
    );
    expect(leaves.map(({ sequence }) => Number(sequence))).toEqual(leaves.map((_, at) => at));
    expect(new Set(leaves.map(({ event_id: id }) => id)).size).toBe(leaves.length);
    const checkpoints = await rows<{ size: string; root: Buffer }>(
      "select size, root from audit_checkpoint where organization_id = $1 order by size",
      [log],
    );
    const hashes = leaves.map(({ hash }) => hash);
    for (const { size, root } of checkpoints)
      expect(Buffer.from(treeHasher.root(hashes.slice(0, Number(size)))).equals(root), `${log} at ${size}`).toBe(true);
    expect(Number(checkpoints.at(-1)!.size)).toBe(leaves.length);
  }
}

test("whichever process seals is killed, again and again: another goes on at once, and the logs are sound", async () => {
  let [first, second] = [start(), start()];
  for (let round = 0; round < 12; round += 1) {
    const killed = await sealing(first, second);
    await kill(killed);
    const left = killed === first ? second : first;
    const since = performance.now();
    await sealing(left);
    expect(performance.now() - since).toBeLessThan(within);
    [first, second] = [left, start()];
  }
  await Promise.all([kill(first), kill(second)]);
  await sealed();
  await expectSound();
}, 120_000);

test("a process that stands still with the lock loses it within seconds, and harms nothing when it wakes", async () => {
  const [first, second] = [start(), start()];
  for (let round = 0; round < 2; round += 1) {
    const stopped = await sealing(first, second);
    stopped.kill("SIGSTOP");
    const other = stopped === first ? second : first;
    const since = performance.now();
    await sealing(other);
    expect(performance.now() - since).toBeLessThan(5_000 + within);
    await sealing(other);
    stopped.kill("SIGCONT");
    // It goes on as one of the two.
    await sealing(stopped);
  }
  await Promise.all([kill(first), kill(second)]);
  await sealed();
  await expectSound();
}, 120_000);

/** Seals what killed processes have left. */
async function sealed(): Promise<void> {
  const signer = ed25519Signer("a secret of tests, 32 characters or more");
  const sequencer = startSequencer(db, { signer, failed: (error) => console.error(error) });
  await sequencer.sealNow();
  await sequencer.stop();
}

/** The whole product, once it listens. */
async function serveWhole(): Promise<ChildProcess> {
  const { host, port: databasePort, user, password, database } = serve;
  const login = password ? `${user}:${password}` : user;
  const port = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/cli.ts"), "start"], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      NEXTCRM_DATA: folder,
      DATABASE_URL: `postgresql://${login}@localhost:${databasePort}/${database}?host=${encodeURIComponent(host)}`,
      AUDIT_SIGNING_KEY: "a secret of tests, 32 characters or more",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 30_000 }).toContain("NextCRM is ready");
  return child;
}

test("of two whole servers, either seals when the other is killed", async () => {
  const write = () => acme.write(async (work) => work.record({ action: "VIEW", resource: "test" }));
  let [first, second] = await Promise.all([serveWhole(), serveWhole()]);
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 50 }, write));
    await kill(first);
    await Promise.all(Array.from({ length: 50 }, write));
    await expect.poll(oldestWait, { timeout: within, interval: 20 }).toBe(0);
    [first, second] = [second, await serveWhole()];
  }
  await Promise.all([kill(first), kill(second)]);
  await expectSound();
}, 180_000);
