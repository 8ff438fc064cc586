import { expect, test } from "vitest";
import { exportedHeaders } from "./exported-headers.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ResponseKind } from "./security-headers.ts";

const fields = (kind: ResponseKind) => ({ ...securityHeaders({ kind, https: true }) });

/** The blocks of a configuration: what stands before the brace, and what is inside line by line. */
function blocksOf(text: string): [string, string[]][] {
  return [...text.matchAll(/^(\S.*) \{\n([^}]*)\n\}$/gm)].map(([, head, body]) => [
    head!,
    body!.split("\n").map((line) => line.trim()),
  ]);
}

test("as JSON, by kind of response", () => {
  const kinds: ResponseKind[] = ["page", "asset", "api", "download", "docs"];
  expect(JSON.parse(exportedHeaders("json"))).toEqual(Object.fromEntries(kinds.map((kind) => [kind, fields(kind)])));
  expect(exportedHeaders()).toBe(exportedHeaders("json"));
});

test("for next.config", () => {
  const rules = JSON.parse(exportedHeaders("next")) as { source: string; headers: { key: string; value: string }[] }[];
  expect(
    rules.map(({ source, headers }) => [source, Object.fromEntries(headers.map(({ key, value }) => [key, value]))]),
  ).toEqual([
    ["/:path((?!api(?:/|$)|assets/).*)", fields("page")],
    ["/assets/:path*", fields("asset")],
  ]);
});

test("for nginx, errors included", () => {
  const text = exportedHeaders("nginx");
  // What nginx would read as a variable.
  expect(text).not.toContain("$");
  const line = /^add_header ([\w-]+) "((?:[^"\\]|\\")*)" always;$/;
  const read = blocksOf(text).map(([head, lines]) => [
    head,
    Object.fromEntries(lines.map((one) => [line.exec(one)![1], line.exec(one)![2]!.replaceAll('\\"', '"')])),
  ]);
  expect(read).toEqual([
    ["location /", fields("page")],
    ["location /assets/", fields("asset")],
  ]);
});

test("for Caddy, which then tells nothing of itself", () => {
  const read = blocksOf(exportedHeaders("caddy")).map(([head, lines]) => [
    head,
    lines.filter((one) => one.startsWith("-")),
    Object.fromEntries(
      lines.filter((one) => !one.startsWith("-")).map((one) => /^([\w-]+) `([^`]*)`$/.exec(one)!.slice(1)),
    ),
  ]);
  expect(exportedHeaders("caddy")).toMatch(/^@pages not path \/assets\/\* \/api \/api\/\*$/m);
  const quiet = ["-Server", "-X-Powered-By"];
  expect(read).toEqual([
    ["header @pages", quiet, fields("page")],
    ["header /assets/*", quiet, fields("asset")],
  ]);
});

test("another format is refused", () => {
  expect(() => exportedHeaders("apache")).toThrow("json, next, nginx, caddy");
});
