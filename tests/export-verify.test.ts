import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { KnownTails, keyOfLog, seal } from "../src/audit/seal.ts";
import { policiesWith } from "../src/limits/policies.ts";
import { requestDataExport } from "../src/privacy/export/request-export.ts";
import { dataExports } from "../src/privacy/export/stored-export.ts";
import { runDataExport } from "../src/privacy/export/run-export.ts";
import { textOfKey } from "../proofs/note.ts";
import { freshDatabase } from "./database.ts";
import { noJobs } from "./no-jobs.ts";
import { testOrganization } from "./organization.ts";

/** `nextcrm export verify` on archives that somebody changed. */

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 6 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-verify-"));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});
const acme = await testOrganization(db, "Acme");
const signer = ed25519Signer("the installation's");
const storage = diskStorage(folder);
let zip: string;

beforeAll(async () => {
  await acme.write(async (work) => {
    await work.sql.query(
      "insert into contact (organization_id, id, last_name) select $1, gen_random_uuid(), 'C' || n from generate_series(1, 50) n",
      [acme.id],
    );
    work.record({ action: "CREATE", resource: "contact", name: "C" });
  });
  const { id } = await acme.write((work) => requestDataExport(work, noJobs, { format: "zip", files: true }));
  await seal(db, signer, new KnownTails());
  const giveBack = async () => undefined;
  const tools = {
    db,
    storage,
    jobs: noJobs,
    signer,
    version: "1",
    publicUrl: "https://crm.test",
    limiter: { giveBack },
  };
  await runDataExport({ ...tools, policy: policiesWith().export }, acme.id, id);
  zip = join(folder, "files", (await acme.read((work) => dataExports.require(work, id))).storageKey!);
});

function verify(file: string, ...options: string[]) {
  const ran = spawnSync(process.execPath, ["src/cli.ts", "export", "verify", file, ...options], { encoding: "utf8" });
  return { status: ran.status, lines: ran.stdout.trimEnd().split("\n"), error: ran.stderr };
}

/** A copy of the archive whose files went through `change`; null leaves one out. */
function changed(change: (path: string, text: string) => string | null): string {
  const target = join(folder, `${Math.random()}.zip`);
  const script = `import json, sys, zipfile
source, target = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2], "w")
files = json.load(open(sys.argv[3]))
for name, text in files.items(): target.writestr(name, text)
target.close()`;
  const read = `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))`;
  const texts = JSON.parse(execFileSync("python3", ["-c", read, zip], { encoding: "utf8" })) as Record<string, string>;
  const files = Object.entries(texts).flatMap(([path, text]) => {
    const result = change(path, text);
    return result === null ? [] : [[path, result]];
  });
  writeFileSync(`${target}.json`, JSON.stringify(Object.fromEntries(files)));
  execFileSync("python3", ["-c", script, zip, target, `${target}.json`]);
  return target;
}

const only = (wanted: string, change: (text: string) => string | null) => (path: string, text: string) =>
  path === wanted ? change(text) : text;

test("what nobody touched is in order, by the key that was kept", () => {
  const key = textOfKey(keyOfLog(acme.id, signer.publicKey));
  const { status, lines } = verify(zip, "--key", key);
  expect(lines[0]).toMatch(/^✓ .*Acme as of .*files as they were written, \d+ events of the audit log/);
  expect(lines.slice(1)).toEqual([`  signed by the key given with --key, ${key}`]);
  expect(status).toBe(0);
  expect(JSON.parse(verify(zip, "--key", key, "--json").lines[0]!)).toMatchObject({ signedBy: key, keyFrom: "given" });
});

test("without a key that was kept, the file's own is named as such", () => {
  const key = textOfKey(keyOfLog(acme.id, signer.publicKey));
  const { status, lines } = verify(zip);
  expect(status).toBe(0);
  expect(lines[1]).toBe(`! signed by ${key}`);
  expect(lines[2]).toContain("comes from the file itself");
  expect(JSON.parse(verify(zip, "--json").lines[0]!)).toMatchObject({ signedBy: key, keyFrom: "file" });
});

test("another installation's signature is not believed", () => {
  const stranger = textOfKey(keyOfLog(acme.id, ed25519Signer("somebody else's").publicKey));
  const { status, lines } = verify(zip, "--key", stranger);
  expect(status).toBe(1);
  expect(lines[0]).toBe("✗ The manifest is not signed by a trusted key.");
});

test.each([
  [
    "a value",
    only("records/contacts.jsonl", (text) => text.replace('"C7"', '"X7"')),
    "✗ records/contacts.jsonl has other bytes than the manifest says.",
  ],
  [
    "a line less",
    only("records/contacts.jsonl", (text) => text.slice(text.indexOf("\n") + 1)),
    /^✗ records\/contacts.jsonl has \d+ bytes; the manifest says \d+/,
  ],
  ["a file less", only("members.jsonl", () => null), "✗ members.jsonl is missing."],
  [
    "the manifest",
    only("manifest.json", (text) => text.replace('"Acme"', '"Evil"')),
    "✗ The manifest is not the one that was signed.",
  ],
  [
    "no signature",
    only("manifest.json.note", () => null),
    "✗ manifest.json.note is missing: nobody signed the manifest.",
  ],
  ["no manifest", only("manifest.json", () => null), "✗ manifest.json is missing, or is none of an export."],
] as const)("%s: is found, and told first", (_, change, finding) => {
  const { status, lines } = verify(changed(change));
  expect(lines[0]).toMatch(finding);
  expect(status).toBe(1);
});

test("a changed audit log is found by its own proofs as well", () => {
  const { lines } = verify(changed(only("audit/log.jsonl", (text) => text.replace("contact", "account"))));
  expect(lines.join("\n")).toMatch(/✗ The audit log is changed at place \d/);
});

test("half a file is no archive", () => {
  const half = join(folder, "half.zip");
  const bytes = readFileSync(zip);
  writeFileSync(half, bytes.subarray(0, bytes.length / 2));
  const { status, error } = verify(half);
  expect(status).toBe(1);
  expect(error).toMatch(/half.zip cannot be read as a ZIP/);
});
