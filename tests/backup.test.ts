import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { locateData } from "../src/adapters/embedded-postgres-home.ts";
import { findEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import { killDatabaseOf, program, serveInProcess } from "./serving-process.ts";

const base = mkdtempSync(join(tmpdir(), "nextcrm-backup-"));
// PostgreSQL runs as another user where this runs as root.
chmodSync(base, 0o711);
const [data, backups, restored] = [join(base, "data"), join(base, "backups"), join(base, "restored")];
const servers = new Set<ChildProcess>();

afterAll(async () => {
  for (const server of servers) server.kill("SIGKILL");
  for (const folder of [data, restored]) await killDatabaseOf(folder);
  rmSync(base, { recursive: true, force: true });
});

const [email, password] = ["ada@example.test", "correct horse battery"];
const settings = { NEXTCRM_ADMIN_EMAIL: email, NEXTCRM_ADMIN_PASSWORD: password, NEXTCRM_ORGANIZATION: "Acme" };

async function nextcrm(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NEXTCRM_DATA: folder, ...settings },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = await once(child, "close");
  return { code: code as number, output };
}

/** A server that somebody is signed in to. */
async function serve(folder: string) {
  const server = await serveInProcess(folder, settings);
  servers.add(server.child);
  const { origin } = server;
  const json = { "Content-Type": "application/json", Origin: origin };
  const signedIn = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ email, password }),
  });
  const headers = {
    ...json,
    Cookie: signedIn.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; "),
  };
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text };
  };
  const stop = async (signal: NodeJS.Signals) => {
    await server.stop(signal);
    servers.delete(server.child);
  };
  return { ask, stop };
}

const namesIn = async ({ ask }: Awaited<ReturnType<typeof serve>>) => {
  const names = new Set<string>();
  for (let cursor = ""; ;) {
    const { data: accounts, nextCursor } = JSON.parse((await ask("GET", `/api/accounts?limit=200${cursor}`)).text);
    for (const { name } of accounts) names.add(name);
    if (!nextCursor) return names;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
};

let place: string;

/** A server that is written to while two backups are asked for, and then killed. Answers what is to be found again. */
async function backUpWhileServing() {
  const server = await serve(data);
  const before = Array.from({ length: 20 }, (_, at) => `Before ${at}`);
  for (const name of before) expect((await server.ask("POST", "/api/accounts", { name })).status).toBe(201);
  const made = await server.ask("POST", "/api/documents", { name: "Plan" });
  const documentId: string = JSON.parse(made.text).id;
  expect((await server.ask("PUT", `/api/documents/${documentId}/content`, "bytes of the plan")).status).toBeLessThan(
    300,
  );
  let going = true;
  const writing = (async () => {
    for (let at = 0; going; at += 1) await server.ask("POST", "/api/accounts", { name: `Meanwhile ${at}` });
  })();
  const first = nextcrm(data, "backup", backups);
  await expect.poll(() => existsSync(backups), { timeout: 60_000 }).toBe(true);
  const [one, other] = await Promise.all([first, nextcrm(data, "backup", join(base, "other"))]);
  going = false;
  await writing;
  // One at a time: the other is told so, unless it began when the first had ended.
  const refused = other.code === 0 ? [] : [other.output];
  expect(refused.every((said) => said.includes("Another backup"))).toBe(true);
  expect(one).toMatchObject({ code: 0 });
  await server.ask("POST", "/api/accounts", { name: "After" });
  await server.stop("SIGKILL");
  place = join(backups, readdirSync(backups)[0]!);
  return { before, documentId };
}

test("an empty folder becomes what it was: nothing that was acknowledged is missing, and every log is sound", async () => {
  const { before, documentId } = await backUpWhileServing();
  expect((await nextcrm(restored, "restore", place)).output).toContain("is what it was at");
  // All of it is in the folder, the database too.
  expect(await locateData(restored)).toBe(join(restored, "postgres/data"));
  const server = await serve(restored);
  const names = await namesIn(server);
  for (const name of before) expect(names).toContain(name);
  // Those of the time of the backup are there without a gap.
  const meanwhile = [...names].filter((name) => name.startsWith("Meanwhile"));
  for (let at = 0; at < meanwhile.length; at += 1) expect(names).toContain(`Meanwhile ${at}`);
  expect(names).not.toContain("After");
  expect((await server.ask("GET", `/api/documents/${documentId}/content`)).text).toBe("bytes of the plan");
  expect((await server.ask("POST", "/api/accounts", { name: "And on" })).status).toBe(201);
  const { owner } = (await findEmbeddedPostgres(restored))!;
  const told = await withClient(owner, (client) =>
    client.query(
      "select leaf::jsonb -> 'context' -> 'backup' ->> 'takenAt' as at from audit_event where action = 'RESTORE'",
    ),
  );
  expect(told.rows).toEqual([{ at: expect.stringMatching(/^\d{4}-/) }]);
  await expect.poll(async () => (await nextcrm(restored, "audit", "verify")).code, { timeout: 60_000 }).toBe(0);
  await server.stop("SIGTERM");
}, 180_000);

test("a folder with something in it, and what is no backup, are refused; nothing changes", async () => {
  expect(await nextcrm(restored, "restore", place)).toMatchObject({
    code: 1,
    output: expect.stringContaining("is not empty"),
  });
  const half = join(base, "half");
  mkdirSync(half);
  writeFileSync(join(half, "nextcrm.json"), "{}");
  const target = join(base, "target");
  expect(await nextcrm(target, "restore", half)).toMatchObject({
    code: 1,
    output: expect.stringContaining("is no backup"),
  });
  expect(existsSync(target)).toBe(false);
});

test("a folder within the data folder is refused, also by another name: it would be copied into itself", async () => {
  const named = join(base, "named");
  symlinkSync(restored, named);
  for (const folder of [restored, join(restored, "a/b"), join(named, "a")])
    expect(await nextcrm(restored, "backup", folder)).toMatchObject({
      code: 1,
      output: expect.stringContaining("lies in the data folder"),
    });
  expect(existsSync(join(restored, "a"))).toBe(false);
});

test("without a server the backup is taken as well, and only so many are kept", async () => {
  mkdirSync(join(backups, "nextcrm-20200101T000000Z"));
  mkdirSync(join(backups, "nextcrm-20200102T000000Z.unfinished"));
  mkdirSync(join(backups, "not-ours"));
  const taken = await nextcrm(restored, "backup", backups, "--keep", "2");
  expect(taken).toMatchObject({ code: 0, output: expect.stringMatching(/: \d+ files, \d+ MiB\./) });
  const names = readdirSync(backups).toSorted();
  expect(names).toHaveLength(3);
  expect(names).toContain("not-ours");
  expect(await nextcrm(restored, "backup", backups, "--keep", "none")).toMatchObject({ code: 2 });
}, 60_000);
