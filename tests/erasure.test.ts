import { beforeAll, expect, test } from "vitest";
import { fromBase64, utf8 } from "../proofs/bytes.ts";
import { openCheckpoint } from "../proofs/checkpoint.ts";
import { parseKey } from "../proofs/note.ts";
import { provesInclusion } from "../proofs/tree.ts";
import { withClient } from "../src/adapters/client.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { eraseFromLog } from "../src/audit/erase.ts";
import { newId } from "../src/identifier.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { sha256, treeHasher, verifyEd25519 } from "../src/audit/node-hashing.ts";
import { cookieOf, password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const logs = "/api/organization/audit-logs";

beforeAll(async () => {
  app = await testApp();
}, 30_000);

/** Everything that the database has of the log's personal values, as one text. */
const disclosed = () =>
  withClient(app.database.owner, async (client) => {
    const text = "select coalesce(string_agg(disclosure, ''), '') as text from audit_disclosure where name = 'record'";
    return (await client.query<{ text: string }>(text)).rows[0]!.text;
  });

async function provenEvents(query: string) {
  const events: { id: string; action: string; changes: unknown; resourceName: string | null }[] = (
    await app.as("alan").get(`${logs}?${query}`)
  ).body.logs;
  const { keys } = (await app.as("alan").get(`${logs}/keys`)).body;
  for (const { id } of events) {
    await expect.poll(async () => (await app.as("alan").get(`${logs}/${id}/proof`)).body.sequence).not.toBeNull();
    const { leaf, sequence, size, proof, checkpoint } = (await app.as("alan").get(`${logs}/${id}/proof`)).body;
    const { root } = (await openCheckpoint(checkpoint, parseKey(sha256, keys[0].key)!, verifyEd25519))!;
    const hashes = proof.map((text: string) => fromBase64(text)!);
    const claim = { index: sequence, size, leaf: treeHasher.leaf(utf8(leaf)), proof: hashes, root };
    expect(provesInclusion(treeHasher, claim)).toBe(true);
  }
  return events;
}

test("a contact is forgotten: no value of theirs is left, every proof holds, and the log says that it happened", async () => {
  const mia = app.as("mia");
  const person = { firstName: "Zephyrine", lastName: "Quillfeather", email: "zeph@quill.example", city: "Ghent" };
  const { id } = (await mia.post("/api/contacts", person)).body;
  await mia.patch(`/api/contacts/${id}`, { city: "Bruges" });
  await mia.post("/api/tasks", { title: "Call Zephyrine Quillfeather back" });
  await mia.post("/api/tasks", { title: "Something else" });
  const deal = (await mia.post("/api/opportunities", { name: "A boat", primaryContactId: id })).body.id;
  expect(await disclosed()).toMatch(/Zephyrine.*Bruges/);

  expect((await mia.post(`/api/contacts/${id}/erase`)).status).toBe(403);
  const answer = await app.as("alan").post(`/api/contacts/${id}/erase`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body.erasedValues).toBe(3);

  expect(await disclosed()).not.toMatch(/Zephyrine|Quillfeather|quill\.example|Ghent|Bruges/);
  expect(await disclosed()).toContain("Something else");
  expect((await mia.get(`/api/contacts/${id}?trash=include`)).status).toBe(404);
  const events = await provenEvents(`resourceId=${id}&excludeReads=1`);
  expect(events.map(({ action }) => action)).toEqual(["DELETE", "ERASE", "UPDATE", "CREATE"]);
  const [, act, update] = events;
  const { erased } = (await app.as("alan").get(`${logs}/${update!.id}/proof`)).body;
  expect(erased).toMatchObject([{ name: "record", act: act!.id, at: expect.any(String) }]);
  const unknown = await withClient(app.database.owner, (client) =>
    client.query(
      `select from audit_erasure g where not exists (select from audit_event e
        where e.organization_id = g.organization_id and e.id = g.event_id and e.leaf::jsonb->'digests' ? g.digest)`,
    ),
  );
  expect(unknown.rowCount).toBe(0);
  expect(events.every(({ changes, resourceName }) => changes === null && resourceName === null)).toBe(true);
  // Where there was a name, readers are told that it was somebody's who is erased.
  for (const about of [id, deal])
    expect((await app.as("alan").get(`${logs}?resourceId=${about}&excludeReads=1`)).body.names[id]).toBe(
      "Erased contact",
    );
  expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).status).toBe(404);
});

test("what somebody was called before goes too, with what the log says of others by it", async () => {
  const mia = app.as("mia");
  const before = { firstName: "Philomena", lastName: "Vandervelde", email: "philomena@before.example" };
  const { id } = (await mia.post("/api/contacts", before)).body;
  await mia.post("/api/tasks", { title: "Call Philomena Vandervelde back" });
  await mia.post("/api/tasks", { title: "Write to philomena@before.example" });
  await mia.patch(`/api/contacts/${id}`, { lastName: "Oosterlinck", email: "philomena@after.example" });
  expect(await disclosed()).toMatch(/Vandervelde[^]*before\.example/);
  expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).body).toEqual({ erasedValues: 4 });
  expect(await disclosed()).not.toMatch(/Vandervelde|Oosterlinck|before\.example|after\.example/);
});

test("a name that is a word of others, or of the log's own, takes nothing of others along", async () => {
  const mia = app.as("mia");
  await mia.post("/api/tasks", { title: "Something of others" });
  const ofOthers = async () => (await disclosed()).split("Something of others").length;
  const before = await ofOthers();
  for (const lastName of ["Status", "not_started", ":{null", "Something"]) {
    const { id } = (await mia.post("/api/contacts", { lastName })).body;
    expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).body).toEqual({ erasedValues: 1 });
  }
  expect(await ofOthers()).toBe(before);
});

test("answers kept for repeated requests, and files of exports, say nothing of somebody who was forgotten", async () => {
  const mia = app.as("mia");
  const person = { firstName: "Bertrand", lastName: "Oxenstierna", email: "bert@oxen.example" };
  const { id } = (await mia.post("/api/contacts", person)).body;
  // The second one tells of them by their name only.
  await mia.post("/api/contacts", { lastName: "Friend of Bertrand Oxenstierna" }, { "idempotency-key": "friend" });
  const exported = (await app.as("alan").post("/api/organization/audit-exports", { format: "jsonl" })).body.id;
  const path = `/api/organization/audit-exports/${exported}`;
  const status = async () => (await app.as("alan").get(path)).body.status;
  await expect.poll(status, { timeout: 15_000 }).toBe("completed");
  // As after pruning: the file has values of theirs, and the log none.
  await withClient(app.database.owner, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query("delete from audit_disclosure where disclosure like '%Oxenstierna%'");
  });
  const kept = () =>
    withClient(app.database.owner, async (client) => {
      const text = "select coalesce(string_agg(body::text, ''), '') as text from idempotent_request";
      return (await client.query<{ text: string }>(text)).rows[0]!.text;
    });
  expect(await kept()).toContain("Oxenstierna");

  expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).body).toEqual({ erasedValues: 0 });
  expect(await kept()).not.toContain("Oxenstierna");
  expect(await status()).toBe("expired");
  expect((await app.as("alan").get(`${path}/file`)).status).toBe(410);
});

test("a member is forgotten once they have left, in what they did as in what was done to them", async () => {
  const victor = app.userId("victor");
  await app.as("victor").get("/api/accounts");
  // Reads are written a moment after they are answered.
  const looked = async () => (await app.as("alan").get(`${logs}?userId=${victor}&action=VIEW`)).body.logs.length;
  await expect.poll(looked).toBeGreaterThan(0);
  expect((await app.as("ada").post(`/api/organization/members/${victor}/erase`)).status).toBe(409);
  await app.as("ada").delete(`/api/organization/members/${victor}`);
  const former = async () => (await app.as("alan").get("/api/organization/former-members")).body.data;
  expect(await former()).toMatchObject([{ id: victor, email: "victor@example.test" }]);
  const answer = await app.as("ada").post(`/api/organization/members/${victor}/erase`);
  expect(answer.status, answer.text).toBe(200);
  const left = await withClient(app.database.owner, async (client) => {
    const text =
      "select count(*)::int as n from audit_disclosure where organization_id = $1 and disclosure ilike '%victor%'";
    return (await client.query<{ n: number }>(text, [app.organizationId])).rows[0]!.n;
  });
  expect(left).toBe(0);
  expect(await former()).toEqual([]);
  await provenEvents(`userId=${victor}`);
});

test("a member who is forgotten is in no invitation any more, and a new one of theirs opens nothing", async () => {
  const email = "wilhelmina@example.test";
  const invite = async () =>
    (await app.as("ada").post("/api/organization/invitations", { email, role: "member" })).body.url.split("/").at(-1);
  const token = await invite();
  const signedUp = await app.nobody.post("/api/auth/sign-up/email", { name: "Wilhelmina Zwart", email, password });
  const wilhelmina = app.withCookie(cookieOf(signedUp));
  expect((await wilhelmina.post(`/api/invitations/${token}/accept`)).status).toBe(200);
  const person = `/api/organization/members/${signedUp.body.user.id}`;
  await app.as("ada").delete(person);
  const again = await invite();
  expect((await app.as("ada").post(`${person}/erase`)).status).toBe(200);
  const left = await withClient(app.database.owner, (client) =>
    client.query("select from invitation where email like 'wilhelmina%'"),
  );
  expect(left.rowCount).toBe(0);
  expect((await app.as("ada").get("/api/organization/invitations")).body.data).toEqual([]);
  expect((await wilhelmina.post(`/api/invitations/${again}/accept`)).status).toBe(404);
});

test("no value goes without an event that says so", async () => {
  const erase = (commit: boolean) =>
    withClient(app.database.serve, async (client) => {
      await client.query("begin; set local role nextcrm_app");
      await client.query("select set_config('app.organization', $1, true)", [app.organizationId]);
      await client.query("select erase_disclosures(gen_random_uuid(), '{user}', $1, '{}')", [app.userId("mia")]);
      await client.query(commit ? "commit" : "rollback");
    });
  await expect(erase(true)).rejects.toThrow(/foreign key/);
  await expect(
    withClient(app.database.serve, async (client) => {
      await client.query("set role nextcrm_app");
      await client.query("delete from audit_disclosure");
    }),
  ).rejects.toThrow(/permission denied/);
});

test("a search through millions of values is not stopped after a minute", async () => {
  const jobs = { enqueue: async () => undefined };
  const allowed = await inOrganization(
    app.db,
    systemActor(app.organizationId),
    internalOrigin("test"),
    "audited",
    async (work) => {
      await eraseFromLog(work, { types: ["contact"], id: newId(), words: [] }, { resource: "contact" }, jobs);
      return work.sql.query("show statement_timeout");
    },
  );
  expect(allowed).toEqual([{ statement_timeout: "30min" }]);
});
