import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner, made } from "./event-cases/fixtures.ts";
import { startTraceReceiver } from "./trace-receiver.ts";
import type { ReceivedSpan, TraceReceiver } from "./trace-receiver.ts";

let receiver: TraceReceiver;
let app: TestApp;
const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentId = "b7ad6b7169203331";
const sampled = { traceparent: `00-${traceId}-${parentId}-01` };
const named = (name: string) => receiver.spans.filter((span) => span.name === name);
const until = (look: () => unknown) => expect.poll(look, { timeout: 20_000 });

beforeAll(async () => {
  receiver = await startTraceReceiver();
  app = await testApp({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_SERVICE_NAME: "crm" } });
});

test("a request with its statements, in the trace of whoever sent it", async () => {
  const account = { name: "Lovelace Engines", website: "https://ada.example/?q=secret" };
  const answer = await app.as("ada").post("/api/accounts", account, { ...sampled, "user-agent": "Adas-Browser" });
  expect(answer.status, answer.text).toBe(201);
  await until(() => named("POST /api/accounts")).toHaveLength(1);
  const [request] = named("POST /api/accounts") as [ReceivedSpan];
  expect(request).toMatchObject({
    traceId,
    parentId,
    kind: 2,
    status: 0,
    attributes: {
      "http.request.method": "POST",
      "http.route": "/api/accounts",
      "http.response.status_code": 201,
      "url.scheme": "http",
      "nextcrm.request_id": answer.headers.get("x-request-id"),
    },
  });
  const inside = () => receiver.spans.filter((span) => span.parentId === request.spanId);
  await until(() => inside().map(({ name }) => name)).toEqual(
    expect.arrayContaining(["INSERT account", "INSERT audit_event", "COMMIT"]),
  );
  const insert = inside().find(({ name }) => name === "INSERT account")!;
  expect(insert).toMatchObject({
    traceId,
    kind: 3,
    attributes: { "db.system.name": "postgresql", "db.operation.name": "INSERT", "db.collection.name": "account" },
  });
  expect(insert.attributes["db.query.text"]).toMatch(/insert into account .*\$1/);
  expect(receiver.resource()).toMatchObject({ "service.name": "crm" });
});

test("a job with its statements, in a trace of its own", async () => {
  await made(app.as("ada").post("/api/organization/audit-exports", {}, sampled));
  await until(() => named("process audit-export")).toHaveLength(1);
  const [job] = named("process audit-export") as [ReceivedSpan];
  expect(job).toMatchObject({ kind: 5, parentId: "", attributes: { "messaging.destination.name": "audit-export" } });
  expect(job.traceId).not.toBe(traceId);
  await until(() => receiver.spans.some((span) => span.parentId === job.spanId && span.kind === 3)).toBe(true);
});

test("what fails says its code, and not what it was about", async () => {
  await asOwner(
    app,
    `create function refuse_name() returns trigger language plpgsql as
       $$ begin raise exception 'no room for %', new.name using errcode = 'XX001'; end $$`,
  );
  await asOwner(
    app,
    "create trigger refuse before insert on account for each row when (new.name = 'Lovelace') execute function refuse_name()",
  );
  const failed = await app.as("ada").post("/api/accounts", { name: "Lovelace" });
  expect(failed.status).toBe(500);
  await until(() => receiver.spans.filter(({ status }) => status === 2).length).toBeGreaterThanOrEqual(2);
  const statement = receiver.spans.find(({ attributes }) => attributes["error.type"] === "XX001");
  expect(statement).toMatchObject({ name: "INSERT account", status: 2 });
  expect(receiver.spans.find(({ attributes }) => attributes["error.type"] === "500")).toMatchObject({
    name: "POST /api/accounts",
  });
});

test("whoever is not to be traced is not", async () => {
  await app.as("ada").get("/api/pipelines", { traceparent: `00-${traceId}-${parentId}-00` });
  await app.as("ada").get("/api/custom-fields", { traceparent: "00-nonsense" });
  await until(() => named("GET /api/custom-fields")).toMatchObject([{ parentId: "" }]);
  expect(named("GET /api/pipelines")).toEqual([]);
});

test("nothing of a person, a secret or an address is in what was sent", async () => {
  await app.as("ada").get("/api/accounts?search=Lovelace&filter[name][eq]=Lovelace", { cookie2: "Lovelace" });
  await app.nobody.post("/api/auth/sign-in/email", { email: "lovelace@example.test", password: "lovelace" });
  await app.nobody.get("/api/invitations/lovelace-token");
  await until(() => named("GET /api/invitations/{token}")).toHaveLength(1);
  await until(() => named("GET /api/accounts")).toHaveLength(1);
  const sent = receiver.bytes().toString("latin1");
  expect(sent).toContain("/api/accounts");
  for (const value of ["lovelace", "ada@", "example.test", "ada.example", "browser", "127.0.0.1", app.organizationId])
    expect(sent.toLowerCase()).not.toContain(value);
});

test("a receiver that hangs or is away delays nobody", { timeout: 60_000 }, async () => {
  const lazy = await startTraceReceiver();
  lazy.hang();
  for (const endpoint of [lazy.endpoint, "http://127.0.0.1:1"]) {
    const traced = await testApp({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
    for (let sent = 0; sent < 20; sent++) expect((await traced.as("ada").get("/api/accounts")).status).toBe(200);
    await traced.application.drain();
  }
  expect(lazy.spans).toEqual([]);
});
