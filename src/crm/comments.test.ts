import { beforeAll, expect, test } from "vitest";
import { testApp } from "../../tests/app.ts";
import type { TestApp } from "../../tests/app.ts";

let app: TestApp;
let path: string;

beforeAll(async () => {
  app = await testApp();
  path = `/api/accounts/${(await app.as("ada").post("/api/accounts", { name: "Globex" })).body.id}/comments`;
}, 60_000);

test("people comment on a record; authors and admins take a comment back", async () => {
  const first = await app.as("mia").post(path, { body: "Call them" });
  expect(first).toMatchObject({ status: 201, body: { body: "Call them", author: "Mia" } });
  const second = await app.as("ada").post(path, { body: "Done" });
  const page = await app.as("victor").get(`${path}?limit=1`);
  expect(page.body).toMatchObject({ data: [{ body: "Done" }], nextCursor: second.body.id });
  expect((await app.as("victor").get(`${path}?limit=1&cursor=${page.body.nextCursor}`)).body).toMatchObject({
    data: [{ body: "Call them" }],
    nextCursor: null,
  });
  expect(await app.as("victor").post(path, { body: "No" })).toMatchObject({ status: 403 });
  expect(await app.as("mia").delete(`${path}/${second.body.id}`)).toMatchObject({ status: 403 });
  expect(await app.as("alan").delete(`${path}/${first.body.id}`)).toMatchObject({ status: 204 });
  expect(await app.as("alan").delete(`${path}/${first.body.id}`)).toMatchObject({ status: 404 });
  expect(await app.as("mallory").get(path)).toMatchObject({ status: 404 });
});
