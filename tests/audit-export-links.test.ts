import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { removeAbandonedFiles } from "../src/crm/abandoned-files.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { expireExports } from "../src/exports/end.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

/** Exports and their links over HTTP, with the product's own jobs. */

let app: TestApp;
const base = "/api/organization/audit-exports";

beforeAll(async () => {
  app = await testApp();
  await app.as("mia").post("/api/accounts", { name: "Wayne" });
}, 30_000);

async function finished(body: object = {}): Promise<string> {
  const asked = await app.as("alan").post(base, body);
  expect(asked, asked.text).toMatchObject({ status: 202, body: { status: "queued", restarts: 0, failure: null } });
  const { id } = asked.body;
  await expect.poll(async () => (await app.as("alan").get(`${base}/${id}`)).body.status, wait).toBe("completed");
  return id;
}
const wait = { timeout: 15_000 };

async function linkTo(id: string): Promise<string> {
  const made = await app.as("alan").post(`${base}/${id}/link`);
  expect(made.status).toBe(201);
  const url = new URL(made.body.url);
  expect(url.pathname).toBe("/audit-export");
  return url.hash.slice(1);
}

const sql = (text: string, values: unknown[]) =>
  inOrganization(app.db, systemActor(app.organizationId), internalOrigin("test"), "audited", (work) => {
    work.record({ action: "UPDATE", resource: "test" });
    return work.sql.query(text, values);
  });

test("an export is asked for, written, listed and downloaded, each with its event", async () => {
  const id = await finished({ format: "jsonl", filter: { resource: "account" }, expiresInDays: 3 });
  const { exports } = (await app.as("ada").get(base)).body;
  expect(exports[0]).toMatchObject({
    id,
    status: "completed",
    filter: { resource: "account" },
    requestedBy: { id: app.userId("alan"), name: "alan" },
    link: null,
  });
  expect(Date.parse(exports[0].expiresAt) - Date.parse(exports[0].createdAt)).toBe(3 * 86_400_000);
  const file = await app.as("ada").get(`${base}/${id}/file`);
  expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-log-\d{4}-\d\d-\d\d\.jsonl"/);
  expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(exports[0].sha256);
  expect(file.bytes.byteLength).toBe(exports[0].size);
  const part = await app.as("ada").get(`${base}/${id}/file`, { range: "bytes=2-9" });
  expect([part.status, part.text]).toEqual([206, file.text.slice(2, 10)]);
  const logs = (query: string) => app.as("alan").get(`/api/organization/audit-logs?resource=audit_export&${query}`);
  await expect.poll(async () => (await logs(`resourceId=${id}&action=EXPORT`)).body.logs.length).toBe(4);
  const told = (await logs(`resourceId=${id}&action=EXPORT`)).body.logs;
  expect(told.at(-1)).toMatchObject({ user: { id: app.userId("alan") }, context: { filter: ["resource"] } });
  expect(told.at(-2)).toMatchObject({ actor: { type: "system" }, context: { sha256: exports[0].sha256 } });
});

test("bad wishes name their field; others see nothing and may nothing", async () => {
  for (const [body, field] of [
    [{ format: "xml" }, "format"],
    [{ filter: { ip: "somewhere" } }, "filter.ip"],
    [{ filter: { page: "1" } }, "filter"],
    [{ expiresInDays: 31 }, "expiresInDays"],
    [{ expiresInDays: 0.5 }, "expiresInDays"],
  ] as const) {
    const answer = await app.as("alan").post(base, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toContain(field);
  }
  const id = await finished({ format: "csv" });
  for (const person of ["mia", "victor"] as const) expect((await app.as(person).get(base)).status).toBe(403);
  for (const path of [`${base}/${id}`, `${base}/${id}/file`])
    expect((await app.as("mallory").get(path)).status).toBe(404);
  expect((await app.as("mallory").post(`${base}/${id}/link`)).status).toBe(404);
  expect((await app.as("mallory").get(base)).body.exports).toEqual([]);
});

test("a fourth has to wait for one of three, which can be cancelled", async () => {
  const three = [
    await finished({ format: "csv" }),
    await finished({ format: "csv" }),
    await finished({ format: "csv" }),
  ];
  for (const id of three)
    await sql("update audit_export set status = 'queued' where organization_id = $1 and id = $2", [
      app.organizationId,
      id,
    ]);
  const fourth = await app.as("alan").post(base, { format: "csv" });
  expect([fourth.status, fourth.body.detail]).toEqual([409, expect.stringMatching(/^3 exports/)]);
  for (const id of three) {
    expect((await app.as("alan").post(`${base}/${id}/cancel`)).body.status).toBe("cancelled");
    expect((await app.as("alan").post(`${base}/${id}/cancel`)).status).toBe(409);
    expect((await app.as("alan").get(`${base}/${id}/file`)).status).toBe(409);
    expect((await app.as("alan").post(`${base}/${id}/link`)).status).toBe(409);
  }
});

test("a link opens the file for whoever holds it, counted and logged, until it is replaced or revoked", async () => {
  const id = await finished({ format: "jsonl" });
  const token = await linkTo(id);
  expect(token).toMatch(/^[\w-]{43}$/);
  const shown = await app.nobody.get(`/api/audit-exports/${token}`);
  const { exports } = (await app.as("ada").get(base)).body;
  const own = exports.find((one: { id: string }) => one.id === id);
  const { events, size, sha256, createdAt, expiresAt } = own;
  expect(shown.body).toMatchObject({ organizationName: "Acme", format: "jsonl", events, size, sha256 });
  expect(shown.body).toMatchObject({ createdAt, expiresAt, checkpoint: expect.stringContaining("nextcrm/audit/") });
  expect(Object.keys(shown.body)).not.toContain("id");
  const file = await app.nobody.get(`/api/audit-exports/${token}/file`, { "user-agent": "Auditor/1" });
  expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(sha256);
  expect(file.headers.get("cache-control")).toBe("no-store");
  const range = { range: "bytes=0-0" };
  expect((await app.nobody.get(`/api/audit-exports/${token}/file`, range)).status).toBe(206);
  expect((await app.nobody.send("HEAD", `/api/audit-exports/${token}/file`)).status).toBe(200);
  expect((await app.as("ada").get(`${base}/${id}`)).body.link).toEqual({ createdAt: expect.any(String), downloads: 2 });
  const { logs } = (await app.as("alan").get(`/api/organization/audit-logs?resourceId=${id}&action=EXPORT`)).body;
  const downloads = logs.filter((log: { actor: { type: string } }) => log.actor.type === "anonymous");
  expect(downloads).toHaveLength(2);
  expect(downloads[1]).toMatchObject({ ipAddress: "127.0.0.1", userAgent: "Auditor/1", context: { export: id } });

  const next = await linkTo(id);
  expect((await app.nobody.get(`/api/audit-exports/${token}`)).status).toBe(404);
  expect((await app.nobody.get(`/api/audit-exports/${next}`)).status).toBe(200);
  expect((await app.as("alan").delete(`${base}/${id}/link`)).status).toBe(204);
  expect((await app.as("alan").delete(`${base}/${id}/link`)).status).toBe(404);

  // All that opens nothing is answered alike.
  const without = ({ status, text }: { status: number; text: string }) =>
    `${status} ${text.replaceAll(/"requestId":"[^"]*"/g, "")}`;
  const tokens = [next, token, "x".repeat(43), "x", "%00", "y".repeat(3_000), id];
  const answers = await Promise.all(tokens.map((one) => app.nobody.get(`/api/audit-exports/${one}`)));
  const files = await Promise.all(tokens.map((one) => app.nobody.get(`/api/audit-exports/${one}/file`)));
  expect(new Set([...answers, ...files].map(without)).size).toBe(1);
  expect(answers[0]!.status).toBe(404);
});

test("the token is nowhere but in the link", async () => {
  const id = await finished({ format: "csv" });
  const token = await linkTo(id);
  await app.nobody.get(`/api/audit-exports/${token}/file`);
  await app.as("alan").get(`/api/audit-exports/${token}`);
  await expect
    .poll(async () => (await app.as("alan").get(`/api/organization/audit-logs?search=${token}`)).body.logs)
    .toEqual([]);
  const all = await app.as("alan").get("/api/organization/audit-logs?export=jsonl");
  expect(all.text).not.toContain(token);
  const rows = await sql("select * from audit_export where organization_id = $1", [app.organizationId]);
  expect(JSON.stringify(rows)).not.toContain(token);
  const key = { "idempotency-key": "link-once" };
  const [first, again] = [
    await app.as("alan").post(`${base}/${id}/link`, undefined, key),
    await app.as("alan").post(`${base}/${id}/link`, undefined, key),
  ];
  expect([first.body.url === undefined, again.body]).toEqual([false, {}]);
});

test("at its time an export and its link end at once, and the sweep takes the bytes", async () => {
  const id = await finished({ format: "csv", filter: { search: "Wayne" } });
  const token = await linkTo(id);
  const storage = diskStorage(`${app.dataFolder}/files`);
  const [row] = (await sql("select storage_key from audit_export where id = $1", [id])) as { storage_key: string }[];
  expect(await storage.read(row!.storage_key)).not.toBeNull();
  await sql("update audit_export set expires_at = now() where organization_id = $1 and id = $2", [
    app.organizationId,
    id,
  ]);
  await sql("update abandoned_file set remove_after = now() where organization_id = $1 and storage_key = $2", [
    app.organizationId,
    row!.storage_key,
  ]);
  expect((await app.nobody.get(`/api/audit-exports/${token}/file`)).status).toBe(404);
  expect((await app.as("alan").get(`${base}/${id}/file`)).status).toBe(410);
  expect((await app.as("alan").post(`${base}/${id}/link`)).status).toBe(410);
  await expireExports(app.db);
  await removeAbandonedFiles({ db: app.db, storage });
  expect((await app.as("alan").get(`${base}/${id}`)).body).toMatchObject({ status: "expired", link: null, filter: {} });
  expect(await storage.read(row!.storage_key)).toBeNull();
});

test("what is removed takes its file and its link along", async () => {
  const id = await finished({ format: "json" });
  const token = await linkTo(id);
  expect((await app.as("alan").delete(`${base}/${id}`)).status).toBe(204);
  expect((await app.as("alan").get(`${base}/${id}`)).status).toBe(404);
  expect((await app.nobody.get(`/api/audit-exports/${token}`)).status).toBe(404);
});

test("a link opens nothing once whoever made it may not read the log, and opens again when they may", async () => {
  const token = await linkTo(await finished({ format: "csv" }));
  const opened = async () => (await app.nobody.get(`/api/audit-exports/${token}/file`)).status;
  const become = (role: string) =>
    sql("update member set role = $3 where organization_id = $1 and user_id = $2", [
      app.organizationId,
      app.userId("alan"),
      role,
    ]);
  expect(await opened()).toBe(200);
  await become("member");
  expect(await opened()).toBe(404);
  await become("auditor");
  expect(await opened()).toBe(200);
  await become("admin");
});

test("an address that tries links is limited, for what the link tells and for the file alike", async () => {
  const usual = await testApp({
    environment: { LIMITS: '{"export-link": {"limit": 3, "windowSeconds": 600}}' },
    usualLimits: true,
  });
  const paths = ["/api/audit-exports/none", "/api/audit-exports/none/file", "/api/audit-exports/other"];
  for (const path of paths) expect((await usual.nobody.get(path)).status, path).toBe(404);
  for (const path of paths) {
    const refused = await usual.nobody.get(path);
    expect(refused, path).toMatchObject({ status: 429, body: { type: "/problems/rate-limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  // Whoever is signed in has no allowance of their own there.
  expect((await usual.as("ada").get(paths[0]!)).status).toBe(429);
}, 60_000);
