import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { exportedTables } from "../src/privacy/export/tables.ts";
import { partsOf } from "../src/privacy/persons/export/parts.ts";
import { userColumns } from "../src/privacy/persons/export/references.ts";
import { tendRequests } from "../src/privacy/persons/remind.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner, made, newMember, record } from "./event-cases/fixtures.ts";
import { movedClock } from "./moved-clock.ts";

/** What people ask about their own data, from receipt to its end. */

const clock = movedClock();
let app: TestApp;
const path = "/api/organization/person-requests";
const folder = mkdtempSync(join(tmpdir(), "nextcrm-person-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  app = await testApp({ clock });
}, 60_000);

async function ask(kind: "access" | "erasure", type: string, id: string, more: object = {}) {
  return made(app.as("alan").post(path, { kind, subject: { type, id }, ...more }));
}

/** The archive of a request as text by path, as Python unpacks it. */
async function archiveOf(id: string): Promise<Map<string, string>> {
  await made(app.as("alan").post(`${path}/${id}/export`));
  await expect
    .poll(async () => (await app.as("alan").get(`${path}/${id}`)).body.file, { timeout: 30_000 })
    .toMatchObject({ status: "completed", failure: null });
  const { bytes } = await app.as("alan").get(`${path}/${id}/file`);
  const target = mkdtempSync(join(folder, "unpacked-"));
  writeFileSync(join(target, "a.zip"), bytes);
  execFileSync("python3", ["-m", "zipfile", "-e", join(target, "a.zip"), join(target, "files")]);
  const names = readdirSync(join(target, "files"), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => /\.(jsonl|json|html|txt)$/.test(name));
  return new Map(files.map((name) => [name, readFileSync(join(target, "files", name), "utf8")]));
}

const linesOf = (text: string | undefined) =>
  (text ?? "")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test("a request is due in a month, once more in three, and the same is not asked twice", async () => {
  const id = await record(app, "contact");
  const received = await ask("access", "contact", id, { receivedOn: "2026-01-31", note: "By letter" });
  expect(received).toMatchObject({
    status: "received",
    dueOn: "2026-02-28",
    note: "By letter",
    subject: { name: "C" },
  });
  expect(received.daysLeft).toBeLessThan(0);
  const again = await app.as("alan").post(path, { kind: "access", subject: { type: "contact", id } });
  expect(again).toMatchObject({ status: 409, body: { type: "/problems/already-exists" } });
  // Who is late has missed the time in which they could have said so.
  expect((await app.as("alan").post(`${path}/${received.id}/extend`, { reason: "R" })).status).toBe(409);
  const other = await ask("erasure", "contact", id);
  const extended = await made(app.as("alan").post(`${path}/${other.id}/extend`, { reason: "Many requests" }));
  expect(extended.dueOn > other.dueOn).toBe(true);
  expect(extended).toMatchObject({ extensionReason: "Many requests", status: "received" });
  expect((await app.as("alan").post(`${path}/${other.id}/extend`, { reason: "R" })).status).toBe(409);
  expect((await app.as("alan").post(path, { kind: "access", subject: { type: "lead", id } })).status).toBe(400);
  const late = { kind: "access", subject: { type: "lead", id: await record(app, "lead") }, receivedOn: "2999-01-01" };
  expect((await app.as("alan").post(path, late)).body.errors[0].field).toBe("receivedOn");
  const { requests } = (await app.as("alan").get(`${path}?state=open`)).body;
  expect(requests.map((one: { id: string }) => one.id)).toEqual([received.id, other.id]);
  const next = (await app.as("alan").get(`${path}?state=open&limit=1`)).body;
  expect(next.nextCursor).toBe(received.id);
  const rest = (await app.as("alan").get(`${path}?state=open&cursor=${received.id}`)).body.requests;
  expect(rest.map((one: { id: string }) => one.id)).toEqual([other.id]);
  const half = await app.as("alan").get(`${path}?subjectType=contact`);
  expect([half.status, half.body.errors?.[0].field]).toEqual([400, "subjectId"]);
});

test("somebody takes it, who may; a refusal ends it with its reason", async () => {
  const { id } = await ask("access", "lead", await record(app, "lead"));
  const wrong = await app.as("alan").patch(`${path}/${id}`, { handlerId: app.userId("mia") });
  expect(wrong.body.errors[0].field).toBe("handlerId");
  expect(await made(app.as("alan").patch(`${path}/${id}`, { handlerId: app.userId("ada") }))).toMatchObject({
    status: "in_progress",
    handler: { id: app.userId("ada") },
  });
  expect((await app.as("alan").post(`${path}/${id}/finish`)).status).toBe(409);
  expect(await made(app.as("alan").post(`${path}/${id}/refuse`, { reason: "Not them" }))).toMatchObject({
    status: "refused",
    refusalReason: "Not them",
    daysLeft: null,
    finishedBy: { id: app.userId("alan") },
  });
  expect((await app.as("alan").post(`${path}/${id}/refuse`, { reason: "R" })).status).toBe(409);
});

test("a copy has everything about the contact, and nothing of others", async () => {
  const ada = app.as("ada");
  const email = "zeph@quill.example";
  const id = await record(app, "contact", { firstName: "Zephyrine", lastName: "Quillfeather", email });
  const stranger = await record(app, "contact", {
    firstName: "Someone",
    lastName: "Otherwise",
    email: "o@other.example",
  });
  const deal = await record(app, "opportunity", { name: "A boat", primaryContactId: id });
  await record(app, "opportunity", { name: "A plane", primaryContactId: stranger });
  const links = [
    { type: "contact", id },
    { type: "contact", id: stranger },
  ];
  await record(app, "activity", { title: "Called about the boat", links });
  const document = await record(app, "document", { name: "Offer", links: [links[0]] });
  await made(ada.put(`/api/documents/${document}/content?filename=offer.txt`, new TextEncoder().encode("the offer")));
  const other = await record(app, "document", { name: "Secret", links: [links[1]] });
  await made(ada.put(`/api/documents/${other}/content?filename=secret.txt`, new TextEncoder().encode("not theirs")));
  await made(ada.post(`/api/contacts/${id}/comments`, { body: "Likes boats" }));
  await made(ada.post(`/api/opportunities/${deal}/comments`, { body: "ZEPHYRINE QUILLFEATHER was friendly" }));
  await made(ada.post(`/api/contacts/${stranger}/comments`, { body: "Likes planes" }));
  await made(ada.patch(`/api/contacts/${id}`, { birthday: "1980-05-06" }));
  const request = await ask("access", "contact", id);
  const files = await archiveOf(request.id);

  expect(linesOf(files.get("records/contacts.jsonl"))).toMatchObject([{ id, email, birthday: "1980-05-06" }]);
  expect(linesOf(files.get("records/opportunities.jsonl"))).toMatchObject([{ id: deal, name: "A boat" }]);
  expect(linesOf(files.get("records/activities.jsonl"))).toMatchObject([{ title: "Called about the boat" }]);
  expect(linesOf(files.get("records/activity-links.jsonl"))).toMatchObject([{ contactId: id }]);
  expect(linesOf(files.get("comments.jsonl")).map(({ body }) => body)).toEqual([
    "Likes boats",
    "ZEPHYRINE QUILLFEATHER was friendly",
  ]);
  expect([...files].filter(([name]) => name.startsWith("files/")).map(([, text]) => text)).toEqual(["the offer"]);
  const events = linesOf(files.get("audit/events.jsonl"));
  expect(events.map(({ action }) => action)).toEqual(expect.arrayContaining(["CREATE", "UPDATE"]));
  expect(JSON.stringify(events)).toContain("1980-05-06");
  const manifest = JSON.parse(files.get("manifest.json")!);
  expect(manifest).toMatchObject({ format: "nextcrm-person/1", person: { id, name: "Zephyrine Quillfeather" } });
  expect(manifest.files.map(({ path: name }: { path: string }) => name)).toContain("README.html");
  expect(files.get("README.html")).toContain("Likes boats");
  const all = [...files.values()].join("\n");
  for (const others of ["Otherwise", "other.example", stranger, "A plane", "not theirs", "ada@example.test"])
    expect(all).not.toContain(others);

  const done = await made(app.as("alan").post(`${path}/${request.id}/finish`));
  expect(done).toMatchObject({ status: "done", exportedSha256: done.file.sha256, handler: { id: app.userId("alan") } });
  for (const person of ["mia", "victor"] as const)
    expect((await app.as(person).get(`${path}/${request.id}/file`)).status).toBe(403);
});

test("a copy of a user has what they did and where they stand, and no value about others", async () => {
  const person = await newMember(app);
  const email = "victim@elsewhere.example";
  const contact = (await made(person.client.post("/api/contacts", { lastName: "Hiddenname", email }))).id;
  await asOwner(app, "update member set role = 'admin' where user_id = $1", [person.id]);
  const { key } = await made(person.client.post("/api/organization/api-keys", { name: "K", role: "viewer" }));
  await made(person.client.post(`/api/contacts/${contact}/comments`, { body: "I wrote this" }));
  // Somebody else's address may end as theirs does.
  await made(app.as("ada").post("/api/organization/invitations", { email: `another.${person.email}`, role: "member" }));
  const files = await archiveOf((await ask("access", "user", person.id)).id);
  expect(linesOf(files.get("members.jsonl"))).toMatchObject([{ userId: person.id, email: person.email }]);
  expect(linesOf(files.get("sessions.jsonl"))).toMatchObject([{ userId: person.id }]);
  expect(linesOf(files.get("comments.jsonl"))).toMatchObject([{ body: "I wrote this" }]);
  expect(linesOf(files.get("references.jsonl"))).toContainEqual({
    in: "records/contacts.jsonl",
    id: contact,
    as: ["owner_id", "created_by", "updated_by"],
  });
  const events = linesOf(files.get("audit/events.jsonl"));
  expect(events).toContainEqual(
    expect.objectContaining({ action: "CREATE", of: "contact", ofId: contact, byThem: true }),
  );
  expect(JSON.stringify(events)).toContain(person.email);
  expect(linesOf(files.get("api-keys.jsonl"))).toMatchObject([{ name: "K", createdBy: person.id }]);
  const all = [...files.values()].join("\n");
  const hash = createHash("sha256").update(key).digest();
  const secrets = [key, hash.toString("hex"), hash.toString("base64"), "argon2", "tokenSha256"];
  expect(linesOf(files.get("invitations.jsonl"))).toMatchObject([{ email: person.email }]);
  for (const others of ["Hiddenname", "another.", email, ...secrets]) expect(all).not.toContain(others);
});

test("the preview says exactly what the erasing does, and changes nothing", async () => {
  const id = await record(app, "contact", {
    firstName: "Ottilie",
    lastName: "Sparrowhawk",
    email: "o@sparrow.example",
  });
  const deal = await record(app, "opportunity", { name: "Deal", primaryContactId: id });
  await record(app, "activity", { title: "Call", links: [{ type: "contact", id }] });
  await made(app.as("ada").post(`/api/contacts/${id}/comments`, { body: "Said hello" }));
  await record(app, "task", { title: "Call Ottilie Sparrowhawk" });
  const copy = await ask("access", "contact", id, { note: "Ottilie wrote" });
  await archiveOf(copy.id);
  const { id: request } = await ask("erasure", "contact", id, { note: "She wrote" });
  const preview = await made(app.as("alan").post(`${path}/${request}/preview`));
  expect(preview).toEqual({
    obstacle: null,
    holds: [],
    record: true,
    values: expect.any(Number),
    comments: 1,
    links: { activity: 1 },
    cleared: { opportunity: 1 },
    first: [{ type: "opportunity", id: deal, title: "Deal" }],
  });
  expect((await app.as("alan").get(`/api/contacts/${id}`)).status).toBe(200);
  expect(await made(app.as("alan").post(`${path}/${request}/preview`))).toEqual(preview);

  const done = await made(app.as("alan").post(`${path}/${request}/erase`));
  expect(done).toMatchObject({ status: "done", erasedValues: preview.values, subject: { id, name: null }, note: null });
  expect((await app.as("alan").get(`/api/contacts/${id}?trash=include`)).status).toBe(404);
  // Their other request keeps no word either, its file is gone, and it can be ended.
  const other = (await app.as("alan").get(`${path}/${copy.id}`)).body;
  expect(other).toMatchObject({
    note: null,
    subject: { name: null },
    file: { status: "expired" },
    status: "in_progress",
  });
  expect((await app.as("alan").get(`${path}/${copy.id}/file`)).status).toBe(410);
  expect((await app.as("alan").post(`${path}/${copy.id}/export`)).status).toBe(410);
  expect(await made(app.as("alan").post(`${path}/${copy.id}/finish`))).toMatchObject({ status: "done" });
  const rows = await asOwner(app, "select to_jsonb(r)::text as text from person_request r where subject_id = $1", [id]);
  expect(JSON.stringify(rows)).not.toMatch(/Ottilie|Sparrowhawk|wrote/i);
  const told = await asOwner(app, "select disclosure from audit_disclosure where disclosure ilike '%Sparrowhawk%'");
  expect(told).toEqual([]);
});

test("what was written about a request never stands in the log", async () => {
  const id = await record(app, "lead", { lastName: "Merriweather" });
  const request = await ask("access", "lead", id, { note: "xylophone-note" });
  await made(app.as("alan").post(`${path}/${request.id}/extend`, { reason: "xylophone-extension" }));
  await made(app.as("alan").post(`${path}/${request.id}/refuse`, { reason: "xylophone-refusal" }));
  const found = await asOwner(app, "select 1 from audit_disclosure where disclosure like '%xylophone%'");
  expect(found).toEqual([]);
});

test("a legal hold is told by its name, before and at the erasing, and the request stays open", async () => {
  const id = await record(app, "lead", { lastName: "Heldperson" });
  const { id: request } = await ask("erasure", "lead", id);
  const hold = { name: "The dispute", reason: "R", scope: "record", recordType: "lead", recordId: id };
  const { id: holdId } = await made(app.as("ada").post("/api/organization/legal-holds", hold));
  expect(await made(app.as("alan").post(`${path}/${request}/preview`))).toMatchObject({
    obstacle: "The legal hold “The dispute” keeps this until it is released.",
    holds: ["The dispute"],
    values: 0,
  });
  const refused = await app.as("alan").post(`${path}/${request}/erase`);
  expect(refused).toMatchObject({ status: 409, body: { type: "/problems/held", holds: ["The dispute"] } });
  expect((await app.as("alan").get(`${path}/${request}`)).body).toMatchObject({ status: "received", erasedAt: null });
  await made(app.as("ada").post(`/api/organization/legal-holds/${holdId}/release`, { reason: "R" }));
  await made(app.as("alan").post(`${path}/${request}/erase`));
});

test("a member who is still there is not erased; one whose record is gone is, in the log", async () => {
  const person = await newMember(app);
  const { id: request } = await ask("erasure", "user", person.id);
  const preview = await made(app.as("alan").post(`${path}/${request}/preview`));
  expect(preview.obstacle).toContain("Remove the member first");
  expect((await app.as("alan").post(`${path}/${request}/erase`)).status).toBe(409);
  const lead = await record(app, "lead", { lastName: "Gonebefore" });
  const { id: late } = await ask("erasure", "lead", lead);
  await made(app.as("alan").delete(`/api/leads/${lead}?permanent=1`));
  expect((await made(app.as("alan").post(`${path}/${late}/preview`))).record).toBe(false);
  expect((await made(app.as("alan").post(`${path}/${late}/erase`))).erasedValues).toBeGreaterThan(0);
});

test("two who erase at once: one does it", async () => {
  const { id } = await ask("erasure", "lead", await record(app, "lead"));
  const answers = await Promise.all([1, 2].map(() => app.as("alan").post(`${path}/${id}/erase`)));
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
});

test("a file that is asked for while the person is being erased has nothing of them", async () => {
  const id = await record(app, "contact", { lastName: "Vanishing", email: "vanishing@x.test" });
  const former = await ask("access", "contact", id);
  await made(app.as("alan").post(`${path}/${former.id}/refuse`, { reason: "R" }));
  const [access, erasure] = [await ask("access", "contact", id), await ask("erasure", "contact", id)];
  await withClient(app.database.owner, async (client) => {
    const text = `select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
      where not l.granted and a.datname = current_database()`;
    const waiting = async () => {
      await client.query("select pg_stat_clear_snapshot()");
      return (await client.query(text)).rows[0].n as number;
    };
    await client.query("begin");
    await client.query("set local role nextcrm_owner");
    await client.query("select 1 from person_request where id = $1 for update", [former.id]);
    // It has ended the exports that there were, and goes on when the row above is free.
    const erased = app.as("alan").post(`${path}/${erasure.id}/erase`);
    await expect.poll(waiting, { timeout: 30_000 }).toBeGreaterThan(0);
    const before = await waiting();
    let isAsked = false;
    const asked = app
      .as("alan")
      .post(`${path}/${access.id}/export`)
      .finally(() => (isAsked = true));
    await expect.poll(async () => isAsked || (await waiting()) > before, { timeout: 30_000 }).toBe(true);
    expect(isAsked).toBe(false);
    await client.query("commit");
    expect((await erased).status).toBe(200);
    expect(await asked).toMatchObject({ status: 410 });
  });
});

test("owners hear of it a week and a day before, once each", async () => {
  await asOwner(app, "update person_request set status = 'done', finished_at = now() where finished_at is null");
  const { id } = await ask("access", "lead", await record(app, "lead", { lastName: "Reminded" }));
  const mails: { to: string; subject: string; text: string }[] = [];
  const enqueue = async (_: unknown, kind: string, mail: unknown) =>
    void (kind === "send-mail" && mails.push(mail as (typeof mails)[number]));
  const tend = async () => {
    mails.length = 0;
    await tendRequests({ db: app.db, jobs: { enqueue }, clock, publicUrl: "https://crm.test" });
    return mails.map(({ to, subject }) => `${to}: ${subject}`);
  };
  expect(await tend()).toEqual([]);
  const { daysLeft, dueOn } = (await app.as("alan").get(`${path}/${id}`)).body;
  clock.moveDays(daysLeft - 7);
  expect(await tend()).toEqual([`ada@example.test: A privacy request at Acme is due in 7 days, on ${dueOn}`]);
  expect(mails[0]!.text).toContain(`https://crm.test/settings/privacy-requests/${id}`);
  expect(mails[0]!.text).not.toContain("Reminded");
  expect(await tend()).toEqual([]);
  clock.moveDays(6);
  expect(await tend()).toEqual([`ada@example.test: A privacy request at Acme is due tomorrow, ${dueOn}`]);
  expect(await tend()).toEqual([]);
  clock.moveDays(9);
  expect((await app.as("alan").get(`${path}/${id}`)).body.daysLeft).toBe(-8);
  expect(await tend()).toEqual([]);
});

test("a request that nobody can be reminded of keeps the others from nothing", async () => {
  await asOwner(app, "update person_request set status = 'done', finished_at = now() where finished_at is null");
  const receivedOn = new Date(clock.now().getTime() - 26 * 86_400_000).toISOString().slice(0, 10);
  const [stuck, other] = [
    await ask("access", "lead", await record(app, "lead"), { receivedOn }),
    await ask("access", "lead", await record(app, "lead"), { receivedOn }),
  ];
  const tend = async (fails: boolean) => {
    const told: string[] = [];
    const enqueue = async (_: unknown, __: string, mail: unknown) => {
      const { text } = mail as { text: string };
      if (fails && text.includes(stuck.id)) throw new Error("No mail");
      told.push(text.includes(stuck.id) ? "stuck" : text.includes(other.id) ? "other" : text);
    };
    const tending = tendRequests({ db: app.db, jobs: { enqueue }, clock, publicUrl: "https://crm.test" });
    const error = await tending.catch((one: unknown) => one as AggregateError);
    return { told, failed: error?.errors.map(({ cause }) => cause.message) };
  };
  expect(await tend(true)).toEqual({ told: ["other"], failed: ["No mail"] });
  expect(await tend(false)).toEqual({ told: ["stuck"], failed: undefined });
});

test("every column that refers to a contact or a lead, or names a user, is in their copy", async () => {
  const keys = await asOwner(
    app,
    `select c.conrelid::regclass::text as table, c.confrelid::regclass::text as target, a.attname as column
      from pg_constraint c, unnest(c.conkey) k join pg_attribute a on true
      where a.attrelid = c.conrelid and a.attnum = k and c.contype = 'f' and a.attname <> 'organization_id'
        and c.confrelid in ('contact'::regclass, 'lead'::regclass)`,
  );
  const missing = keys.filter(
    ({ table, target, column }) => !partsOf(target).get(table)?.("row").includes(`row.${column} = $2`),
  );
  expect(missing).toEqual([]);
  expect(keys.length).toBeGreaterThan(10);
  // Ids of events; and members, sessions and views, which have files of their own. Who referred a lead is a text.
  const noUsers = new Set([
    "audit_prune.archive_erased_by",
    "origin_file.erased_by",
    "member.user_id",
    "organization_session.user_id",
    "saved_view.user_id",
  ]);
  const named = Object.entries(exportedTables).flatMap(([table, { columns }]) =>
    columns
      .filter((column) => /(_by|^user_id|handler_id)$/.test(column) && column !== "referred_by")
      .map((column) => [table, column] as const),
  );
  const untold = named.filter(
    ([table, column]) => !noUsers.has(`${table}.${column}`) && !userColumns.get(table)?.includes(column),
  );
  expect(untold, "These belong into src/privacy/persons/export/references.ts").toEqual([]);
});
