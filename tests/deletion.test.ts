import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import { permissions } from "../src/access/permissions.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { newId } from "../src/identifier.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { signedBy } from "../src/privacy/deletion/certificate.ts";
import { auditSecret, password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { made } from "./event-cases/fixtures.ts";
import { movedClock } from "./moved-clock.ts";

const clock = movedClock();
let app: TestApp;
let jobs: Jobs;
const path = "/api/organization/delete";
const wish = { confirmationText: "Acme" };

beforeAll(async () => {
  app = await testApp({ clock });
  jobs = await pgBossJobs({ connection: app.database.serve, failed: (error) => console.error(error) });
  return () => jobs.stop(1_000);
}, 60_000);

const asOwner = <Row>(text: string, parameters: unknown[] = []) =>
  withClient(app.database.owner, async (client) => (await client.query(text, parameters)).rows as Row[]);

/** Mails whose subject has these words, by recipient. */
function mailsAbout(words: string): string[] {
  const folder = join(app.dataFolder, "outbox");
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .filter((mail) => new RegExp(`^Subject:.*${words}`, "m").test(mail.replaceAll(/\r?\n[ \t]+/g, " ")))
    .map((mail) => /^To: .*?([a-z]+)@example\.test/m.exec(mail)![1]!)
    .toSorted();
}

const everybody = ["ada", "alan", "mia", "victor"];

/** Has the job run that the schedule would start, and waits for its end. */
async function tend(): Promise<void> {
  const before = await tended();
  await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    jobs.enqueue(sql, "tend-deletions", {}),
  );
  await expect.poll(tended, { timeout: 30_000 }).toBeGreaterThan(before);
}

async function tended(): Promise<number> {
  const text = "select count(*)::int as done from pgboss.job where name = 'tend-deletions' and state = 'completed'";
  return (await asOwner<{ done: number }>(text))[0]!.done;
}

describe("scheduling", () => {
  test("takes an owner, who has just proved who they are, and the exact name", async () => {
    for (const person of ["alan", "mia", "victor"] as const)
      expect((await app.as(person).post(path, wish)).status).toBe(403);
    const { key } = await made(app.as("ada").post("/api/organization/api-keys", { name: "K", role: "admin" }));
    expect((await app.withKey(key).post(path, wish)).status).toBe(403);
    for (const confirmationText of ["acme", "Acme ", "", "Globex"]) {
      const refused = await app.as("ada").post(path, { confirmationText });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: "confirmationText" }] } });
    }
    await asOwner(`update auth.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [
      app.userId("ada"),
    ]);
    expect(await app.as("ada").post(path, wish)).toMatchObject({
      status: 403,
      body: { type: "/problems/sign-in-again" },
    });
    await made(app.as("ada").post("/api/me/confirm", { password }));
    expect((await app.as("ada").get(path)).body).toMatchObject({ status: "active", isScheduledForDeletion: false });
  });

  test("is refused while a legal hold keeps something", async () => {
    const hold = { name: "Matter", reason: "R", scope: "log" };
    const { id } = await made(app.as("ada").post("/api/organization/legal-holds", hold));
    expect(await app.as("ada").post(path, wish)).toMatchObject({ status: 409, body: { type: "/problems/held" } });
    expect((await app.as("ada").get(path)).body.heldBy).toEqual(["Matter"]);
    await made(app.as("ada").post(`/api/organization/legal-holds/${id}/release`, { reason: "R" }));
    expect((await app.as("ada").get(path)).body.heldBy).toEqual([]);
  });

  test("says what goes, tells everybody, and can be done once", async () => {
    const { id } = await made(app.as("ada").post("/api/documents", { name: "D" }));
    await made(app.as("ada").put(`/api/documents/${id}/content?filename=a.txt`, new TextEncoder().encode("hello")));
    const parent = await made(app.as("ada").post("/api/accounts", { name: "Parent" }));
    await made(app.as("ada").post("/api/accounts", { name: "Child", parentAccountId: parent.id }));
    const stream = { name: "SIEM", url: "https://siem.invalid/events", format: "native" };
    await made(app.as("ada").post("/api/organization/audit-streams", stream));
    const scheduled = await made(app.as("ada").post(path, wish));
    expect(scheduled).toMatchObject({ success: true, retentionDays: 30 });
    expect(scheduled.cancellationDeadline).toBe(scheduled.deleteScheduledAt);
    expect((await app.as("ada").get(path)).body).toMatchObject({
      organizationId: app.organizationId,
      organizationName: "Acme",
      status: "scheduled",
      daysRemaining: 30,
      removesPeople: false,
      willBeDeleted: { records: { accounts: 2, documents: 1 }, members: 4, accounts: 4, files: 1, bytes: 5 },
    });
    expect((await app.as("ada").post(path, wish)).status).toBe(409);
    await expect.poll(() => mailsAbout("Acme will be deleted on")).toEqual(everybody);
  });
});

describe("until its day", () => {
  const writing = endpoints.filter(
    ({ route, may, whileDeleting }) =>
      (permissions as string[]).includes(may) && methodOf(route) !== "GET" && !whileDeleting,
  );
  test.each(writing.map(({ route }) => [route]))("%s is refused", async (route) => {
    const asked = pathOf(route).replaceAll(placeholder, () => newId());
    const answer = await app.as("ada").send(methodOf(route), asked, {});
    expect(answer).toMatchObject({ status: 403, body: { type: "/problems/organization-deleted-soon" } });
  });

  test("PostgreSQL refuses what gets past the endpoints", async () => {
    const { inOrganization } = await import("../src/tenancy/in-organization.ts");
    const { internalOrigin, systemActor } = await import("../src/access/caller.ts");
    const written = inOrganization(
      app.db,
      systemActor(app.organizationId),
      internalOrigin("test"),
      "audited",
      async (work) => {
        await work.sql.query("update account set name = 'Changed' where organization_id = $1", [app.organizationId]);
        work.record({ action: "UPDATE", resource: "account" });
      },
    );
    await expect(written).rejects.toMatchObject({ code: "RDONL" });
  });

  test("people read, export, rename themselves and come and go; nobody joins", async () => {
    expect((await app.as("victor").get("/api/accounts")).body.data).toHaveLength(2);
    expect((await app.as("ada").post("/api/organization/audit-exports", {})).status).toBe(202);
    const { id } = await made(app.as("ada").post("/api/organization/export-data", { format: "json" }));
    const written = async () => (await app.as("ada").get(`/api/organization/export-data/${id}`)).body.status;
    await expect.poll(written, { timeout: 30_000 }).toBe("completed");
    expect((await app.as("mia").patch("/api/me", { name: "Mia M." })).status).toBe(200);
    const body = { email: "mia@example.test", password };
    expect((await app.nobody.post("/api/auth/sign-in/email", body)).status).toBe(200);
    const me = (await app.as("ada").get("/api/me")).body;
    expect(me.currentOrganization.deleteScheduledAt).toMatch(/^\d{4}-/);
    expect(me.permissions).toContain("organization.delete");
    expect(me.permissions).not.toContain("records.write");
  });

  test("keys stop, and say why", async () => {
    const [key] = await asOwner<{ id: string }>("select id from api_key where organization_id = $1", [
      app.organizationId,
    ]);
    expect(key).toBeDefined();
    await made(app.as("ada").delete(path));
    const made2 = await made(app.as("ada").post("/api/organization/api-keys", { name: "K2", role: "viewer" }));
    expect((await app.withKey(made2.key).get("/api/accounts")).status).toBe(200);
    await made(app.as("ada").post(path, wish));
    expect(await app.withKey(made2.key).get("/api/accounts")).toMatchObject({
      status: 403,
      body: { type: "/problems/organization-deleted-soon", deleteScheduledAt: expect.any(String) },
    });
  });

  test("cancelling gives everything back, and tells everybody", async () => {
    expect((await app.as("alan").delete(path)).status).toBe(403);
    await made(app.as("ada").delete(path));
    expect((await app.as("ada").delete(path)).status).toBe(409);
    expect((await app.as("mia").post("/api/accounts", { name: "Again" })).status).toBe(201);
    await expect.poll(() => mailsAbout("Acme will not be deleted").length).toBe(8);
  });
});

describe("when its day comes", () => {
  test("everybody is reminded 7 days and 1 day before, once", async () => {
    await made(app.as("ada").post(path, { ...wish, removePeople: true }));
    await tend();
    clock.moveDays(22.5);
    await tend();
    expect(mailsAbout("Acme will be deleted in")).toEqual([]);
    clock.moveDays(1);
    await Promise.all([tend(), tendAgain()]);
    await expect.poll(() => mailsAbout("Acme will be deleted in 7 days")).toEqual(everybody);
    clock.moveDays(6);
    await tend();
    await tend();
    await expect.poll(() => mailsAbout("Acme will be deleted tomorrow")).toEqual(everybody);
    expect(mailsAbout("Acme will be deleted in")).toEqual(everybody);
  });

  test("a legal hold keeps it, once that is told, until it is released", async () => {
    const hold = { name: "Matter", reason: "R", scope: "log" };
    const { id } = await made(app.as("ada").post("/api/organization/legal-holds", hold));
    clock.moveDays(1);
    await tend();
    const denied = () =>
      asOwner(
        `select leaf from audit_event where resource_id = $1 and action = 'DENIED' and organization_id = '00000000-0000-0000-0000-000000000000'`,
        [app.organizationId],
      );
    await expect.poll(denied).toHaveLength(1);
    expect((await app.as("ada").get("/api/accounts")).status).toBe(200);
    await made(app.as("ada").post(`/api/organization/legal-holds/${id}/release`, { reason: "R" }));
  });

  test("rows go before what they refer to, whichever table it is", async () => {
    const backward = await asOwner(
      `select k.conname from pg_constraint k join tenant_tables() t on t.named::regclass = k.conrelid
        join tenant_tables() target on target.named::regclass = k.confrelid
        where k.contype = 'f' and k.conrelid <> k.confrelid and t.place >= target.place`,
    );
    expect(backward).toEqual([]);
  });

  test("the real job purges it: nothing of it is left, and everything of others", async () => {
    const [globex] = await asOwner("select count(*) from audit_event where organization_id = $1", [app.globexId]);
    await tend();
    const finished = async () => (await app.as("olga").get("/api/admin/erasures")).body.data[0]?.finishedAt ?? null;
    await expect.poll(finished, { timeout: 60_000 }).not.toBeNull();
    const tables = await asOwner<{ name: string }>(
      `select format('%I.%I', c.table_schema, c.table_name) as name from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.column_name = 'organization_id' and t.table_type = 'BASE TABLE' and c.table_schema not like 'pg_%'`,
    );
    expect(tables.length).toBeGreaterThan(60);
    for (const { name } of tables.filter((table) => !/erasure_(certificate|tile)/.test(table.name))) {
      const [row] = await asOwner<{ rows: number }>(
        `select count(*)::int as rows from ${name} where organization_id = $1`,
        [app.organizationId],
      );
      expect(row!.rows, name).toBe(0);
    }
    expect(await asOwner("select from organization where id = $1", [app.organizationId])).toEqual([]);
    expect(await Array.fromAsync(diskStorage(join(app.dataFolder, "files")).list(app.organizationId))).toEqual([]);
    expect(await asOwner("select count(*) from audit_event where organization_id = $1", [app.globexId])).toEqual([
      globex,
    ]);
    expect((await app.as("mallory").get("/api/accounts")).status).toBe(200);
  });

  test("the certificate is signed, tells no person, and is mailed to the owners, whose addresses are forgotten", async () => {
    const [{ certificate }] = (await app.as("olga").get("/api/admin/erasures")).body.data;
    const { publicKey } = ed25519Signer(auditSecret);
    expect(await signedBy(certificate, [publicKey])).not.toBeNull();
    expect(await signedBy(certificate.replace('"after":0', '"after":1'), [publicKey])).toBeNull();
    const said = JSON.parse(certificate.slice(0, certificate.indexOf("\n\n")));
    expect(said).toMatchObject({
      format: "nextcrm-erasure-certificate/1",
      organizationId: app.organizationId,
      files: { after: 0 },
      accountsRemoved: 4,
      auditLog: { checkpoint: expect.stringContaining(`nextcrm/audit/${app.organizationId}\n`) },
    });
    expect(said.files.before).toBeGreaterThan(0);
    expect(said.tables["public.account"]).toEqual({ before: 3, after: 0 });
    expect(said.tables["public.audit_event"].before).toBeGreaterThan(20);
    expect(Object.values(said.tables as Record<string, { after: number }>).every(({ after }) => after === 0)).toBe(
      true,
    );
    for (const word of ["Acme", "Ada", "ada@", "Mia"]) expect(certificate).not.toContain(word);
    await expect.poll(() => mailsAbout("Acme was deleted")).toEqual(["ada"]);
    expect(await asOwner("select from erasure_certificate where owners is not null or people is not null")).toEqual([]);
  });

  test("the accounts of those who were in nothing else are gone; Mallory's and Olga's are there", async () => {
    const people = await asOwner<{ email: string }>(`select email from auth."user" order by email`);
    expect(people.map(({ email }) => email)).toEqual(["mallory@example.test", "olga@example.test"]);
    const told = await asOwner<{ disclosure: string }>(
      "select disclosure from audit_disclosure where organization_id = '00000000-0000-0000-0000-000000000000'",
    );
    expect(told.filter(({ disclosure }) => /(ada|alan|mia|victor)@example/.test(disclosure))).toEqual([]);
    expect((await app.as("ada").get("/api/me")).status).toBe(401);
  });

  test("what is told late of it is not kept", async () => {
    const { appendEvents, eventOf } = await import("../src/audit/append.ts");
    const { internalOrigin, systemActor } = await import("../src/access/caller.ts");
    const late = [app.organizationId, app.globexId].map((id) =>
      eventOf(systemActor(id), internalOrigin("test"), { action: "VIEW", resource: "late" }),
    );
    await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, late));
    const kept = await asOwner<{ organization_id: string }>(
      "select organization_id from audit_event where resource = 'late'",
    );
    expect(kept).toEqual([{ organization_id: app.globexId }]);
    expect(await asOwner("select from audit_disclosure where organization_id = $1", [app.organizationId])).toEqual([]);
  });

  test("what a process that stood still left behind goes with the next look", async () => {
    await asOwner("insert into audit_count values ($1, '2026-01-01', 'VIEW', 'x', 'success', 1)", [app.organizationId]);
    await diskStorage(join(app.dataFolder, "files")).write(
      `documents/${app.organizationId}/x`,
      (async function* () {})(),
    );
    clock.moveDays(0.1);
    await tend();
    expect(await asOwner("select from audit_count where organization_id = $1", [app.organizationId])).toEqual([]);
    expect(await Array.fromAsync(diskStorage(join(app.dataFolder, "files")).list(app.organizationId))).toEqual([]);
  });
});

/** Asks for the job once more, at the same time as another. */
async function tendAgain(): Promise<void> {
  await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    jobs.enqueue(sql, "tend-deletions", {}),
  );
}
