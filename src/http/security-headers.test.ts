import { parseDictionary } from "structured-headers";
import { describe, expect, test } from "vitest";
import { securityHeaders, type ResponseKind } from "./security-headers.ts";

const kinds: ResponseKind[] = ["page", "asset", "api", "download", "docs"];

function directivesOf(kind: ResponseKind): Map<string, string> {
  const policy = securityHeaders({ kind, https: true })["Content-Security-Policy"]!;
  return new Map(policy.split("; ").map((it) => [it.split(" ")[0]!, it.split(" ").slice(1).join(" ")]));
}

describe.each(kinds)("a response of kind %s", (kind) => {
  test("may do nothing that is not named, and runs no inline code", () => {
    const policy = securityHeaders({ kind, https: true })["Content-Security-Policy"]!;
    expect(policy).not.toMatch(/unsafe|\*|https?:|strict-dynamic/);
    expect(Object.fromEntries(directivesOf(kind))).toMatchObject({
      "default-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
    });
    expect(directivesOf(kind).get("trusted-types")).toBeTruthy();
  });

  test("promises HTTPS for two years over HTTPS, and nowhere else", () => {
    const strict = "max-age=63072000; includeSubDomains; preload";
    expect(securityHeaders({ kind, https: true })["Strict-Transport-Security"]).toBe(strict);
    const plain = securityHeaders({ kind, https: false });
    expect(plain).not.toHaveProperty("Strict-Transport-Security");
    expect(plain["Content-Security-Policy"]).not.toContain("upgrade-insecure-requests");
  });

  test("carries the other protections, and tells nothing of the server", () => {
    const headers = securityHeaders({ kind, https: true });
    expect(headers).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": 'same-origin; report-to="default"',
      "Cross-Origin-Embedder-Policy": 'require-corp; report-to="default"',
      "Cross-Origin-Resource-Policy": "same-origin",
      "X-XSS-Protection": "0",
    });
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toEqual(expect.arrayContaining(["server"]));
    expect(() => new Headers(headers)).not.toThrow();
    expect(Object.isFrozen(headers)).toBe(true);
  });

  test("says where to report what it stopped, in the words that the browser listens to", () => {
    expect(securityHeaders({ kind, https: true })["Reporting-Endpoints"]).toBe('default="/api/reports"');
    expect(Object.fromEntries(directivesOf(kind))).toMatchObject({
      "report-to": "default",
      "report-uri": "/api/reports",
    });
    // Chromium sends nothing at all where `report-to` names an endpoint that it does not take over plain HTTP.
    const plain = securityHeaders({ kind, https: false });
    expect(plain["Content-Security-Policy"]).toContain("report-uri /api/reports");
    expect(JSON.stringify(plain)).not.toMatch(/report-to|Reporting-Endpoints/);
  });

  test("switches every browser feature off but the one in use", () => {
    const features = parseDictionary(securityHeaders({ kind, https: true })["Permissions-Policy"]!);
    const allowed = [...features].filter(([, [list]]) => (list as unknown[]).length > 0).map(([name]) => name);
    expect(allowed).toEqual(["clipboard-write"]);
    expect(features.size).toBeGreaterThan(50);
  });
});

test("only pages and the reference run scripts, each with one named Trusted Types policy", () => {
  expect(kinds.filter((kind) => directivesOf(kind).has("script-src"))).toEqual(["page", "docs"]);
  expect(kinds.map((kind) => directivesOf(kind).get("trusted-types"))).toEqual([
    "nextcrm-worker-url",
    "'none'",
    "'none'",
    "'none'",
    "dompurify",
  ]);
});

test("with a CDN, pages take assets from there, and other origins may read assets; nothing else changes", () => {
  const assets = "https://cdn.example.test";
  for (const kind of kinds) {
    const [plain, own] = [securityHeaders({ kind, https: true }), securityHeaders({ kind, https: true, assets })];
    const changed = Object.keys(own).filter((name) => own[name] !== plain[name]);
    const wanted = {
      page: ["Content-Security-Policy"],
      asset: ["Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin"],
    };
    expect(changed).toEqual(kind in wanted ? wanted[kind as keyof typeof wanted] : []);
  }
  const policy = securityHeaders({ kind: "page", https: true, assets })["Content-Security-Policy"]!;
  expect(policy).toContain(`script-src 'self' ${assets};`);
  expect(policy.split(";").filter((directive) => directive.includes(assets)).length).toBe(4);
  expect(policy).toContain("worker-src 'self';");
});

test("users' files are sandboxed", () => {
  expect(kinds.filter((kind) => directivesOf(kind).has("sandbox"))).toEqual(["download"]);
});

test("answers that may be personal are stored nowhere; only hashed assets are kept", () => {
  expect(kinds.map((kind) => securityHeaders({ kind, https: true })["Cache-Control"])).toEqual([
    "no-cache",
    "public, max-age=31536000, immutable",
    "no-store",
    "no-store",
    "no-cache",
  ]);
});
