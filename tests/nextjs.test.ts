import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { securityHeaders } from "../src/http/security-headers.ts";
import type { ResponseKind } from "../src/http/security-headers.ts";
import { needsNextJs } from "./needs.ts";
import { freePort } from "./free-port.ts";

const example = resolve(import.meta.dirname, "../examples/nextjs");
const next = join(example, "node_modules/next/dist/bin/next");

function expectFieldsOf(kind: ResponseKind, headers: Headers, https: boolean): void {
  const wanted = securityHeaders({ kind, https });
  for (const [name, value] of Object.entries(wanted)) expect(headers.get(name), name).toBe(value);
  expect(headers.get("x-powered-by")).toBeNull();
}

describe("the example for Next.js", needsNextJs, () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "nextcrm-nextjs-"));
  let server: ChildProcess;
  let origin: string;
  let cookie = "";

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(origin + path, {
      method,
      redirect: "manual",
      headers: { origin, cookie, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  beforeAll(async () => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: "1" };
    const built = await promisify(execFile)(process.execPath, [next, "build"], { cwd: example, env });
    expect(built.stdout).toContain("/api/[[...path]]");
    const port = await freePort();
    origin = `http://localhost:${port}`;
    const started = { PUBLIC_URL: origin, NEXTCRM_DATA: dataFolder, SIGN_UP: "open", NEXT_MANUAL_SIG_HANDLE: "true" };
    server = spawn(process.execPath, [next, "start", "-p", `${port}`], {
      cwd: example,
      env: { ...env, ...started },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await vi.waitFor(async () => expect((await send("GET", "/api/livez")).status).toBe(200), {
      timeout: 120_000,
      interval: 200,
    });
  }, 420_000);

  afterAll(() => {
    server?.kill("SIGKILL");
    rmSync(dataFolder, { recursive: true, force: true });
  });

  test("signs people up and works with records, through Next.js", async () => {
    const ada = { name: "Ada", email: "ada@example.test", password: "correct horse battery" };
    const signedUp = await send("POST", "/api/auth/sign-up/email", ada);
    expect(signedUp.status, await signedUp.clone().text()).toBe(200);
    cookie = signedUp.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
    expect((await send("POST", "/api/organizations", { name: "Acme" })).status).toBe(201);
    expect((await send("POST", "/api/accounts", { name: "Umbrella" })).status).toBe(201);
    const listed = (await (await send("GET", "/api/accounts?limit=5")).json()) as { data: { name: string }[] };
    expect(listed.data.map(({ name }) => name)).toEqual(["Umbrella"]);
    const elsewhere = await send("POST", "/api/accounts", { name: "Evil" }, { origin: "https://evil.example" });
    expect([elsewhere.status, elsewhere.headers.get("content-type")]).toEqual([403, "application/problem+json"]);
  });

  test("answers with its own fields; other paths have those of next.config", async () => {
    expectFieldsOf("api", (await send("GET", "/api/me")).headers, false);
    expectFieldsOf("api", (await send("GET", "/api/nothing")).headers, false);
    const { "Cache-Control": _, ...page } = securityHeaders({ kind: "page", https: true });
    const missing = await send("GET", "/nothing");
    expect(Object.keys(page).map((name) => [name, missing.headers.get(name)])).toEqual(Object.entries(page));
  });

  test("takes and sends files, sandboxed", async () => {
    const { id } = (await (await send("POST", "/api/documents", { name: "terms.html" })).json()) as { id: string };
    const path = `/api/documents/${id}/content`;
    const text = "<script>alert(1)</script>".repeat(10_000);
    expect((await send("PUT", path, text, { "content-type": "text/html" })).status).toBeLessThan(300);
    const file = await send("GET", path);
    expectFieldsOf("download", file.headers, false);
    expect(await file.text()).toBe(text);
  });

  test("does its work in the background: what happened gets its place in the log", async () => {
    const checkpoint = "/api/organization/audit-logs/checkpoint";
    await expect.poll(async () => (await send("GET", checkpoint)).status, { timeout: 30_000 }).toBe(200);
  });

  test("ends with its database when it is told to", async () => {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(existsSync(join(dataFolder, "running.json"))).toBe(false);
  }, 60_000);
});
