import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { newId } from "../src/identifier.ts";
import { auditSecret, cookieOf, password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";
import { installation } from "./moving.ts";
import type { Installation } from "./moving.ts";
import { testOrganization } from "./organization.ts";

/** What an import does to people, and what it can never do to those who are here. */

const here = await installation();
let app: TestApp;
let there: Installation;

beforeAll(async () => {
  app = await testApp();
  there = await installation({ database: app.database, folder: app.dataFolder, secret: auditSecret });
}, 60_000);

interface Given {
  id?: string;
  email: string;
  role?: string;
  removed?: boolean;
}

/** An organization elsewhere with these people, a contact owned by each, and its export. */
async function elsewhere(people: readonly Given[]) {
  const organization = await testOrganization(here.db, `Origin ${newId()}`);
  const ids: string[] = [];
  await organization.write(async (work) => {
    await work.sql.query("delete from member where organization_id = $1", [organization.id]);
    for (const { id = newId(), email, role = "owner", removed = false } of people) {
      ids.push(id);
      await work.sql.query(
        "insert into member (organization_id, user_id, role, name, email, removed_at) values ($1, $2, $3, $4, $5, case when $6 then now() end)",
        [organization.id, id, role, `Called ${email.split("@")[0]}`, email, removed],
      );
      await work.sql.query(
        "insert into contact (organization_id, id, last_name, owner_id, created_by, owner_name) values ($1, gen_random_uuid(), $2, $3, $3, $4)",
        [organization.id, `Of ${email}`, id, `written "${id}" by hand`],
      );
    }
    work.record({ action: "CREATE", resource: "member" });
  });
  return { id: organization.id, ids, zip: await here.exported(organization.id) };
}

const person = async (email: string) =>
  (
    await asOwner(
      app,
      'select u.*, (select count(*)::int from auth.account a where a."userId" = u.id) as accounts from auth."user" u where email = $1',
      [email],
    )
  )[0];
const members = (id: string) =>
  asOwner(
    app,
    "select user_id, name, email, role, removed_at is null as present from member where organization_id = $1 order by email",
    [id],
  );
const ownerOf = async (id: string, email: string) =>
  (
    await asOwner(
      app,
      "select owner_id, created_by, owner_name from contact where organization_id = $1 and last_name = $2",
      [id, `Of ${email}`],
    )
  )[0];
const outbox = () => {
  const folder = join(app.dataFolder, "outbox");
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
};

test("who has no account gets one without a password, and sets it by mail", async () => {
  const { id, ids, zip } = await elsewhere([
    { email: "nina@origin.test" },
    { email: "gone@origin.test", removed: true },
  ]);
  there.mails.length = 0;
  await there.imported(zip);
  expect(await person("nina@origin.test")).toMatchObject({ id: ids[0], emailVerified: false, accounts: 0 });
  expect(await person("gone@origin.test")).toBeUndefined();
  expect(there.mails).toMatchObject([
    { to: "nina@origin.test", text: expect.stringContaining("/forgot-password?email=nina%40origin.test") },
  ]);
  for (const guess of ["", password, "null"]) {
    const tried = await app.nobody.post("/api/auth/sign-in/email", { email: "nina@origin.test", password: guess });
    expect(tried.status).toBeGreaterThanOrEqual(400);
  }
  const asked = await app.nobody.post("/api/auth/request-password-reset", {
    email: "nina@origin.test",
    redirectTo: "/reset-password",
  });
  expect(asked.status, asked.text).toBe(200);
  const mail = () =>
    outbox().find((text) => text.includes("nina@origin.test") && text.includes("reset-password?token"));
  await expect.poll(mail, { timeout: 20_000 }).toBeDefined();
  const token = /reset-password\?token=([\w-]+)/.exec(mail()!)![1];
  const set = await app.nobody.post("/api/auth/reset-password", { token, newPassword: password });
  expect(set.status, set.text).toBe(200);
  const signedIn = await app.nobody.post("/api/auth/sign-in/email", { email: "nina@origin.test", password });
  expect(signedIn.status, signedIn.text).toBe(200);
  const nina = app.withCookie(cookieOf(signedIn));
  expect((await nina.get("/api/organization")).body.id).toBe(id);
  expect((await nina.get("/api/contacts")).body.data).toHaveLength(2);
});

test("who has an account stops it, and is untouched", async () => {
  const before = [await person("mallory@example.test"), await person("olga@example.test")];
  const { id, zip } = await elsewhere([
    { email: "new@origin.test" },
    { email: "olga@example.test" },
    { email: "mallory@example.test" },
  ]);
  await expect(there.imported(zip)).rejects.toThrow(
    /There are accounts here already for .*olga@example.test.*--match-people/,
  );
  expect([await person("mallory@example.test"), await person("olga@example.test")]).toEqual(before);
  expect(await person("new@origin.test")).toBeUndefined();
  expect(await members(id)).toEqual([]);
});

test("matched, an account is the author of what was its person's, and in nothing until it accepts", async () => {
  const email = "mallory@example.test";
  const before = await person(email);
  const { id, ids, zip } = await elsewhere([{ email: "boss@origin.test" }, { email, role: "admin" }]);
  there.mails.length = 0;
  await there.imported(zip, { matchPeople: true });
  const mallory = app.userId("mallory");
  expect(await person(email)).toEqual(before);
  expect(await members(id)).toEqual([
    { user_id: ids[0], name: "Called boss", email: "boss@origin.test", role: "owner", present: true },
    { user_id: mallory, name: "Mallory", email, role: "admin", present: false },
  ]);
  // Whose id stands alone is the person's; within a text it is a text.
  expect(await ownerOf(id, email)).toEqual({
    owner_id: mallory,
    created_by: mallory,
    owner_name: `written "${ids[1]}" by hand`,
  });
  const entered = await app.as("mallory").post(`/api/organizations/${id}/switch`);
  expect(entered.status).toBeGreaterThanOrEqual(400);
  expect((await app.as("mallory").get("/api/organization")).body.id).toBe(app.globexId);
  const { text } = there.mails.find(({ to }) => to === email)!;
  const token = /invitations\/([\w-]+)/.exec(text)![1];
  expect((await app.as("alan").post(`/api/invitations/${token}/accept`)).status).toBeGreaterThanOrEqual(400);
  expect((await app.as("mallory").post(`/api/invitations/${token}/accept`)).status).toBe(200);
  expect((await members(id)).find(({ user_id }) => user_id === mallory)).toMatchObject({
    role: "admin",
    present: true,
  });
});

test("an id that somebody has here is theirs: its person gets another, everywhere", async () => {
  const olga = app.userId("olga");
  // Of somebody whose account is gone, and who is in Acme by the id alone.
  const ghost = newId();
  await asOwner(
    app,
    "insert into member (organization_id, user_id, role, name, email) values ($1, $2, 'owner', 'Ghost', 'ghost@acme.test')",
    [app.organizationId, ghost],
  );
  const { id, zip } = await elsewhere([
    { id: olga, email: "evil@origin.test" },
    { id: ghost, email: "eve@origin.test" },
  ]);
  const before = await person("olga@example.test");
  await there.imported(zip);
  expect(await person("olga@example.test")).toEqual(before);
  const [evil, eve] = [await person("evil@origin.test"), await person("eve@origin.test")];
  expect([olga, ghost]).not.toContain(evil!.id);
  expect([olga, ghost]).not.toContain(eve!.id);
  expect(new Set((await members(id)).map(({ user_id }) => user_id))).toEqual(new Set([evil!.id, eve!.id]));
  expect(await ownerOf(id, "evil@origin.test")).toMatchObject({ owner_id: evil!.id, created_by: evil!.id });
  expect(await asOwner(app, "select organization_id from member where user_id = $1", [eve!.id])).toEqual([
    { organization_id: id },
  ]);
});

test("others in the installation have what they had", async () => {
  // But for what is written behind the requests, whenever that is: activity, usage, and seals of earlier events.
  const rows = () =>
    asOwner(
      app,
      "select table_name, (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I where organization_id = any(''{%s,%s}'')', table_name, $1::text, $2::text), false, true, '')))[1]::text as rows from information_schema.columns where table_schema = 'public' and column_name = 'organization_id' and table_name not in ('organization_activity', 'usage_hour') and table_name !~ '^audit_' order by 1",
      [app.organizationId, app.globexId],
    );
  const imports = () =>
    asOwner(app, "select organization_id from audit_event where action = 'IMPORT' and organization_id = any($1)", [
      [app.organizationId, app.globexId],
    ]);
  const before = await rows();
  const { id, zip } = await elsewhere([{ email: "last@origin.test" }]);
  await there.imported(zip);
  expect(await rows()).toEqual(before);
  expect(await imports()).toEqual([]);
  expect(
    await asOwner(app, "select from audit_event where action = 'IMPORT' and organization_id = $1", [id]),
  ).toHaveLength(1);
});
