import { beforeAll, expect, test } from "vitest";
import { recordTypes } from "../src/crm/record-types.ts";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";

/** Aude, who sees the audit log and nothing else. `every-endpoint.test.ts` has her at each endpoint. */

let app: TestApp;
const logs = "/api/organization/audit-logs";

beforeAll(async () => {
  app = await testApp();
  await app.joinAuditor();
  const account = await app.as("mia").post("/api/accounts", { name: "Wayne" });
  await app.as("mia").post("/api/contacts", { lastName: "Kyle", accountId: account.body.id });
}, 30_000);

test("an auditor reads the log in all its forms, verifies it and takes it along", async () => {
  const aude = app.as("aude");
  const { body } = await aude.get(`${logs}?resource=contact&action=CREATE`);
  expect(body.logs[0].user.name).toBe("Mia");
  await expect.poll(async () => (await aude.get(`${logs}/${body.logs[0].id}/proof`)).body.sequence).not.toBeNull();
  for (const path of [`${logs}?export=csv`, `${logs}/checkpoint`, `${logs}/keys`, `${logs}/tiles/checkpoint`])
    expect((await aude.get(path)).status, path).toBe(200);
  expect((await aude.post(logs, {})).body.totalLogs).toBeGreaterThan(2);
  const { id } = (await aude.post("/api/organization/audit-exports", { format: "jsonl" })).body;
  const state = async () => (await aude.get(`/api/organization/audit-exports/${id}`)).body.status;
  await expect.poll(state, { timeout: 15_000 }).toBe("completed");
  expect((await aude.get(`/api/organization/audit-exports/${id}/file`)).status).toBe(200);
  expect((await aude.post(`/api/organization/audit-exports/${id}/link`)).status).toBe(201);
});

test("what the log says of records is what it said; their names of today are for those who may see records", async () => {
  const names = async (person: "alan" | "aude") =>
    (await app.as(person).get(`${logs}?resource=contact&action=CREATE`)).body.names;
  expect(Object.values(await names("alan"))).toContain("Wayne");
  expect(await names("aude")).toEqual({});
  const { id } = (await app.as("mia").post("/api/accounts", { name: "Held" })).body;
  const hold = { name: "Suit", reason: "Court", scope: "record", recordType: "account", recordId: id };
  expect((await app.as("ada").post("/api/organization/legal-holds", hold)).status).toBe(201);
  const heldBy = async (person: "alan" | "aude") =>
    (await app.as(person).get("/api/organization/legal-holds")).body.holds[0].record;
  expect(await heldBy("alan")).toEqual({ type: "account", id, title: "Held" });
  expect(await heldBy("aude")).toEqual({ type: "account", id, title: null });
});

test("what fields in the log are called is for auditors too, without the way to records", async () => {
  const path = `${logs}/record-types`;
  const { types } = (await app.as("aude").get(path)).body;
  expect(types.map(({ name }: { name: string }) => name)).toEqual(recordTypes.map(({ name }) => name));
  expect(types).toEqual((await app.as("alan").get("/api/record-types")).body.types);
  expect((await app.as("mia").get(path)).status).toBe(403);
});

test("nothing of the records, of search and home, of members and settings", async () => {
  const paths = [
    ...recordTypes.map(({ plural }) => `/api/${plural}`),
    "/api/search?q=Wayne",
    "/api/record-types",
    "/api/saved-views?recordType=account",
    "/api/custom-fields?recordType=account",
    "/api/pipelines",
    "/api/imports",
    "/api/organization/members",
    "/api/organization/invitations",
    "/api/organization/api-keys",
  ];
  for (const path of paths) expect((await app.as("aude").get(path)).status, path).toBe(403);
  const me = (await app.as("aude").get("/api/me")).body;
  expect(me).toMatchObject({ role: "auditor", currentOrganization: { name: "Acme" } });
  expect(me.permissions.toSorted()).toEqual(["audit.read", "organization.read"]);
  expect((await app.as("aude").get("/api/organization")).body.name).toBe("Acme");
});

test("a refusal says who may, and is in the log", async () => {
  const refused = await app.as("aude").get("/api/accounts");
  expect(refused.body.detail).toBe("This needs the role viewer or a higher one; you are auditor.");
  expect((await app.as("mia").get(logs)).body.detail).toMatch(/admin or a higher one, or auditor; you are member/);
});

const invite = (person: "ada" | "alan" | "mia" | "aude", role: string): Promise<Answer> =>
  app.as(person).post("/api/organization/invitations", { email: `${person}.${role}@example.test`, role });

test("owners and admins invite and appoint auditors, others don't, and auditors nobody", async () => {
  expect((await invite("ada", "auditor")).status).toBe(201);
  expect((await invite("alan", "auditor")).status).toBe(201);
  expect((await invite("mia", "auditor")).status).toBe(403);
  for (const role of ["auditor", "viewer"]) expect((await invite("aude", role)).status).toBe(403);
  const victor = `/api/organization/members/${app.userId("victor")}`;
  expect((await app.as("aude").patch(victor, { role: "auditor" })).status).toBe(403);
  expect((await app.as("mia").patch(victor, { role: "auditor" })).status).toBe(403);
  expect((await app.as("alan").patch(victor, { role: "auditor" })).body.role).toBe("auditor");
  expect((await app.as("victor").get("/api/accounts")).status).toBe(403);
  expect((await app.as("victor").get(logs)).status).toBe(200);
  expect((await app.as("alan").patch(victor, { role: "viewer" })).body.role).toBe("viewer");
  expect((await app.as("victor").get(logs)).status).toBe(403);
});

test("a key for the log alone, as long as whoever made it may read the log", async () => {
  const made = await app.as("alan").post("/api/organization/api-keys", { name: "SIEM", role: "auditor" });
  expect(made.status).toBe(201);
  const siem = app.withKey(made.body.key);
  expect((await siem.get(logs)).status).toBe(200);
  expect((await siem.get("/api/accounts")).status).toBe(403);
  expect((await siem.post("/api/organization/audit-exports", { format: "csv" })).status).toBe(202);
  for (const person of ["mia", "aude"] as const)
    expect((await app.as(person).post("/api/organization/api-keys", { name: "K", role: "auditor" })).status).toBe(403);
  // The role of its maker, with which it has nothing in common any more.
  const alan = `/api/organization/members/${app.userId("alan")}`;
  await app.as("ada").patch(alan, { role: "member" });
  expect((await siem.get(logs)).status).toBe(401);
  await app.as("ada").patch(alan, { role: "auditor" });
  expect((await siem.get(logs)).status).toBe(200);
  await app.as("ada").patch(alan, { role: "admin" });
  expect((await siem.get(logs)).status).toBe(200);
});
