import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { keptSecret } from "../src/adapters/data-folder.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { findEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import { findPostmaster } from "../src/adapters/embedded-postgres-process.ts";
import { freePort } from "./free-port.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const data = mkdtempSync(join(tmpdir(), "nextcrm-starting-"));
const port = await freePort();
const environment = { PATH: process.env.PATH, HOME: process.env.HOME, NEXTCRM_DATA: data, PORT: String(port) };
const children: ChildProcess[] = [];

// Whole programs start and end, and the machine may do other things as well.
vi.setConfig({ testTimeout: 90_000 });

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  const postmaster = findPostmaster(join(data, "postgres/data"));
  if (postmaster) process.kill(postmaster.pid, "SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

/** A command that ends by itself. */
function nextcrm(args: string[], settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    env: { ...environment, ...settings },
    timeout: 45_000,
  });
  return { status, stdout, stderr };
}

/** A server, once it has said where it is. */
async function serve(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, "start"], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 45_000 }).toContain(`NextCRM is ready at http://localhost:${port}`);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, "exit");
  child.kill(signal);
  const [code] = await exited;
  return code;
}

const oneSentence = /^[^\n]+\.\n$/;

test("starts, turns a second start away, tells doctor, and stops PostgreSQL last", async () => {
  const server = await serve();
  expect((await fetch(`http://localhost:${port}/`)).status).toBeGreaterThan(0);

  const second = nextcrm(["start"]);
  expect(second).toMatchObject({ status: 1, stdout: "" });
  expect(second.stderr).toMatch(oneSentence);
  expect(second.stderr).toContain(
    `already running on the data folder ${data} (process ${server.pid}, at http://localhost:${port})`,
  );

  const { stdout } = nextcrm(["doctor"], { AUTH_SECRET: "correct horse ".repeat(3) });
  expect(stdout).toContain("✓ Roles");
  expect(stdout).toContain("✓ Schema: up to date");
  expect(stdout).not.toContain("correct horse");
  expect(stdout).toContain("✓ Key of the audit log: none has signed yet");
  expect(nextcrm(["migrate"]).stdout).toContain("up to date");

  server.kill("SIGINT");
  expect(await end(server, "SIGINT")).toBe(0);
  expect(findPostmaster(join(data, "postgres/data"))).toBeUndefined();
});

test("doctor says when the audit log's key is not the one that has signed", async () => {
  const server = await serve();
  const { owner } = (await findEmbeddedPostgres(data))!;
  const kept = ed25519Signer(keptSecret(data, "audit-signing-key")).publicKey;
  await withClient(owner, (client) =>
    client.query("insert into audit_signing_key values ($1, '2026-01-02'), ($2, '2026-01-01')", [
      kept,
      randomBytes(32),
    ]),
  );
  expect(nextcrm(["doctor"]).stdout).toContain("✓ Key of the audit log: the newest that has signed, since 2026-01-02");
  const other = nextcrm(["doctor"], { AUDIT_SIGNING_KEY: "correct horse ".repeat(3) });
  expect(other.status).toBe(1);
  expect(other.stdout).toMatch(/✗ Signing secret: AUDIT_SIGNING_KEY differs from the secret in [^\n]+\.\n/);
  expect(other.stdout).toMatch(/✗ Key of the audit log: These settings give another key [^\n]+\.\n/);
  expect(other.stdout).not.toContain("correct horse");
  server.kill("SIGINT");
  expect(await end(server, "SIGINT")).toBe(0);
});

test("starts again by itself after everything was killed", async () => {
  const server = await serve();
  const { pid } = findPostmaster(join(data, "postgres/data"))!;
  await end(server, "SIGKILL");
  process.kill(pid, "SIGKILL");
  await delay(50);
  expect(await end(await serve(), "SIGTERM")).toBe(0);
});

test("a busy port is one sentence, and leaves nothing running", async () => {
  const other = createServer().listen(port);
  await once(other, "listening");
  const { status, stderr } = nextcrm(["start"]);
  await new Promise((closed) => other.close(closed));
  expect(status).toBe(1);
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toContain(`The port ${port} is already in use`);
  expect(findPostmaster(join(data, "postgres/data"))).toBeUndefined();
});

test("a database newer than the program is one sentence", async () => {
  const server = await serve();
  const { owner } = (await findEmbeddedPostgres(data))!;
  await withClient(owner, (client) =>
    client.query("insert into schema_migration (version, name, sha256) values (9999, 'future', '')"),
  );
  await end(server, "SIGTERM");
  const { status, stderr } = nextcrm(["start"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toContain("The database is newer than this program: it has migration 9999 (future)");
});

test.each([
  ["a foreign data folder", { NEXTCRM_DATA: import.meta.dirname }, "holds other files"],
  ["an unwritable data folder", { NEXTCRM_DATA: "/proc/nextcrm" }, "cannot be written"],
  ["a setting that cannot be used", { PORT: "http" }, "The setting PORT must be a whole number"],
  ["a database that is away", { DATABASE_URL: "postgres://serve:hunter2@127.0.0.1:1/crm" }, "cannot be reached"],
])("%s is one sentence", (_, settings, sentence) => {
  const { status, stderr } = nextcrm(["start"], { NEXTCRM_DATA: `${data}-other`, ...settings });
  rmSync(`${data}-other`, { recursive: true, force: true });
  expect(status).toBe(1);
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain("hunter2");
});

test.each([
  [["sing"], 'There is no command "sing"'],
  [["toString"], "There is no command"],
  [["start", "--loud"], "nextcrm start [--demo]"],
  [["user", "promote"], "nextcrm user promote <email>"],
  [["migrate", "now"], "nextcrm migrate"],
])("nextcrm %s is wrong use", (args, sentence) => {
  const { status, stderr } = nextcrm(args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(sentence);
});

test("ready.mjs says when Node is too old", () => {
  const copy = join(mkdtempSync(join(tmpdir(), "nextcrm-ready-")), "ready.mjs");
  const source = readFileSync(join(import.meta.dirname, "../scripts/ready.mjs"), "utf8");
  writeFileSync(copy, source.replace("process.versions.node.split", '"18.19.0".split'));
  const { status, stderr } = spawnSync(process.execPath, [copy], { encoding: "utf8" });
  rmSync(join(copy, ".."), { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^NextCRM needs Node.js 20 or newer to start[^\n]*\.\n$/);
});
