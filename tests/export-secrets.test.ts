import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

/** No password, token, hash, secret or byte of another tenant is anywhere in a complete export. */

let app: TestApp;
let planted: Record<string, string>;
const path = "/api/organization/export-data";

const asOwner = (text: string, values: unknown[] = []) =>
  withClient(app.database.owner, async (client) => (await client.query(text, values)).rows as Record<string, string>[]);

async function one(text: string, values: unknown[]): Promise<string> {
  const [row] = await asOwner(text, values);
  return Object.values(row!)[0]!;
}

beforeAll(async () => {
  app = await testApp({ environment: { AUDIT_READS: "strict" } });
  const ada = app.as("ada");
  const { key } = (await ada.post("/api/organization/api-keys", { name: "K", role: "viewer" })).body;
  await app.withKey(key).get("/api/contacts");
  await ada.post("/api/organization/invitations", { email: "new@example.test", role: "viewer" });
  const stream = { name: "S", url: "https://siem.invalid/" };
  const { secret } = (await ada.post("/api/organization/audit-streams", stream)).body;
  await ada.post("/api/contacts", { lastName: "Of Acme", email: "of@acme.test" });
  await app.as("mallory").post("/api/contacts", { lastName: "Stranger-of-Globex" });
  const file = new FormData();
  file.set("file", new File(["lastName\nImported\n"], "people.csv", { type: "text/csv" }));
  await ada.post("/api/contacts/import", file);
  const { link } = (await ada.post("/api/organization/audit-exports", { format: "csv" })).body;
  expect(link).toBeNull();
  const again = { email: "ada@example.test", password };
  await app.nobody.post("/api/auth/sign-in/email", again, { "user-agent": "a phone of Ada's" });
  const mine = [app.organizationId];
  planted = {
    key,
    "the key's hash": await one("select sha256 from api_key where organization_id = $1", mine),
    "the invitation's hash": await one("select token_sha256 from invitation where organization_id = $1", mine),
    "the stream's secret": secret,
    "the stream's secret without its prefix": secret.replace("whsec_", ""),
    "a password's hash": await one('select password from auth.account where "userId" = $1', [app.userId("ada")]),
    "a session's token": await one('select token from auth.session where "userId" = $1', [app.userId("ada")]),
    "another tenant's value": "Stranger-of-Globex",
    "another tenant's id": app.globexId,
    "another tenant's person": app.userId("mallory"),
    "a place in the storage": `imports/${app.organizationId}`,
  };
  for (const [name, value] of Object.entries(planted)) expect(value, name).toMatch(/^.{10,}/);
}, 60_000);

/** All files below a folder, by their path. */
function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

async function exported(body: object): Promise<Buffer> {
  const { id } = (await app.as("ada").post(path, body)).body;
  await expect
    .poll(async () => (await app.as("ada").get(`${path}/${id}`)).body.status, { timeout: 60_000 })
    .toBe("completed");
  return Buffer.from((await app.as("ada").get(`${path}/${id}/file`)).bytes);
}

function found(files: ReadonlyMap<string, Buffer>): string[] {
  return Object.entries(planted).flatMap(([name, value]) =>
    [...files]
      .filter(([file, bytes]) => file.includes(value) || bytes.includes(value))
      .map(([file]) => `${name} in ${file}`),
  );
}

test("a ZIP has what is Acme's, and none of what was planted", async () => {
  const folder = join(app.dataFolder, "unpacked");
  mkdirSync(folder);
  writeFileSync(`${folder}.zip`, await exported({}));
  execFileSync("python3", ["-m", "zipfile", "-e", `${folder}.zip`, folder]);
  const files = filesIn(folder);
  expect(files.get("records/contacts.jsonl")!.toString()).toContain("of@acme.test");
  expect(files.get("sessions.jsonl")!.toString()).toContain(app.userId("ada"));
  // Signed in once more, and never switched: it works here all the same.
  expect(files.get("sessions.jsonl")!.toString()).toContain("a phone of Ada's");
  expect(files.get("api-keys.jsonl")!.toString()).toContain('"name":"K"');
  expect(files.get("invitations.jsonl")!.toString()).toContain("new@example.test");
  expect(files.get("audit/streams.jsonl")!.toString()).toContain("siem.invalid");
  expect(found(files)).toEqual([]);
});

test("nor has the JSON document", async () => {
  const document = await exported({ format: "json" });
  expect(document.toString()).toContain("of@acme.test");
  expect(found(new Map([["document", document]]))).toEqual([]);
});
