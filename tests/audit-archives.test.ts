import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { systemActor } from "../src/access/caller.ts";
import { everyMinute, ageLog, day, pruneAcme, writePast } from "./aged-log.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;

/** `nextcrm audit …` as an operator runs it. */
const audit = (...args: string[]) => {
  const { host, port, user, password, database } = app.database.serve;
  const where = new URLSearchParams({ host, port: String(port) });
  const url = `postgres://${user}:${encodeURIComponent(String(password ?? ""))}@localhost/${database}?${where}`;
  const env = { PATH: process.env.PATH, DATABASE_URL: url, NEXTCRM_DATA: app.dataFolder };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, ["src/cli.ts", "audit", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
};

const archivesFolder = () => join(app.dataFolder, "files/files/audit", app.organizationId);
const archiveFiles = () =>
  readdirSync(archivesFolder(), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".gz"))
    .toSorted()
    .map((name) => join(archivesFolder(), name));

beforeAll(async () => {
  app = await testApp();
  // What the program leaves in its data folder, by which commands know it.
  writeFileSync(join(app.dataFolder, "nextcrm.json"), '{"id":"test"}');
  const from = new Date(Date.now() - 200 * day);
  await writePast(app.db, systemActor(app.organizationId), [
    ...everyMinute(from, 4, (at) => ({
      resource: "contact",
      resourceId: `${at}`,
      name: `Émile Zátopek ${at}`,
      action: at === 3 ? "DELETE" : "UPDATE",
    })),
    ...everyMinute(new Date(Date.now() - 20 * day), 2, () => ({ resource: "contact", name: "Émile Zátopek today" })),
  ]);
  await ageLog(app, 130, 3);
  expect(await pruneAcme(app)).toBe(7);
}, 60_000);

const search = async (...args: string[]) => {
  const { code, output } = await audit("search", "--organization", "Acme", ...args);
  expect(code, output).toBe(0);
  const lines = output.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as { resourceName: string; archive: string | null; sequence: number });
};

test("archives are listed, and searched together with the log, in its order", async () => {
  const listed = await audit("archives", "--organization", "Acme", "--json");
  const archives = listed.output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { events: number; id: string });
  expect(archives.map(({ events }) => events)).toEqual([4, 3]);
  expect((await audit("archives")).output).toMatch(/^Acme: 4 events from .*\.jsonl\.gz\nAcme: 3 events/);

  const found = await search("--text", "emile zatopek");
  expect(found.map(({ resourceName }) => resourceName)).toEqual([
    "Émile Zátopek 0",
    "Émile Zátopek 1",
    "Émile Zátopek 2",
    "Émile Zátopek 3",
    "Émile Zátopek today",
    "Émile Zátopek today",
  ]);
  expect(found.map(({ archive }) => archive)).toEqual([...Array<string>(4).fill(archives[0]!.id), null, null]);
  expect(await search("--action", "DELETE", "--resource", "contact")).toMatchObject([
    { resourceName: "Émile Zátopek 3" },
  ]);
  expect(await search("--resource-id", "2")).toMatchObject([{ resourceName: "Émile Zátopek 2" }]);
  expect(await search("--text", "Zátopek", "--from", new Date(Date.now() - 30 * day).toISOString())).toHaveLength(2);
  expect(await search("--text", "Zátopek", "--to", new Date(Date.now() - 199 * day).toISOString())).toHaveLength(4);
  expect(await search("--user", app.userId("mallory"))).toEqual([]);
  const told = (await app.as("ada").get("/api/organization/audit-logs?action=EXPORT&resource=audit_log")).body.logs;
  expect(told.length).toBeGreaterThanOrEqual(5);
  const name = `${userInfo().username}@${hostname()}`;
  expect(told[0]).toMatchObject({ user: null, actor: { type: "system", method: "command_line", name } });
  const listing = (await app.as("ada").get("/api/organization/audit-logs?action=VIEW&resource=audit_archive")).body
    .logs;
  expect(listing[0]).toMatchObject({ actor: { name }, context: { route: "nextcrm audit archives" } });
  for (const args of [
    ["search"],
    ["search", "--organization", "Nobody"],
    ["search", "--organization", "Acme", "--user", "x"],
    ["search", "--organization", "Acme", "--from", "soon"],
    ["search", "--organization", "Acme", "--action", "WALK"],
    ["archives", "--organization", "Nobody"],
    ["verify", "--archives", "--export", "x"],
  ])
    expect(await audit(...args), args.join(" ")).toMatchObject({ code: 2 });
}, 180_000);

test("archives are verified, by themselves and beside the log; what was done to one is found", async () => {
  const [first] = archiveFiles() as [string];
  expect(await audit("verify", "--export", first)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/✓ The selection: 4 events/),
  });
  const sound = await audit("verify", "--organization", "Acme", "--archives");
  expect(sound, sound.output).toMatchObject({ code: 0 });
  expect(sound.output).toMatch(
    /✓ Acme: .* 7 entries pruned.*\n✓ Acme, archive .*: 4 events.*\n✓ Acme, archive .*: 3 events/,
  );

  const kept = readFileSync(first);
  const lines = gunzipSync(kept).toString().trimEnd().split("\n");
  const verify = async () => {
    const { code, output } = await audit("verify", "--organization", "Acme", "--archives");
    expect(code).toBe(1);
    return output;
  };
  const write = (changed: readonly string[]) => writeFileSync(first, gzipSync(`${changed.join("\n")}\n`));
  write(lines.with(2, lines[2]!.replace("success", "succesS")));
  expect(await verify()).toMatch(/✗ Acme, archive .*: changed at place/);
  write([...lines.slice(0, 2), ...lines.slice(3, -1), '{"events":3}']);
  expect(await verify()).toMatch(/✗ Acme, archive .*: changed\. The file has the SHA-256/);
  write(lines.slice(0, -1));
  expect(await verify()).toMatch(/✗ Acme, archive .*: changed\. .*not downloaded whole/);
  writeFileSync(first, kept.subarray(0, kept.length - 20));
  expect(await verify()).toMatch(/✗ Acme, archive .*: changed\. The file cannot be read/);
  rmSync(first);
  expect(await verify()).toMatch(/✗ Acme, archive .*: missing\. The file is not in the storage/);
  const lost = await audit("search", "--organization", "Acme", "--text", "Zátopek");
  expect(lost).toMatchObject({ code: 1, output: expect.stringContaining("is not in the storage") });
  writeFileSync(first, kept);
}, 60_000);
