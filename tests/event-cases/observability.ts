import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { newId } from "../../src/identifier.ts";
import type { TestApp } from "../app.ts";
import { makeArchive } from "../aged-log.ts";
import { asOwner, made, nobodyIn } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";

/** The oldest event, once it has its place. */
async function sealed(app: TestApp): Promise<string> {
  const path = "/api/organization/audit-logs";
  await expect.poll(async () => (await app.as("ada").get(`${path}/checkpoint`)).status).toBe(200);
  const { logs, pagination } = await made(app.as("ada").get(`${path}?limit=1`));
  expect(logs).toHaveLength(1);
  return (await made(app.as("ada").get(`${path}?limit=1&page=${pagination.totalCount}`))).logs[0].id;
}

async function hold(app: TestApp): Promise<string> {
  const body = { name: "Matter", reason: "R", scope: "user", userId: app.userId("victor") };
  return (await made(app.as("ada").post("/api/organization/legal-holds", body))).id;
}

const exportsPath = "/api/organization/audit-exports";

/** An export that is ready to be downloaded. */
async function exported(app: TestApp): Promise<string> {
  const { id } = await made(app.as("ada").post(exportsPath, {}));
  await expect
    .poll(async () => (await app.as("ada").get(`${exportsPath}/${id}`)).body.status, { timeout: 20_000 })
    .toBe("completed");
  return id;
}

async function linked(app: TestApp): Promise<{ id: string; token: string }> {
  const id = await exported(app);
  const { url } = await made(app.as("ada").post(`${exportsPath}/${id}/link`));
  return { id, token: url.slice(url.indexOf("#") + 1) };
}

/** One that waits for a process that will not come. */
async function waiting(app: TestApp): Promise<string> {
  const id = await exported(app);
  await asOwner(app, "update audit_export set status = 'queued', completed_at = null where id = $1", [id]);
  return id;
}

/** An alert that is over. */
async function raised(app: TestApp): Promise<string> {
  const id = newId();
  await asOwner(
    app,
    "insert into alert (id, rule, severity, raised_at, resolved_at, ended, value, worst, threshold) values ($1, 'error_rate', 'critical', now(), now(), 'resolved', 7, 7, 5)",
    [id],
  );
  return id;
}

export const holdsAndExports: Cases = {
  "GET /api/organization/legal-holds": () => ({}),
  "POST /api/organization/legal-holds": (app) => ({
    body: { name: "Matter", reason: "R", scope: "user", userId: app.userId("victor") },
  }),
  "GET /api/organization/legal-holds/{id}": async (app) => ({ at: await hold(app) }),
  "POST /api/organization/legal-holds/{id}/release": async (app) => ({ at: await hold(app), body: { reason: "R" } }),
  "POST /api/organization/audit-exports": () => ({ body: {} }),
  "GET /api/organization/audit-exports": () => ({}),
  "GET /api/organization/audit-exports/{id}": async (app) => ({ at: await exported(app) }),
  "GET /api/organization/audit-exports/{id}/file": async (app) => ({ at: await exported(app) }),
  "POST /api/organization/audit-exports/{id}/link": async (app) => ({ at: await exported(app) }),
  "DELETE /api/organization/audit-exports/{id}/link": async (app) => ({ at: (await linked(app)).id }),
  "POST /api/organization/audit-exports/{id}/cancel": async (app) => ({ at: await waiting(app) }),
  "DELETE /api/organization/audit-exports/{id}": async (app) => ({ at: await exported(app) }),
  "GET /api/audit-exports/{token}": async (app) => ({ as: nobodyIn(app), at: (await linked(app)).token }),
  "GET /api/audit-exports/{token}/file": async (app) => {
    const { id, token } = await linked(app);
    return { as: nobodyIn(app), at: token, about: () => id };
  },
};

/** Something that failed. */
async function fault(app: TestApp): Promise<string> {
  const fingerprint = newId().replaceAll("-", "");
  await asOwner(
    app,
    "insert into recorded_error (fingerprint, about, routes, seen, first_seen, last_seen) values ($1, 'A', '{}', 1, now(), now())",
    [fingerprint],
  );
  return fingerprint;
}

export const retention: Cases = {
  "GET /api/organization/audit-retention": () => ({}),
  "PATCH /api/organization/audit-retention": (app) => ({ body: { days: 60 }, about: () => app.organizationId }),
  "GET /api/organization/audit-retention/preview": () => ({ query: "?days=60" }),
  "GET /api/organization/audit-archives": () => ({}),
  "GET /api/organization/audit-archives/{id}/file": async (app) => ({ at: await makeArchive(app) }),
};

const streamsPath = "/api/organization/audit-streams";
/** Where nobody listens. */
const nowhere = "http://127.0.0.1:9/";

async function stream(app: TestApp, url = nowhere): Promise<string> {
  return (await made(app.as("ada").post(streamsPath, { name: "SIEM", url }))).id;
}

export const streams: Cases = {
  "GET /api/organization/audit-streams": () => ({}),
  "POST /api/organization/audit-streams": () => ({ body: { name: "SIEM", url: nowhere } }),
  "GET /api/organization/audit-streams/{id}": async (app) => ({ at: await stream(app) }),
  "PATCH /api/organization/audit-streams/{id}": async (app) => ({ at: await stream(app), body: { name: "Other" } }),
  "DELETE /api/organization/audit-streams/{id}": async (app) => ({ at: await stream(app) }),
  "POST /api/organization/audit-streams/{id}/rotate-secret": async (app) => ({ at: await stream(app) }),
  "POST /api/organization/audit-streams/{id}/test": async (app) => {
    const receiver = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const { port } = receiver.address() as AddressInfo;
    const after = async () => void receiver.close();
    return { at: await stream(app, `http://127.0.0.1:${port}/`), after };
  },
};

const search = async (app: TestApp) =>
  (await made(app.as("ada").post("/api/organization/audit-searches", { name: `S${newId()}`, filters: {} }))).id;

export const observability: Cases = {
  "GET /api/organization/audit-logs": () => [{}, { query: "?export=jsonl" }, { query: "?export=jsonl&purpose=verify" }],
  "POST /api/organization/audit-logs": () => ({ body: {} }),
  "GET /api/organization/audit-logs/live": async (app) => {
    await sealed(app);
    return { query: "?afterSequence=-1" };
  },
  "GET /api/organization/audit-logs/checkpoint": () => ({}),
  "GET /api/organization/audit-logs/checkpoints": () => ({}),
  "GET /api/organization/audit-logs/tiles/checkpoint": () => ({}),
  "GET /api/organization/audit-logs/tiles/tile/entries/{path*}": async (app) => {
    await sealed(app);
    return { at: "000.p/1", about: () => undefined };
  },
  "GET /api/organization/audit-logs/tiles/tile/{path*}": async (app) => {
    await sealed(app);
    return { at: "0/000.p/1" };
  },
  "GET /api/organization/audit-logs/keys": () => ({}),
  "GET /api/organization/audit-logs/unsealed": () => ({}),
  "GET /api/organization/audit-logs/sealing": () => ({}),
  "GET /api/organization/audit-logs/consistency": async (app) => {
    await sealed(app);
    return { query: "?from=1" };
  },
  "GET /api/organization/audit-logs/{id}/proof": async (app) => ({ at: await sealed(app) }),
  "GET /api/organization/audit-searches": () => ({}),
  "POST /api/organization/audit-searches": () => ({ body: { name: `S${newId()}`, filters: { action: "EXPORT" } } }),
  "PATCH /api/organization/audit-searches/{id}": async (app) => ({ at: await search(app), body: { shared: true } }),
  "DELETE /api/organization/audit-searches/{id}": async (app) => ({ at: await search(app) }),
  "GET /api/rate-limit": () => ({}),
  "GET /api/organization/usage": () => ({}),
  "POST /api/reports": (app) => ({ as: nobodyIn(app), body: { "csp-report": {} } }),
  "GET /api/admin/dashboard": () => ({ as: "olga" }),
  "GET /api/admin/dashboard/live": () => ({ as: "olga" }),
  "GET /api/admin/alerts": () => ({ as: "olga" }),
  "GET /api/admin/alerts/count": () => ({ as: "olga" }),
  "PATCH /api/admin/alerts/rules/{name}": () => ({ as: "olga", at: "error_rate", body: { threshold: 6 } }),
  "POST /api/admin/alerts/{id}/silence": async (app) => ({
    as: "olga",
    at: await raised(app),
    body: { until: new Date(Date.now() + 60_000).toISOString(), reason: "R" },
  }),
  "DELETE /api/admin/alerts/{id}/silence": async (app) => ({ as: "olga", at: await raised(app) }),
  "GET /api/admin/reports": () => ({ as: "olga" }),
  "DELETE /api/admin/reports": () => ({ as: "olga" }),
  "GET /api/admin/errors": () => ({ as: "olga" }),
  "GET /api/admin/audit-logs": () => ({ as: "olga" }),
  "GET /api/admin/errors/{fingerprint}": async (app) => ({ as: "olga", at: await fault(app) }),
  "PATCH /api/admin/errors/{fingerprint}": async (app) => ({
    as: "olga",
    at: await fault(app),
    body: { resolved: true },
  }),
  "GET /api/health": () => ({}),
  "POST /api/health": () => ({}),
  "GET /api/livez": () => ({}),
  "GET /api/metrics": () => ({}),
  "GET /api/readyz": () => ({}),
};
