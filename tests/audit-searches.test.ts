import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const path = "/api/organization/audit-searches";
beforeAll(async () => {
  app = await testApp();
}, 30_000);

const namesFor = async (person: "ada" | "alan") =>
  (await app.as(person).get(path)).body.searches.map(({ name }: { name: string }) => name);

test("a search is one's own until it is shared, and comes back as it was kept", async () => {
  const filters = { action: "EXPORT", period: "30d", search: "a = b" };
  const made = await app.as("ada").post(path, { name: "Exports", filters });
  expect(made).toMatchObject({ status: 201, body: { name: "Exports", shared: false, filters } });
  expect(await namesFor("alan")).toEqual([]);
  await app.as("ada").patch(`${path}/${made.body.id}`, { shared: true, filters: { action: "IMPORT" } });
  expect((await app.as("alan").get(path)).body.searches).toMatchObject([
    { shared: true, filters: { action: "IMPORT" } },
  ]);
  expect((await app.as("ada").post(path, { name: "EXPORTS", filters: {} })).status).toBe(409);
  expect((await app.as("mallory").get(path)).body.searches).toEqual([]);
  expect((await app.as("alan").delete(`${path}/${made.body.id}`)).status).toBe(204);
  expect(await namesFor("ada")).toEqual([]);
});

test("searches of the log are nobody's business who may not read it, and no views of lists", async () => {
  const { id } = (await app.as("ada").post(path, { name: "Denials", shared: true, filters: { outcome: "denied" } }))
    .body;
  const view = { recordType: "account", name: "Denials", shared: true, definition: {} };
  const { id: viewId } = (await app.as("ada").post("/api/saved-views", view)).body;
  expect((await app.as("mia").get(path)).status).toBe(403);
  const views = (await app.as("mia").get("/api/saved-views")).body.data;
  expect(views.map((one: { id: string }) => one.id)).toEqual([viewId]);
  expect((await app.as("ada").patch(`/api/saved-views/${id}`, { name: "Mine" })).status).toBe(404);
  expect((await app.as("ada").delete(`${path}/${viewId}`)).status).toBe(404);
  expect((await app.as("mia").get("/api/saved-views?recordType=audit_log")).status).toBe(400);
});
