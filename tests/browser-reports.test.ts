import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepReports } from "../src/observability/browser-reports/kept-reports.ts";
import type { CleanReport } from "../src/observability/browser-reports/clean-report.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const older = { "content-type": "application/csp-report" };
const newer = { "content-type": "application/reports+json" };
const violation = (path: string) => ({
  "csp-report": {
    "document-uri": `http://localhost:3000${path}`,
    "effective-directive": "img-src",
    "blocked-uri": "data",
  },
});
const sendOlder = (path: string) => app.nobody.post("/api/reports", JSON.stringify(violation(path)), older);
const listed = async () => (await app.as("olga").get("/api/admin/reports")).body.reports;

beforeAll(async () => {
  app = await testApp();
});
beforeEach(async () => {
  expect((await app.as("olga").delete("/api/admin/reports")).status).toBe(204);
});

test("equal reports are one, with a count and both times, the last first", async () => {
  for (const path of ["/a?x=1", "/b", "/a?x=2"]) expect((await sendOlder(path)).status).toBe(204);
  const reports = await listed();
  expect(reports).toMatchObject([
    { page: "/a", kind: "csp-violation", about: "img-src", blocked: "data", count: 2, enforced: true },
    { page: "/b", count: 1 },
  ]);
  expect(Date.parse(reports[0].firstSeen)).toBeLessThanOrEqual(Date.parse(reports[0].lastSeen));
});

test("the Reporting API's are taken several at once, from whoever is signed in, too", async () => {
  const report = { type: "coep", url: "http://localhost:3000/a", body: { type: "corp", blockedURL: "inline" } };
  const sent = await app.as("mia").post("/api/reports", JSON.stringify([report, report, { type: "?" }]), newer);
  expect(sent.status, sent.text).toBe(204);
  expect(await listed()).toMatchObject([{ kind: "coep", page: "/a", count: 2 }]);
});

test.each([
  ["no JSON", "{", older, 400],
  ["no report", "{}", older, 400],
  ["another type", "a=b", { "content-type": "text/plain" }, 415],
  ["much", JSON.stringify(["x".repeat(70_000)]), newer, 413],
])("%s is refused", async (_, body, headers, status) => {
  const answer = await app.nobody.post("/api/reports", body, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await listed()).toEqual([]);
});

test("only operators see and clear them", async () => {
  for (const person of ["ada", "mallory"] as const) {
    expect((await app.as(person).get("/api/admin/reports")).status).toBe(403);
    expect((await app.as(person).delete("/api/admin/reports")).status).toBe(403);
  }
});

const made = (at: number): CleanReport => ({
  kind: "csp-violation",
  page: `/${at}`,
  about: null,
  blocked: null,
  source: null,
  line: at,
  column: null,
  sample: null,
  enforced: true,
});

describe("there are never too many", () => {
  test("the oldest go, those that came again stay", async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    for (const second of [0, 1, 2]) await keepReports(app.db, [made(second)], { at: at(second), most: 3 });
    await keepReports(app.db, [made(0)], { at: at(3), most: 3 });
    await keepReports(app.db, [made(4)], { at: at(4), most: 3 });
    expect((await listed()).map(({ line, count }: { line: number; count: number }) => [line, count])).toEqual([
      [4, 1],
      [0, 2],
      [2, 1],
    ]);
  });

  test("while many are written at once, and each is counted", async () => {
    const writers = Array.from({ length: 12 }, (_, writer) =>
      keepReports(
        app.db,
        [0, 1, 2, 3].map((line) => made((line + writer) % 4)),
        { at: new Date(), most: 100 },
      ),
    );
    await Promise.all(writers);
    expect((await listed()).map(({ count }: { count: number }) => count)).toEqual([12, 12, 12, 12]);
  });
});

test("an address brings so many new ones; what came before is counted, and what others report stays", async () => {
  const limited = await testApp({ usualLimits: true });
  const kept = async () => (await limited.as("olga").get("/api/admin/reports")).body.reports;
  const batch = (from: number) =>
    Array.from({ length: 30 }, (_, at) => ({
      type: "coep",
      url: "http://localhost:3000/a",
      body: { type: "corp", blockedURL: "inline", lineNumber: from + at, sourceFile: "http://localhost:3000/app.js" },
    }));
  for (const from of [0, 30, 0]) {
    const sent = await limited.nobody.post("/api/reports", JSON.stringify(batch(from)), newer);
    expect(sent.status, sent.text).toBe(204);
  }
  const counts: number[] = (await kept()).map(({ count }: { count: number }) => count);
  expect(counts.toSorted((one, other) => one - other)).toEqual([...Array(10).fill(1), ...Array(30).fill(2)]);
});

test("an address sends so many, and no more", async () => {
  const limited = await testApp({ usualLimits: true });
  const send = () => limited.nobody.post("/api/reports", JSON.stringify(violation("/a")), older);
  const statuses = [];
  for (let sent = 0; sent < 61; sent++) statuses.push((await send()).status);
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 204), 429]);
});
