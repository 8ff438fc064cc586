import { beforeAll, expect, test } from "vitest";
import { newId } from "../src/identifier.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

const token = "a-token-of-tests-for-metrics";
let app: TestApp;
const bearer = { authorization: `Bearer ${token}` };
const scrape = async () => (await app.nobody.get("/api/metrics", bearer)).text;
const seriesOf = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const ours = (text: string) =>
  seriesOf(text)
    .map((line) => line.slice(0, line.lastIndexOf(" ")))
    .filter((name) => /^(http|nextcrm|db)_/.test(name));
const valueOf = (text: string, name: string) =>
  Number(
    seriesOf(text)
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1),
  );

beforeAll(async () => {
  app = await testApp({ environment: { METRICS_TOKEN: token } });
});

test("only who sends the token is told", async () => {
  expect((await app.nobody.get("/api/metrics")).status).toBe(401);
  expect((await app.nobody.get("/api/metrics", { authorization: `Bearer ${token}x` })).status).toBe(401);
  expect((await app.as("olga").get("/api/metrics")).status).toBe(401);
  const told = await app.nobody.get("/api/metrics", bearer);
  expect([told.status, told.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
});

test("requests are counted by declared route, method and status", async () => {
  const name =
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/api/accounts/{id}",http_response_status_code="404"}';
  const before = valueOf(await scrape(), name) || 0;
  for (let times = 0; times < 3; times++) await app.as("ada").get(`/api/accounts/${newId()}`);
  expect(valueOf(await scrape(), name)).toBe(before + 3);
  expect(await scrape()).toMatch(
    /nextcrm_rate_limit_decisions_total\{policy="interactive",outcome="allowed",backend="own"\} \d+/,
  );
});

test("the queue, the log and the pools are told, and organizations by plan", async () => {
  const text = await scrape();
  for (const name of [
    'db_client_connection_count{db_client_connection_pool_name="requests",db_client_connection_state="idle"}',
    'db_client_connection_max{db_client_connection_pool_name="requests"}',
    'nextcrm_job_queue_size{kind="send-mail",state="waiting"}',
    'nextcrm_job_queue_oldest_seconds{kind="send-mail"}',
    "nextcrm_audit_oldest_unsealed_seconds",
    "nextcrm_audit_sealed_events_total",
    "nextcrm_audit_reads_spilled",
    'nextcrm_organizations{plan="FREE",status="active"}',
    "nodejs_eventloop_lag_p99_seconds",
    "process_resident_memory_bytes",
  ])
    expect(valueOf(text, name), name).toBeGreaterThanOrEqual(0);
});

test("ids, tenants, people and made-up methods and addresses make no series", async () => {
  const calls = async () => {
    for (const person of ["ada", "mallory", "mia"] as const) await app.as(person).get(`/api/contacts/${newId()}`);
    await app.nobody.get(`/api/${newId()}`);
    await app.nobody.send("PURGE", `/api/${newId()}`);
    await app.nobody.send("BREW", `/api/contacts/${newId()}`);
    await app.nobody.get(`/${newId()}`);
  };
  await calls();
  // What this test asks makes series, too.
  await scrape();
  const before = ours(await scrape());
  for (let times = 0; times < 5; times++) await calls();
  const after = await scrape();
  expect(ours(after).toSorted()).toEqual(before.toSorted());
  expect(after).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}|example\.test|Acme|Globex|PURGE|BREW/);
  expect(after).toContain('http_request_method="_OTHER"');
});

test("OpenMetrics for who asks for it", async () => {
  const told = await app.nobody.get("/api/metrics", {
    ...bearer,
    accept: "application/openmetrics-text; version=1.0.0",
  });
  expect(told.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  expect(told.text).toMatch(/^# TYPE nextcrm_audit_sealed_events counter$/m);
  expect(told.text.endsWith("# EOF\n")).toBe(true);
});

test("without a token only this machine is told, and nothing that came through a proxy", async () => {
  const open = await testApp();
  expect((await open.nobody.get("/api/metrics")).status).toBe(200);
  for (const field of ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
    expect((await open.nobody.get("/api/metrics", { [field]: "127.0.0.1" })).status, field).toBe(403);
  const far = await open.application.fetch(new Request("http://localhost:3000/api/metrics"), {
    socketAddress: "192.0.2.1",
  });
  expect(far.status).toBe(403);
});
