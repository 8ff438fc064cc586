import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { notBuiltWarning, webAppIn } from "./web-app.ts";

const folder = mkdtempSync(join(tmpdir(), "nextcrm-web-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "index.html"), "<!doctype html>".repeat(50));
writeFileSync(join(folder, "app.js"), "export const app = 1;\n".repeat(50));

test("a file is read and compressed once, however many names of nothing were asked for", async () => {
  const app = webAppIn(folder);
  for (let at = 0; at < 1_100; at++) expect((await app.file(`/no-${at}.js`, "br")).status).toBe(404);
  const first = await app.file("/app.js", "gzip, br");
  expect(first).toMatchObject({ status: 200, encoding: "br" });
  rmSync(join(folder, "app.js"));
  expect((await app.file("/app.js", "br")).body).toBe(first.body);
});

test("no path leads out of the folder", async () => {
  const app = webAppIn(join(folder, "."));
  for (const path of [
    "/../package.json",
    "/%2e%2e/%2e%2e/etc/passwd.txt",
    "/..%2f..%2fpackage.json",
    "/a\0.js",
    "/%E0",
  ])
    expect((await app.file(path, "")).contentType).toContain("text/html");
});

test("where nothing is built, it is said what to run", () => {
  expect(notBuiltWarning(folder)).toBeUndefined();
  expect(notBuiltWarning(join(folder, "elsewhere"))).toContain("npm run build");
});
