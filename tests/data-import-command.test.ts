import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { contact } from "../src/crm/contact.ts";
import { erasePerson } from "../src/crm/erase-person.ts";
import { rewriteArchives } from "../src/observability/retention/rewrite-archives.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { auditSecret, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { digestsOf, installation, manifestOf } from "./moving.ts";
import type { Installation } from "./moving.ts";
import { noJobs } from "./no-jobs.ts";

/** The demo organization moves by the commands of docs/EXPORT.md, its log stays verifiable, and moves on once more. */

let app: TestApp;
let here: Installation;
let there: Installation;
let id: string;
let zip: string;
let key: string;

const secret = "the other installation's secret, quite long";

beforeAll(async () => {
  app = await testApp();
  await app.application.fillDemo();
  here = await installation({ database: app.database, folder: app.dataFolder, secret: auditSecret });
  [{ id }] = (await rowsOf(here, "select id from organization where name like 'Larkfield%'")) as [{ id: string }];
  zip = await here.exported(id);
  [key] = (await manifestOf(zip)).audit.keys as [string];
  there = await installation();
  // By which commands know a data folder.
  writeFileSync(join(there.folder, "nextcrm.json"), '{"id":"test"}');
}, 180_000);

const rowsOf = (of: Installation, text: string, values: unknown[] = []) =>
  withClient(of.owner, async (client) => (await client.query(text, values)).rows as Record<string, unknown>[]);

/** A command as whoever runs the other installation types it. */
function nextcrm(args: string[]): Promise<{ code: number; output: string }> {
  const url = ({ host, port, user, password, database }: Installation["serve"]) =>
    `postgres://${user}:${encodeURIComponent(String(password ?? ""))}@localhost/${database}?${new URLSearchParams({ host, port: String(port) })}`;
  const env = {
    PATH: process.env.PATH,
    NEXTCRM_DATA: there.folder,
    DATABASE_URL: url(there.serve),
    DATABASE_OWNER_URL: url(there.owner),
    AUDIT_SIGNING_KEY: secret,
    DEFAULT_PLAN: "ENTERPRISE",
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ["src/cli.ts", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

/** The commands in a section of the documentation, with the file and the key of this test. */
function documented(section: string): string[][] {
  const text = readFileSync(join(import.meta.dirname, "../docs/EXPORT.md"), "utf8");
  const [, block = ""] = new RegExp(`## ${section}\n[^]*?\`\`\`sh\n([^]*?)\`\`\``).exec(text) ?? [];
  return block
    .trim()
    .split("\n")
    .map((line) =>
      line
        .replace("npm run nextcrm -- ", "")
        .split(" ")
        .map((word) => (word.startsWith('"nextcrm/audit/') ? key : word.replace(/^nextcrm-export-.*\.zip$/, zip))),
    );
}

test(
  "the documented commands verify the file, try it, and bring the demo organization",
  { timeout: 240_000 },
  async () => {
    const unvouched = await nextcrm(["import", zip]);
    expect(unvouched.code).toBe(2);
    expect(unvouched.output).toContain(`! signed by ${key}\n! This key comes from the file itself`);
    expect(unvouched.output).toContain("Nothing was imported. Give that key with --key, or --trust-file");
    const tried = await nextcrm(["import", zip, "--dry-run"]);
    expect(tried).toMatchObject({ code: 0, output: expect.stringContaining("This key comes from the file itself") });
    const commands = [...documented("Verifying it"), ...documented("Importing elsewhere")];
    expect(commands.map(([first]) => first)).toEqual(["export", "import", "import"]);
    const told: string[] = [];
    for (const command of commands) {
      const { code, output } = await nextcrm(command);
      expect(code, output).toBe(0);
      told.push(output);
    }
    expect(told[1]).toMatch(
      /✓ Larkfield Instruments .* can be imported: [\d,]+ rows and 120 files. Nothing was written/,
    );
    expect(told[2]).toMatch(
      /✓ Larkfield Instruments .* is here: [\d,]+ rows and 120 files.\n {2}9 people got accounts/,
    );
    expect(told[2]).toContain(`signed by the key given with --key, ${key}`);
    const again = await nextcrm(["import", zip, "--trust-file"]);
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining("is here already") });
    const stranger = await nextcrm(["import", zip, "--key", "nextcrm/audit/x+00000000+AAAA"]);
    expect(stranger.code).not.toBe(0);
    expect((await nextcrm(["import", zip, "--key", key, "--trust-file"])).code).toBe(2);
  },
);

test("exported from there, the files of its records are the same", { timeout: 120_000 }, async () => {
  const same =
    /^(records\/|files\/|comments|custom-fields|document-versions|invoice-series|members|pipelines|project-sections|saved-views|stages)/;
  expect(await digestsOf(await there.exported(id), same)).toEqual(await digestsOf(zip, same));
});

test("the new log begins with the import, and names where it came from", async () => {
  const [first] = await rowsOf(there, "select leaf from audit_event where organization_id = $1 order by id limit 1", [
    id,
  ]);
  const { audit, id: exportId, snapshotAt } = await manifestOf(zip);
  expect(JSON.parse(first!.leaf as string)).toMatchObject({
    action: "IMPORT",
    resource: "organization",
    actor: { type: "system", method: "command_line" },
    context: {
      route: "nextcrm import",
      origin: {
        export: exportId,
        manifest: expect.stringMatching(/^[0-9a-f]{64}$/),
        log: audit.origin,
        checkpoint: { size: Number(audit.checkpoint!.split("\n")[1]), root: audit.checkpoint!.split("\n")[2] },
        snapshotAt,
      },
    },
  });
});

test(
  "the origin's log is listed and verified as an archive, and found when somebody changes it",
  { timeout: 120_000 },
  async () => {
    const size = (await manifestOf(zip)).audit.checkpoint!.split("\n")[1];
    const listed = await nextcrm(["audit", "archives", "--organization", id]);
    expect(listed.output).toMatch(/^Larkfield Instruments: audit\/log\.jsonl\.gz of the export /);
    const verified = await nextcrm(["audit", "verify", "--organization", id, "--archives"]);
    expect(verified.output).toMatch(
      new RegExp(`✓ .*audit/log.jsonl.gz of the export .*: ${size} events as they were sealed`),
    );
    expect(verified.code, verified.output).toBe(0);
    const path = await originPath();
    expect((await nextcrm(["audit", "verify", "--export", path])).code).toBe(0);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    const broken = await nextcrm(["audit", "verify", "--organization", id, "--archives"]);
    expect(broken).toMatchObject({ code: 1, output: expect.stringMatching(/✗ .*audit\/log.jsonl.gz.*changed/) });
    writeFileSync(path, bytes);
  },
);

const originPath = async () => {
  const [row] = await rowsOf(there, "select storage_key from origin_file where path = 'audit/log.jsonl.gz'");
  return join(there.folder, "files/files", row!.storage_key as string);
};

test("who is erased here goes from the origin's log too, and it stays verifiable", { timeout: 120_000 }, async () => {
  const [person] = await rowsOf(
    there,
    "select id, display_name as name from contact where organization_id = $1 and deleted_at is null and account_id is not null order by id limit 1",
    [id],
  );
  const text = async () => gunzipSync(readFileSync(await originPath())).toString();
  const isTold = new RegExp(`"resourceId\\\\":\\\\"${person!.id as string}`);
  expect(await text()).toMatch(isTold);
  const valuesOf = (log: string) =>
    log
      .split("\n")
      .filter((line) => isTold.test(line))
      .flatMap((line) => (JSON.parse(line) as { disclosures: string[] }).disclosures)
      .filter((one) => one.includes(person!.name as string));
  expect(valuesOf(await text()).length).toBeGreaterThan(0);
  await inOrganization(there.db, systemActor(id), internalOrigin("test"), "audited", (work) =>
    erasePerson(work, contact, person!.id as string, noJobs),
  );
  await rewriteArchives({ db: there.db, storage: there.storage }, id);
  expect(valuesOf(await text())).toEqual([]);
  const verified = await nextcrm(["audit", "verify", "--organization", id, "--archives"]);
  expect(verified.output).toMatch(/✓ .*audit\/log.jsonl.gz.* personal values gone, their digests kept/);
  expect(verified.code, verified.output).toBe(0);
});

test("moved on to a third installation, the first one's log comes along", { timeout: 180_000 }, async () => {
  const onward = await there.exported(id);
  const third = await installation();
  await third.imported(onward);
  const origins = await rowsOf(third, "select export_id from organization_origin where organization_id = $1", [id]);
  expect(origins).toHaveLength(2);
  const logs = await rowsOf(third, "select path, storage_key from origin_file where path = 'audit/log.jsonl.gz'");
  expect(logs).toHaveLength(2);
  for (const { storage_key: place } of logs) {
    const bytes = await third.storage.read(place as string);
    expect(bytes).not.toBeNull();
    await bytes!.cancel();
  }
  const records = /^(records|files)\//;
  expect(await digestsOf(await third.exported(id), records)).toEqual(await digestsOf(onward, records));
});
