import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { operatorLog } from "../src/audit/append.ts";
import { newId } from "../src/identifier.ts";
import type { Manifest } from "../src/privacy/export/manifest.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { forge, line } from "./forged.ts";
import { installation } from "./moving.ts";
import { testOrganization } from "./organization.ts";

/** Archives that somebody made to do harm: each is refused with a sentence, and nothing of it is written. */

const here = await installation();
const there = await installation();
const acme = await testOrganization(here.db, "Acme");
const stranger = await testOrganization(there.db, "Globex");
let zip: string;

beforeAll(async () => {
  await acme.write(async (work) => {
    const { sql } = work;
    await sql.query(
      "insert into account (organization_id, id, name) select $1, gen_random_uuid(), 'A' || n from generate_series(1, 3) n",
      [acme.id],
    );
    await sql.query(
      "insert into contact (organization_id, id, last_name, email, linkedin, account_id) select $1, gen_random_uuid(), 'C' || n, 'c' || n || '@acme.test', 'https://x.test/' || n, (select id from account where organization_id = $1 limit 1) from generate_series(1, 700) n",
      [acme.id],
    );
    await sql.query(
      "insert into custom_field (organization_id, id, record_type, name, label, kind) values ($1, $2, 'contact', 'web', 'Web', 'url')",
      [acme.id, newId()],
    );
    await sql.query("insert into document (organization_id, id, name) values ($1, $2, 'D')", [acme.id, newId()]);
    work.record({ action: "CREATE", resource: "contact" });
  });
  zip = await here.exported(acme.id);
}, 60_000);

const count = (text: string) =>
  withClient(
    there.owner,
    async (client) => (await client.query<{ count: string }>(`select count(*) from ${text}`)).rows[0]!.count,
  );

async function counts() {
  const all: Record<string, string> = {};
  // Not a byte in the storage, nor a note of one.
  all.files = String((await Array.fromAsync(there.storage.list(acme.id))).length);
  for (const table of [
    "organization",
    "member",
    "contact",
    'auth."user"',
    "abandoned_file",
    "audit_event",
    "origin_file",
  ])
    all[table] = await count(table);
  return all;
}

let forged = 0;
const target = () => join(here.folder, `forged-${(forged += 1)}.zip`);

async function refused(file: string, sentence: RegExp | string) {
  const before = await counts();
  await expect(there.imported(file)).rejects.toThrow(sentence);
  expect(await counts()).toEqual(before);
}

const contacts = "records/contacts.jsonl";

test.each<[string, Record<string, (text: string) => string | null>, RegExp]>([
  [
    "a column that nobody knows",
    { [contacts]: line(7, (row) => ({ ...row, isOperator: true })) },
    /contacts.jsonl, line 7: "isOperator" is unknown/,
  ],
  [
    "another organization's rows",
    { [contacts]: line(7, (row) => ({ ...row, organizationId: stranger.id })) },
    /line 7: "organizationId" is unknown/,
  ],
  ["a missing column", { [contacts]: line(2, ({ lastName: _, ...row }) => row) }, /line 2: lastName is missing/],
  ["no JSON", { [contacts]: (text) => text.replace("{", "") }, /contacts.jsonl, line 1: is no object in JSON/],
  ["a list in place of an object", { [contacts]: line(3, () => []) }, /line 3: is no object/],
  [
    "a number in place of a text",
    { [contacts]: line(3, (row) => ({ ...row, lastName: 5 })) },
    /line 3: lastName must be a text/,
  ],
  [
    "a version out of range",
    { [contacts]: line(3, (row) => ({ ...row, version: 2 ** 31 })) },
    /line 3: version must be a whole number/,
  ],
  [
    "a moment that is none",
    { [contacts]: line(3, (row) => ({ ...row, createdAt: "infinity" })) },
    /line 3: createdAt must be a moment/,
  ],
  [
    "a text that PostgreSQL cannot hold",
    { [contacts]: line(3, (row) => ({ ...row, lastName: "a\0b" })) },
    /line 3: lastName must be a text that can be stored/,
  ],
  [
    "an address that runs a script",
    { [contacts]: line(4, (row) => ({ ...row, linkedin: "javascript:alert(1)" })) },
    /line 4: linkedin is not a web address/,
  ],
  [
    "the same in a custom field",
    { [contacts]: line(4, (row) => ({ ...row, custom: { web: "javascript:alert(1)//x.test" } })) },
    /line 4: custom.web is not a web address/,
  ],
  [
    "a custom field that is none",
    { [contacts]: line(4, (row) => ({ ...row, custom: { constructor: "x" } })) },
    /line 4: custom has "constructor"/,
  ],
  [
    "cleared references that are none",
    { [contacts]: line(4, (row) => ({ ...row, clearedReferences: [{ table: "member", column: "role" }] })) },
    /line 4: clearedReferences/,
  ],
  [
    "a row that is there twice",
    { [contacts]: (text) => text + text.split("\n")[300] + "\n" },
    /contacts.jsonl, line 701: has what another one has: id, /,
  ],
  [
    "a reference to what is not there",
    { [contacts]: line(601, (row) => ({ ...row, accountId: newId() })) },
    /contacts.jsonl, line 601: refers to what is not in the export: account_id, /,
  ],
  [
    "a parent that is not there",
    { "records/accounts.jsonl": line(2, (row) => ({ ...row, parentAccountId: newId() })) },
    /accounts.jsonl, line 2: refers to what is not in the export: parent_account_id, /,
  ],
  [
    "two contacts of one address",
    // Of the first: which one that is differs, the order being that of random identifiers.
    {
      [contacts]: (text) =>
        line(650, (row) => ({ ...row, email: JSON.parse(text.slice(0, text.indexOf("\n"))).email }))(text),
    },
    /contacts.jsonl, line 650: has what another one has: email, c\d+@acme.test/,
  ],
  [
    "a role that is none",
    { "members.jsonl": line(1, (row) => ({ ...row, role: "root" })) },
    /nobody who is in the organization is its owner/,
  ],
  [
    "a member without an address",
    { "members.jsonl": line(1, (row) => ({ ...row, email: "Not an address" })) },
    /is no email address/,
  ],
  ["nobody", { "members.jsonl": () => "" }, /nobody who is in the organization is its owner/],
  [
    "an organization of another id",
    { "organization.json": line(1, (row) => ({ ...row, id: stranger.id })) },
    /organization.json is of/,
  ],
  [
    "a time zone that is none",
    { "organization.json": line(1, (row) => ({ ...row, timeZone: "Mars/Base" })) },
    /organization.json, line 1: timeZone is no time zone/,
  ],
  [
    "a custom field of a kind that is none",
    { "custom-fields.jsonl": line(1, (row) => ({ ...row, kind: "script" })) },
    /custom-fields.jsonl, line 1: kind/,
  ],
  [
    "a schema that nobody can read",
    { "schemas/members.schema.json": () => "[]" },
    /schemas\/members.schema.json is missing, or is no JSON Schema/,
  ],
  [
    "a schema with a column of its own",
    { "schemas/members.schema.json": (text) => text.replace('"role"', '"password"') },
    /members.jsonl: "password" is unknown here/,
  ],
])("%s", async (_, changes, sentence) => {
  await refused(await forge(zip, target(), changes), sentence);
});

test.each<[string, (manifest: Manifest) => void, RegExp]>([
  ["of a newer version", (manifest) => (manifest.schema = "9999_later"), /written by a newer NextCRM/],
  [
    "of another format",
    (manifest) => Object.assign(manifest, { format: "nextcrm-export/2" }),
    /is none of an export: format/,
  ],
  [
    "with a file that escapes",
    (manifest) => manifest.files.push({ path: "../../etc/passwd", size: 1, sha256: "0".repeat(64) }),
    /"..\/..\/etc\/passwd" is no file/,
  ],
  [
    "with a table that is not exported",
    (manifest) =>
      manifest.files.push({ path: "x.jsonl", table: "auth.user", size: 1, lines: 1, sha256: "0".repeat(64) }),
    /"auth.user" is no file/,
  ],
  [
    "with a table in another's file",
    (manifest) => (manifest.files.find(({ table }) => table === "comment")!.table = "api_key"),
    /comments.jsonl" with the rows of "api_key"/,
  ],
  ["that counts otherwise", (manifest) => (manifest.counts.contact = 1), /there were 1 rows of contact/],
  ["that is no list", (manifest) => Object.assign(manifest, { files: { length: 3 } }), /is none of an export: files/],
])("a manifest %s", async (_, change, sentence) => {
  await refused(await forge(zip, target(), {}, change), sentence);
});

test("an organization under the id of the operator's log", async () => {
  const nil = operatorLog;
  const foundNil = "insert into organization (id, name) values ($1, 'Nil')";
  const found = inOrganization(here.db, systemActor(nil), internalOrigin("test"), "audited", async (work) => {
    await work.sql.query(foundNil, [nil]);
    work.record({ action: "CREATE", resource: "organization", resourceId: nil });
  });
  await expect(found).rejects.toThrow(/violates check constraint/);
  const manifest = (text: string) => text.replaceAll(acme.id, nil);
  await refused(await forge(zip, target(), { "manifest.json": manifest }), /organization.id: is no organization's/);
});

test("a key that was kept tells a forger from the origin", async () => {
  const file = await forge(zip, target(), { [contacts]: line(1, (row) => ({ ...row, lastName: "Forged" })) });
  const trusted = [Buffer.alloc(32, 7)];
  await expect(there.imported(file, { trusted })).rejects.toThrow(/not signed by a trusted key/);
});

/** What Python adds to a copy, as no honest writer would. */
function meddled(script: string): string {
  const file = target();
  copyFileSync(zip, file);
  execFileSync("python3", [
    "-W",
    "ignore",
    "-c",
    `import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], "a", zipfile.ZIP_DEFLATED)\n${script}\nz.close()`,
    file,
  ]);
  return file;
}

test.each([
  ["a second file of one name", `z.writestr("members.jsonl", "{}")`, /members.jsonl is in the file more than once/],
  ["a path that escapes", `z.writestr("../evil", "x")`, /cannot be read as a ZIP.*invalid relative path/],
  ["an absolute path", `z.writestr("/etc/evil", "x")`, /cannot be read as a ZIP.*absolute path/],
  ["a file besides", `z.writestr("evil.txt", "x")`, /evil.txt is not in the manifest/],
  ["a bomb", `z.writestr("files/bomb", b"0" * 100_000_000)`, /files\/bomb would unpack from \d+ bytes to 100000000/],
  [
    "many small bombs",
    `for n in range(9): z.writestr("files/%d" % n, b"0" * 20_000_000)`,
    /All of it would unpack from \d+ bytes to 18\d{7}/,
  ],
  [
    "a file under many names",
    `import copy, os\nz.writestr("files/0", os.urandom(100_000))\nfor n in range(1, 9): i = copy.copy(z.filelist[-1]); i.filename = "files/%d" % n; z.filelist.append(i)`,
    /share their bytes/,
  ],
])("%s", async (_, script, sentence) => {
  await refused(meddled(script), sentence);
});

test("a line without an end is given up before it fills the memory", async () => {
  const endless = (text: string) =>
    text.replace('"lastName":"', `"lastName":"${randomBytes(9 * 2 ** 20).toString("hex")}`);
  await refused(await forge(zip, target(), { [contacts]: endless }), /contacts.jsonl, line 1: is too long/);
}, 60_000);

test("what is no ZIP, or half of one", async () => {
  const file = target();
  writeFileSync(file, "not a ZIP");
  await refused(file, /cannot be read as a ZIP/);
});
