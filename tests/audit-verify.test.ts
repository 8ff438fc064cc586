import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { utf8 } from "../proofs/bytes.ts";
import { signCheckpoint } from "../proofs/checkpoint.ts";
import { exportFormat } from "../proofs/export-file.ts";
import { textOfKey } from "../proofs/note.ts";
import { withClient } from "../src/adapters/client.ts";
import { diskWitness } from "../src/adapters/disk-witness.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { treeHasher } from "../src/audit/node-hashing.ts";
import { keyOfLog } from "../src/audit/seal.ts";
import { newId } from "../src/identifier.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const folder = mkdtempSync(join(tmpdir(), "nextcrm-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const base = "/api/organization/audit-logs";
const get = (query: string) => app.as("alan").get(base + query);

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** `nextcrm audit verify` as an operator runs it. */
const verify = (...args: string[]) => {
  const { host, port, user, password, database } = app.database.serve;
  // The host may be a folder with a socket in it.
  const where = new URLSearchParams({ host, port: String(port) });
  const url = `postgres://${user}:${encodeURIComponent(String(password ?? ""))}@localhost/${database}?${where}`;
  const env = { PATH: process.env.PATH, DATABASE_URL: url, NEXTCRM_DATA: join(folder, "data") };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, ["src/cli.ts", "audit", "verify", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
};

let whole = "";
let selected = "";
let checkpoint = "";

beforeAll(async () => {
  app = await testApp();
  for (let turn = 0; turn < 3; turn += 1) await app.as("mia").post("/api/accounts", { name: `=Wayne ${turn}` });
  const [newest] = (await get("?limit=1&excludeReads=1")).body.logs;
  // Sealed within a second.
  while ((await get(`/${newest.id}/proof`)).body.sequence === null) await delay(50);
  whole = (await get("?export=jsonl")).text;
  selected = (await get("?export=jsonl&resource=account&action=CREATE")).text;
  checkpoint = file("checkpoint", (await get("/checkpoint")).text);
}, 30_000);

test("the running database, all logs and one, with a checkpoint that was kept", async () => {
  const all = await verify();
  expect(all).toMatchObject({ code: 0 });
  expect(all.output).toMatch(/✓ Acme: \d+ events/);
  expect(all.output).toMatch(/✓ The operator's log: \d+ events/);
  const one = await verify("--organization", "Acme", "--checkpoint", checkpoint, "--json");
  expect(one.code).toBe(0);
  expect(JSON.parse(one.output)).toMatchObject({ name: "Acme", finding: null });
}, 30_000);

test("what is not there, or not asked in this way, is said and ends with 2", async () => {
  for (const args of [
    ["--organization", "Nobody"],
    ["--checkpoint", "nowhere"],
    ["--export"],
    ["--export", "nowhere"],
    ["more"],
  ])
    expect(await verify(...args), args.join(" ")).toMatchObject({ code: 2 });
  const acmes = await verify("--organization", "Globex", "--checkpoint", checkpoint);
  expect(acmes).toMatchObject({ code: 2, output: expect.stringContaining(app.organizationId) });
}, 30_000);

test("a whole log that was downloaded", async () => {
  const lines = whole.trimEnd().split("\n");
  expect(JSON.parse(lines[0]!)).toMatchObject({ whole: true });
  const sound = file("whole.jsonl", whole);
  expect(await verify("--export", sound)).toMatchObject({ code: 0, output: expect.stringContaining("✓ The export") });
  expect((await verify("--export", sound, "--checkpoint", checkpoint)).code).toBe(0);
  const damaged = (change: (lines: string[]) => void) => {
    const copy = [...lines];
    change(copy);
    return verify("--export", file("damaged.jsonl", `${copy.join("\n")}\n`));
  };
  const cases: [string, RegExp, (lines: string[]) => void][] = [
    ["changed", /changed/, (all) => (all[3] = all[3]!.replace("success", "succesS"))],
    ["disclosure", /changed at place 2/, (all) => (all[3] = all[3]!.replace(/(disclosures":\["\[\\")./, "$1_"))],
    [
      "dropped",
      /missing at place 2/,
      (all) => {
        all.splice(3, 1);
        all[all.length - 1] = `{"events":${all.length - 2}}`;
      },
    ],
    ["exchanged", /missing at place 2/, (all) => all.splice(3, 2, all[4]!, all[3]!)],
    ["signature", /changed/, (all) => (all[0] = all[0]!.replace(/(checkpoint":"[^"]*— \S+ \S{20})./, "$1!"))],
  ];
  for (const [what, expected, change] of cases) {
    const { code, output } = await damaged(change);
    expect(output, what).toMatch(expected);
    expect(code, what).toBe(1);
  }
  const short = await damaged((all) => all.pop());
  expect(short).toMatchObject({ code: 1, output: expect.stringContaining("not downloaded whole") });
}, 60_000);

test("a file that somebody made and signed with a key of their own, against the key that was kept", async () => {
  const { origin, keys } = JSON.parse(whole.split("\n")[0]!) as { origin: string; keys: string[] };
  const forger = ed25519Signer("somebody else's");
  const key = keyOfLog(app.organizationId, forger.publicKey);
  const leaf = `{"action":"VIEW","digests":[],"organizationId":"${app.organizationId}"}`;
  const checkpoint = { origin, size: 1, root: treeHasher.leaf(utf8(leaf)) };
  const note = signCheckpoint(checkpoint, key, (text) => forger.sign(text));
  const header = { format: exportFormat, origin, keys: [textOfKey(key)], checkpoint: note, whole: true };
  const forged = file(
    "forged.jsonl",
    `${[header, { sequence: 0, leaf }, { events: 1 }].map((line) => JSON.stringify(line)).join("\n")}\n`,
  );
  const sound = file("sound.jsonl", whole);
  const kept = file("key", `${keys[0]}\n`);
  expect((await verify("--export", forged)).code).toBe(0);
  expect(await verify("--export", forged, "--key", kept)).toMatchObject({
    code: 1,
    output: expect.stringContaining("not signed by a key that was kept"),
  });
  expect((await verify("--export", sound, "--key", textOfKey(key), "--key", keys[0]!)).code).toBe(0);
  expect((await verify("--organization", "Acme", "--key", kept)).code).toBe(0);
  expect((await verify("--organization", "Acme", "--key", textOfKey(key))).code).toBe(1);
  expect((await verify("--export", sound, "--key", sound)).code).toBe(2);
}, 60_000);

test("a file that says to be of another log than the one that was signed", async () => {
  const other = file(
    "other.jsonl",
    whole.replace(`"origin":"nextcrm/audit/${app.organizationId}"`, `"origin":"nextcrm/audit/${newId()}"`),
  );
  expect(await verify("--export", other)).toMatchObject({ code: 1, output: expect.stringContaining("not signed") });
}, 30_000);

test("a selection, of which each event has its own proof", async () => {
  expect(selected.trimEnd().split("\n")).toHaveLength(5);
  expect(await verify("--export", file("some.jsonl", selected))).toMatchObject({
    code: 0,
    output: expect.stringContaining("3 events"),
  });
  for (const [from, to] of [
    ["success", "succesS"],
    ['"proof":["', '"proof":["AAAA'],
  ] as const)
    expect(await verify("--export", file("damaged.jsonl", selected.replace(from, to)))).toMatchObject({
      code: 1,
      output: expect.stringContaining("changed"),
    });
}, 30_000);

test("the same events for spreadsheets and programs bring their proofs too", async () => {
  const { logs, checkpoint: note, keys } = JSON.parse((await get("?export=json&resource=account&action=CREATE")).text);
  expect(note).toContain(app.organizationId);
  expect(keys).toHaveLength(1);
  expect(logs[0]).toMatchObject({ leaf: expect.any(String), proof: expect.any(Array), disclosures: expect.any(Array) });
  const [fields, first] = (await get("?export=csv&resource=account&action=CREATE")).text.split("\r\n");
  expect(fields).toMatch(/sequence,leaf,disclosures,proof,checkpoint,keys$/);
  expect(first).toContain(",'=Wayne");
});

test("an organization that is gone with its whole log is missed, where the data folder has what was signed", async () => {
  const note = (await app.as("mallory").get(`${base}/checkpoint`)).text;
  await diskWitness({ folder: join(folder, "data", "audit-witness"), failed: console.error }).replace(
    app.globexId,
    note,
  );
  expect((await verify()).code).toBe(0);
  await withClient(app.database.owner, async (client) => {
    await client.query("set session_replication_role = replica");
    const { rows } = await client.query<{ named: string }>("select named from tenant_tables()");
    for (const { named } of rows) await client.query(`delete from ${named} where organization_id = $1`, [app.globexId]);
    await client.query("delete from organization where id = $1", [app.globexId]);
  });
  const { code, output } = await verify();
  expect(code).toBe(1);
  expect(output).toContain(`✗ ${app.globexId}: missing`);
}, 30_000);

test("a row that was changed behind the product's back ends the command with 1 and is named", async () => {
  await withClient(app.database.owner, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query("update audit_event set outcome = 'denied' where resource = 'account'");
  });
  const { code, output } = await verify("--organization", app.organizationId);
  expect(code).toBe(1);
  expect(output).toMatch(/✗ Acme: changed at place \d+, event .*outcome/);
}, 30_000);
