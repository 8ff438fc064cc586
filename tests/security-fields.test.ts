import { createHash } from "node:crypto";
import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { securityHeaders } from "../src/http/security-headers.ts";
import type { ResponseKind } from "../src/http/security-headers.ts";
import { testApp } from "./app.ts";
import { servedApp } from "./journeys/served-app.ts";
import type { ServedApp } from "./journeys/served-app.ts";

let app: ServedApp;
let documentPath: string;

beforeAll(async () => {
  app = await servedApp();
  const created = await app.as("ada").post("/api/documents", { name: "terms.html" });
  documentPath = `/api/documents/${created.body.id}/content`;
  const stored = await app.as("ada").put(documentPath, "<script>alert(1)</script>", { "content-type": "text/html" });
  expect(stored.status, stored.text).toBeLessThan(300);
});

/** What the one module says of such a response, nothing more and nothing else; and no word of what serves it. */
function expectFieldsOf(kind: ResponseKind, headers: Headers, https = false): void {
  const wanted = securityHeaders({ kind, https });
  for (const [name, value] of Object.entries(wanted)) expect(headers.get(name), name).toBe(value);
  const never = ["server", "x-powered-by", "via", ...(https ? [] : ["strict-transport-security"])];
  for (const name of never) expect(headers.get(name), name).toBeNull();
}

describe("each kind of response carries the fields of its kind", () => {
  const cases: [method: string, path: string, kind: ResponseKind, status: number, body?: string][] = [
    ["GET", "/", "page", 200],
    ["HEAD", "/", "page", 200],
    ["GET", "/accounts", "page", 200],
    ["GET", "/nothing.txt", "page", 404],
    ["GET", "/assets/nothing.js", "page", 404],
    ["GET", "/%ff", "page", 200],
    ["GET", "/icon.svg", "page", 200],
    ["GET", "/api/docs", "docs", 200],
    ["GET", "/api/docs/swagger-ui-bundle.js", "docs", 200],
    ["GET", "/api/docs/nothing.js", "docs", 404],
    ["GET", "/api/openapi.json", "api", 200],
    ["GET", "/api/health", "api", 200],
    ["GET", "/api/me", "api", 200],
    ["HEAD", "/api/me", "api", 200],
    ["POST", "/api/accounts", "api", 400, "{}"],
    ["POST", "/api/accounts", "api", 400, "{"],
    ["GET", "/api/accounts/0", "api", 404],
    ["GET", "/api/nothing", "api", 404],
    ["DELETE", "/api/me", "api", 405],
    ["OPTIONS", "/api/accounts", "api", 405],
    ["POST", "/accounts", "api", 404],
    ["GET", "/api/auth/get-session", "api", 200],
    ["POST", "/api/auth/nothing", "api", 404],
    ["GET", "/api/auth/verify-email?token=wrong&callbackURL=/", "api", 302],
    ["GET", "/api/accounts/export.csv", "download", 200],
  ];
  test.each(cases)("%s %s: %s, %i", async (method, path, kind, status, body) => {
    const answer = await app.as("ada").send(method, path, body, { "content-type": "application/json" });
    expect(answer.status, answer.text).toBe(status);
    expectFieldsOf(kind, answer.headers);
  });

  test("hashed assets", async () => {
    const [asset] = /\/assets\/[^"]+\.js/.exec((await app.nobody.get("/")).text) ?? [];
    const answer = await app.nobody.get(asset!);
    expect(answer.status).toBe(200);
    expectFieldsOf("asset", answer.headers);
  });

  test("the page says what is in the files that it names", async () => {
    const { text } = await app.nobody.get("/");
    const tags = [...text.matchAll(/<(?:script|link)\b[^>]*"\/(assets\/[^"]+)"[^>]*>/g)];
    expect(tags.length).toBeGreaterThan(3);
    for (const [tag, file] of tags) {
      const { bytes } = await app.nobody.get(`/${file}`);
      expect(tag).toContain(`integrity="sha384-${createHash("sha384").update(bytes).digest("base64")}"`);
    }
  });

  test("users' files, whole, in part, unchanged, and where there is no such part", async () => {
    const whole = await app.as("ada").get(documentPath);
    expectFieldsOf("download", whole.headers);
    expect(whole.headers.get("content-disposition")).toContain("attachment");
    const part = await app.as("ada").get(documentPath, { range: "bytes=0-3" });
    const unchanged = await app.as("ada").get(documentPath, { "if-none-match": whole.headers.get("etag")! });
    expect([part.status, unchanged.status]).toEqual([206, 304]);
    for (const { headers } of [part, unchanged]) expectFieldsOf("download", headers);
    const beyond = await app.as("ada").get(documentPath, { range: "bytes=900-" });
    expect(beyond.status).toBe(416);
    expectFieldsOf("api", beyond.headers);
  });
});

/** Sends bytes as they are, and reads the head of whatever comes back. */
function raw(bytes: string): Promise<{ status: number; headers: Headers }> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(new URL(app.origin).port), "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1").on("error", reject);
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const [first = "", ...lines] = text.slice(0, end).split("\r\n");
      socket.destroy();
      const pairs = lines.map((line): [string, string] => [
        line.slice(0, line.indexOf(":")),
        line.slice(line.indexOf(":") + 1).trim(),
      ]);
      resolve({ status: Number(first.split(" ")[1]), headers: new Headers(pairs) });
    });
    socket.on("close", () => reject(new Error(`closed without an answer: ${text}`)));
  });
}

describe("what is hardly a request is refused with the same fields", () => {
  const cases: [name: string, bytes: string, status: number][] = [
    ["no HTTP", "HELLO\r\n\r\n", 400],
    ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400],
    ["a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
    ["a backslash", "GET /\\evil HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["both lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    ["fields without end", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(70_000)}\r\n\r\n`, 431],
    ["an expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n", 417],
    ["TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ];
  test.each(cases)("%s", async (_, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(status);
    expectFieldsOf("api", answer.headers);
  });

  test("two slashes lead nowhere else", async () => {
    const answer = await raw("GET //evil.example/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(answer.headers.get("location")).toBeNull();
    expectFieldsOf("page", answer.headers);
  });
});

describe("a site over HTTPS behind one proxy", () => {
  const publicUrl = "https://crm.example.test";
  let secure: Awaited<ReturnType<typeof testApp>>;
  beforeAll(async () => {
    secure = await testApp({ environment: { PUBLIC_URL: publicUrl, TRUSTED_PROXY_HOPS: "1" } });
  });
  const plainly = (headers: Record<string, string>) =>
    secure.application.fetch(new Request("http://10.0.0.1:3000/", { headers }), { socketAddress: "10.0.0.2" });

  test("binds browsers to HTTPS where the proxy says that it was used, and only there", async () => {
    expectFieldsOf("page", (await plainly({ "x-forwarded-proto": "https" })).headers, true);
    expectFieldsOf("page", (await plainly({ "x-forwarded-proto": "http" })).headers);
    expectFieldsOf("page", (await plainly({})).headers);
  });

  test("sets cookies that only this host gets, over HTTPS, unseen by scripts and other sites", async () => {
    const credentials = { email: "ada@example.test", password: "correct horse battery" };
    const cookies = (await secure.nobody.post("/api/auth/sign-in/email", credentials)).headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/);
      expect(cookie).toMatch(/; Path=\/(;|$)/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).not.toMatch(/Domain/i);
    }
  });
});

test("nobody talks a site that is not behind a proxy into HTTPS", async () => {
  expectFieldsOf("page", (await app.nobody.get("/", { "x-forwarded-proto": "https" })).headers);
});
