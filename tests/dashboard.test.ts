import { beforeAll, expect, test } from "vitest";
import { compose } from "../src/compose.ts";
import { loadConfig } from "../src/config.ts";
import { DashboardAnswer } from "../src/observability/dashboard/dashboard.ts";
import { freshMilliseconds } from "../src/observability/dashboard/current-dashboard.ts";
import { readDashboard } from "../src/observability/dashboard/read-dashboard.ts";
import { addUpInstallation, recountInstallation } from "../src/observability/dashboard/installation-counts.ts";
import { addUpUsage } from "../src/billing/quotas.ts";
import { auditSecret, authSecret, clientOf, cookieOf, password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";
import { movedClock } from "./moved-clock.ts";

let app: TestApp;
const clock = movedClock();
const address = "/api/admin/dashboard";

beforeAll(async () => {
  app = await testApp({ clock });
});

/** One that no earlier question has made. */
const look = async (as: TestApp = app) => {
  await expect
    .poll(async () => {
      const { body } = await as.as("olga").get(address);
      return Date.parse(body.timestamp) > Date.now() - freshMilliseconds;
    })
    .toBe(true);
  return as.as("olga").get(address);
};
const looks = async () =>
  Number(
    (await asOwner(app, "select count(*) from audit_event where resource = 'dashboard' and action = 'VIEW'"))[0].count,
  );

test("tells operators, and nobody else, how the installation is", async () => {
  await app.as("mia").post("/api/contacts", { lastName: "Hopper" });
  const { id } = (await app.as("ada").post("/api/documents", { name: "Note" })).body;
  await app
    .as("ada")
    .put(`/api/documents/${id}/content`, new TextEncoder().encode("a note"), { "content-type": "text/plain" });
  await addUpUsage(app.db);
  const { status, body } = await look();
  expect(status).toBe(200);
  expect(DashboardAnswer.parse(body)).toEqual(body);
  expect(body.statistics).toMatchObject({
    organizations: { total: 2, active: 2, suspended: 0, new30Days: 2, byPlan: { FREE: 2, PRO: 0, ENTERPRISE: 0 } },
    users: { total: 6, memberships: 5, new30Days: 6 },
    crm: { contacts: 1, accounts: 0 },
    content: { documents: 1 },
    storage: { bytes: 6, largest: [{ id: app.organizationId, name: "Acme", bytes: 6 }] },
    subscriptions: { status: "not_configured" },
  });
  expect(body.series.growth).toHaveLength(30);
  expect(body.series.growth.at(-1)).toMatchObject({
    organizations: 2,
    newOrganizations: 2,
    records: 2,
    storageBytes: 6,
  });
  expect(body.series.growth.at(-2)).toMatchObject({ organizations: 0, records: 0 });
  expect(body.series.requests).toHaveLength(48);
  expect(body.health.components.map(({ name }: { name: string }) => name)).toContain("database");
  for (const person of ["ada", "mia", "mallory"] as const)
    for (const path of [address, `${address}/live`]) expect((await app.as(person).get(path)).status).toBe(403);
  expect((await app.nobody.get(address)).status).toBe(401);
});

test("tells neither what organizations have nor who is in them", async () => {
  await app.as("mallory").post("/api/contacts", { firstName: "Zenobia", lastName: "Quux", email: "z@quux.example" });
  await expect.poll(async () => (await readAgain()).recentActivity.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const dashboard = await readAgain();
  const text = JSON.stringify(dashboard);
  for (const secret of ["Zenobia", "Quux", "quux.example", "Mallory", "@example.test"])
    expect(text).not.toContain(secret);
  expect(dashboard.recentActivity[0]).toMatchObject({
    organization: { id: expect.any(String), name: expect.any(String) },
  });
});

/** What the endpoint would answer to the first who asks. */
async function readAgain() {
  const services = { db: app.db, clock, health: { read: async () => [] }, settings: { version: "1" } };
  return readDashboard(services as unknown as Parameters<typeof readDashboard>[0]);
}

test("each look is an event of the operator's log, and one who may not look leaves none of it", async () => {
  const before = await looks();
  for (let times = 0; times < 3; times++) await app.as("olga").get(address);
  await app.as("olga").get(`${address}/live`);
  await app.as("ada").get(address);
  expect((await looks()) - before).toBe(4);
});

test("a day later, what came the day before is of the day before", async () => {
  const today = (await readAgain()).series.growth.at(-1)!;
  clock.moveDays(1);
  const { growth, activeDays, requests } = (await readAgain()).series;
  expect(growth.at(-2)).toEqual(today);
  expect(growth.at(-1)).toMatchObject({ organizations: today.organizations, newOrganizations: 0 });
  expect([activeDays.length, requests.length]).toEqual([30, 48]);
  clock.moveDays(-1);
});

test("two processes tell the same, and count each other's requests", async () => {
  const config = loadConfig({
    LOG_LEVEL: "silent",
    PUBLIC_URL: "http://localhost:3000",
    NEXTCRM_DATA: app.dataFolder,
    LIMITS: JSON.stringify({ "sign-in": { limit: 1_000, windowSeconds: 60 } }),
  });
  const second = await compose({
    config,
    database: app.database.serve,
    dataFolder: app.dataFolder,
    authSecret,
    auditSecret,
  });
  try {
    const nobody = clientOf(second, {});
    const signedIn = await nobody.post("/api/auth/sign-in/email", { email: "olga@example.test", password });
    const olga = clientOf(second, { cookie: cookieOf(signedIn) });
    const requests = async () => (await readAgain()).series.requests.reduce((sum, one) => sum + one.requests, 0);
    const before = await requests();
    await app.as("mallory").post("/api/accounts", { name: "Umbrella" });
    const { statistics } = (await olga.get(address)).body;
    expect(statistics.crm).toEqual((await readAgain()).statistics.crm);
    await second.drain();
    expect(await requests()).toBeGreaterThanOrEqual(before + 2);
  } finally {
    await second.drain().catch(() => undefined);
  }
  await addUpInstallation(app.db, clock.now());
  expect(await recountInstallation(app.db, clock.now())).toEqual([]);
});
