import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { findEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import { killDatabaseOf, serveInProcess } from "./serving-process.ts";
import type { ServingProcess } from "./serving-process.ts";
import { startTraceReceiver } from "./trace-receiver.ts";

/** What people enter and send, each somewhere else. Nothing of it may be in what the process writes. */
const planted = {
  adminEmail: "hypatia@quimby.example",
  password: "planted horse battery",
  firstName: "Ottoline",
  lastName: "Quimby",
  email: "ottoline@quimby.example",
  phone: "+44 7700 900461",
  note: "planted-body-text",
  search: "plantedsearch",
  token: "planted_token_0123456789abcdef",
  header: "planted-user-agent",
  filename: "planted-cv.pdf",
  csv: "planted-csv-cell",
  webhookPath: "planted-webhook-path",
  receiver: "planted-receiver-answer",
  smtp: "planted-smtp-answer",
  invited: "invited@quimby.example",
  uncaught: "planted-uncaught-error",
} as const;

/** Has the process end as it does where something goes wrong that nobody waits for. */
const uncaught = `process.on("SIGUSR2", () => { throw new TypeError("${planted.uncaught}"); })`;

const data = mkdtempSync(join(tmpdir(), "nextcrm-logs-"));
const received: Answer[] = [];
let server: ServingProcess;
let cookie = "";
let receiverPort: number;

interface Answer {
  status: number;
  requestId: string;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** A line of the log. */
interface Line {
  msg: string;
  level: number;
  requestId?: string;
  route?: string;
  trace_id?: string;
  kind?: string;
  err?: { name: string; code?: string; stack: string[] };
}

async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A mail server that takes nobody's mail and says whose. */
function refusing(socket: Socket): void {
  socket.write("220 test\r\n");
  socket.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\r\n").filter(Boolean))
      socket.write(line.startsWith("RCPT") ? `550 ${planted.smtp} ${line} is not known\r\n` : "250 fine\r\n");
  });
  socket.on("error", () => undefined);
}

beforeAll(async () => {
  const mailServer = createServer(refusing);
  const webhook = createHttpServer((_, response) => response.writeHead(500).end(`${planted.receiver} for Quimby`));
  const [mailPort, webhookPort] = [await portOf(mailServer), await portOf(webhook)];
  const traces = await startTraceReceiver();
  server = await serveInProcess(data, {
    LOG_LEVEL: "trace",
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(uncaught)}`,
    SIGN_UP: "open",
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    WEBHOOK_ALLOW_PRIVATE: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.endpoint,
    NEXTCRM_ADMIN_EMAIL: planted.adminEmail,
    NEXTCRM_ADMIN_PASSWORD: planted.password,
    NEXTCRM_ORGANIZATION: "Quimby Limited",
  });
  afterAll(async () => {
    server.child.kill("SIGKILL");
    await killDatabaseOf(data);
    mailServer.close();
    webhook.close();
    rmSync(data, { recursive: true, force: true });
  });
  receiverPort = webhookPort;
}, 90_000);

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof FormData;
  const response = await fetch(server.origin + path, {
    method,
    headers: {
      origin: server.origin,
      "user-agent": planted.header,
      "x-planted": planted.header,
      ...(cookie && { cookie }),
      ...(body !== undefined && !raw && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") && text !== "";
  const answer = {
    status: response.status,
    requestId: response.headers.get("x-request-id") ?? "",
    body: isJson ? JSON.parse(text) : undefined,
    cookies: response.headers.getSetCookie(),
  };
  received.push(answer);
  if (path.endsWith("/sign-in/email") && response.ok)
    cookie = answer.cookies.map((one) => one.slice(0, one.indexOf(";"))).join("; ");
  return answer;
}

async function signIn(): Promise<void> {
  const { adminEmail: email, password } = planted;
  expect((await ask("POST", "/api/auth/sign-in/email", { email, password })).status).toBe(200);
}

/** PostgreSQL refuses, aloud, what is about people. */
async function breakThings(): Promise<void> {
  const { owner } = (await findEmbeddedPostgres(data))!;
  await withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    await client.query(`create function refuse() returns trigger language plpgsql as $$ begin
      raise exception 'no room for %', to_jsonb(new) using errcode = 'XX001', detail = to_jsonb(new)::text, hint = to_jsonb(new)::text; end $$`);
    await client.query(`create function misread() returns trigger language plpgsql as $$ begin
      perform new.last_name::integer; return new; end $$`);
    await client.query("create trigger refuse before insert on contact for each row execute function refuse()");
    await client.query('create trigger refuse before insert on auth."user" for each row execute function refuse()');
    await client.query("create trigger refuse before insert on import_change for each row execute function refuse()");
    await client.query("create trigger misread before insert on lead for each row execute function misread()");
    await client.query("alter table task rename to task_elsewhere");
  });
}

async function use(webhookPort: number): Promise<void> {
  const { firstName, lastName, email, phone, note, search, token, password, filename } = planted;
  await ask("POST", "/api/contacts", { firstName, lastName, email, officePhone: phone, department: note });
  await ask("POST", "/api/leads", { firstName, lastName, email });
  await ask("GET", `/api/tasks?search=${search}&filter[title][eq]=${lastName}`);
  await ask("POST", "/api/contacts", `{"lastName": "${lastName}`, { "content-type": "application/json" });
  await ask("POST", "/api/auth/sign-up/email", { name: `${firstName} ${lastName}`, email, password });
  await ask("POST", "/api/auth/sign-in/email", { email, password: `${password} wrong` }, { cookie: token });
  await ask("GET", `/api/invitations/${token}`);
  await ask("GET", "/api/accounts", undefined, { authorization: `Bearer ${token}`, cookie: "" });
  await ask("POST", "/api/organization/invitations", { email: planted.invited, role: "member" });
  const csv = { "content-type": "text/csv" };
  await ask("POST", `/api/contacts/import?filename=${filename}`, `last name,email\n${planted.csv},${email}`, csv);
  await ask("POST", "/api/accounts/import", `name,website\n${planted.csv},not a site ${lastName}`, csv);
  await expect.poll(() => failedJobs().map(({ kind }) => kind), { timeout: 60_000 }).toContain("import");
  // Files have no place from now on.
  rmSync(join(data, "files"), { recursive: true, force: true });
  writeFileSync(join(data, "files"), "no folder");
  const document = await ask("POST", "/api/documents", { name: filename });
  await ask("PUT", `/api/documents/${document.body.id}/content?filename=${filename}`, note);
  const url = `http://127.0.0.1:${webhookPort}/${planted.webhookPath}?key=${token}`;
  const stream = await ask("POST", "/api/organization/audit-streams", { name: lastName, url });
  await ask("POST", `/api/organization/audit-streams/${stream.body?.id}/test`);
  await ask("POST", "/api/organization/audit-exports", {});
}

const lines = (): Line[] =>
  server
    .said()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
const failedJobs = () => lines().filter(({ msg }) => msg === "A job failed");

test("the product is used, and much of it fails", { timeout: 120_000 }, async () => {
  expect(server.said()).toContain("NextCRM is ready");
  await signIn();
  await breakThings();
  await use(receiverPort);
  expect(received.filter(({ status }) => status === 500).length).toBeGreaterThanOrEqual(4);
});

test("each failure is told with its request's id, its class, code and place", async () => {
  const failed = received.filter(({ status }) => status === 500);
  expect(failed.length).toBeGreaterThanOrEqual(4);
  for (const { requestId } of failed) {
    const [line] = lines().filter((one) => one.requestId === requestId && one.msg === "A request failed");
    expect(line, requestId).toMatchObject({ level: 50, err: { stack: expect.any(Array) } });
    expect(line!.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(line!.err!.stack.length).toBeGreaterThan(0);
  }
  const codes = lines().map(({ err }) => err?.code);
  for (const code of ["XX001", "22P02", "42P01"]) expect(codes).toContain(code);
});

test("jobs that fail are told: a mail, an export", { timeout: 90_000 }, async () => {
  await expect
    .poll(() => [...new Set(failedJobs().map(({ kind }) => kind))], { timeout: 60_000 })
    .toEqual(expect.arrayContaining(["send-mail", "audit-export"]));
  const mail = failedJobs().find(({ kind }) => kind === "send-mail");
  expect(mail!.err).toMatchObject({ code: "EENVELOPE", answered: 550 });
});

test("all of it is recorded, and found by the request's id", async () => {
  for (const { requestId } of received.filter(({ status }) => status === 500))
    await expect
      .poll(async () => (await ask("GET", `/api/admin/errors?requestId=${requestId}`)).body.errors.length, {
        timeout: 20_000,
      })
      .toBe(1);
  const { body } = await ask("GET", "/api/admin/errors");
  expect(body.errors.flatMap(({ routes }: { routes: string[] }) => routes)).toEqual(
    expect.arrayContaining(["POST /api/contacts", "job send-mail"]),
  );
  const { owner } = (await findEmbeddedPostgres(data))!;
  const kept = await withClient(owner, async (client) => {
    const { rows } = await client.query("select to_jsonb(e)::text as text from recorded_error e");
    return JSON.stringify(rows).toLowerCase();
  });
  for (const value of Object.values(planted)) expect(kept).not.toContain(value.toLowerCase());
});

test("nothing that people entered is in what the process wrote", async () => {
  const exited = once(server.child, "exit");
  server.child.kill("SIGUSR2");
  const [code] = await exited;
  expect(code).toBe(1);
  const ended = lines().find(({ msg }) => msg.includes("nobody caught"));
  expect(ended).toMatchObject({ level: 50, err: { name: "TypeError" } });
  const all = server.said().toLowerCase();
  expect(all).toContain("a request failed");
  for (const [what, value] of [...Object.entries(planted), ["surname", "quimby"], ["domain", "quimby.example"]])
    for (const form of new Set([value, encodeURIComponent(value!), JSON.stringify(value).slice(1, -1)]))
      expect(
        all.split("\n").filter((line) => line.includes(form!.toLowerCase())),
        what,
      ).toEqual([]);
});
