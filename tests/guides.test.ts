import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/http/endpoints.ts";
import { killDatabaseOf, program, serveInProcess } from "./serving-process.ts";
import type { ServingProcess } from "./serving-process.ts";

/** What the guides for operators tell them to do is done here, in an installation that serves. */
const root = join(import.meta.dirname, "..");
const docs = join(root, "docs");
const guides = ["DEPLOYMENT_GUIDE.md", "BACKUP.md", "SAAS_INFRASTRUCTURE.md", "INFRASTRUCTURE_SUMMARY.md"];
/** Of other programs, which a test has no business to run. */
const notRun = /^(?:useradd|chown|cp|sudo|set|git|cd|systemctl|npm (?:start|ci|run build)|NEXTCRM_DATA=)/;

const base = mkdtempSync(join(tmpdir(), "nextcrm-guides-"));
// PostgreSQL runs as another user where this runs as root.
chmodSync(base, 0o711);
const data = join(base, "data");
const tokens = { HEALTH_TOKEN: "health-token-of-the-guides", METRICS_TOKEN: "metrics-token-of-the-guides" };
let server: ServingProcess;

const textOf = (name: string) => readFileSync(join(docs, name), "utf8");

/** The lines of a guide's shell blocks. */
function commandsOf(name: string): string[] {
  const blocks = [...textOf(name).matchAll(/^```sh\n(.*?)^```/gms)];
  return blocks.flatMap(([, block]) => block!.replaceAll("\\\n", " ").trim().split("\n"));
}

beforeAll(async () => {
  server = await serveInProcess(data, {
    NEXTCRM_ADMIN_EMAIL: "ada@example.com",
    NEXTCRM_ADMIN_PASSWORD: "correct horse battery",
    NEXTCRM_ORGANIZATION: "Acme",
    ...tokens,
  });
}, 90_000);

afterAll(async () => {
  server.child.kill("SIGKILL");
  await killDatabaseOf(data);
  rmSync(base, { recursive: true, force: true });
});

async function shell(line: string): Promise<{ code: number; output: string }> {
  const here = line
    .replace(/^npm run nextcrm -- /, `"${process.execPath}" "${program}" `)
    .replace(/^curl /, "curl --silent --show-error --fail-with-body ")
    .replaceAll("https://crm.example.com", server.origin)
    .replaceAll("/mnt/backups", join(base, "backups"));
  const child = spawn("/bin/sh", ["-c", here], { env: server.environment, cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = await once(child, "close");
  return { code: code as number, output };
}

describe.each(guides)("%s", (name) => {
  test("each command does what it is there for", async () => {
    const lines = commandsOf(name).filter((line) => !notRun.test(line));
    for (const line of lines) {
      expect(line, "a command that can be run here").toMatch(/^(?:npm run nextcrm -- |curl )/);
      const { code, output } = await shell(line);
      expect(code, `${line}\n${output}`).toBe(0);
    }
  }, 180_000);
});

test.each(guides)("%s names files, routes and tests that are there", (name) => {
  const named = [...textOf(name).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  for (const path of named.filter((code) => /^(?:src|tests|web|migrations|deploy|proofs|bench|docs)\//.test(code)))
    expect(existsSync(join(root, path)), path).toBe(true);
  const routes = new Set(endpoints.map(({ route }) => route));
  for (const route of named.filter((code) => /^(?:GET|POST|PUT|PATCH|DELETE) \/api\//.test(code)))
    expect(routes, name).toContain(route);
});

test.each(["GDPR", "SOC 2"])("each line of %s says by which code and which test", (list) => {
  const [, section = ""] = textOf("SAAS_INFRASTRUCTURE.md").split(`\n## ${list}\n`);
  const rows = section
    .split("\n## ")[0]!
    .match(/^\| .*\|$/gm)!
    .slice(1);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/\| `(?:src|web)\/[^`]+` \| `(?:src|tests)\/[^`]+\.test\.ts` \|$/);
});
