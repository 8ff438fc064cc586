import { expect, test } from "vitest";
import { describeSettings } from "../src/config.ts";
import { testApp } from "./app.ts";
import { made } from "./event-cases/fixtures.ts";

const app = await testApp();

test("settings are told whole, and no secret among them", async () => {
  process.env.AUTH_SECRET = "a secret that nobody may see, of 40 letters";
  process.env.DATABASE_OWNER_URL = "postgres://owner:hidden-password@db.example/crm";
  try {
    const answer = await app.as("olga").get("/api/admin/settings");
    const { settings, versions, keys } = await made(Promise.resolve(answer));
    expect(settings.map(({ name }: { name: string }) => name)).toEqual(describeSettings().map(({ name }) => name));
    expect(answer.text).not.toMatch(/nobody may see|hidden-password/);
    expect(answer.text).toContain("db.example");
    expect(versions).toMatchObject({ node: process.versions.node });
    for (const { fingerprint } of keys) expect(fingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  } finally {
    delete process.env.AUTH_SECRET;
    delete process.env.DATABASE_OWNER_URL;
  }
});

test("the doctor in the browser looks at what the command looks at", async () => {
  const { checks } = await made(app.as("olga").post("/api/admin/doctor"));
  const names = checks.map(({ name }: { name: string }) => name);
  for (const name of ["Program", "Web app", "Data folder", "Signing secret", "Limits", "Mail"])
    expect(names).toContain(name);
  expect(checks).toContainEqual({ name: "Program", well: true, found: expect.stringContaining(process.versions.node) });
});
