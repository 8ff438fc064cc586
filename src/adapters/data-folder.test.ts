import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { keptSecret, openDataFolder, whoRuns } from "./data-folder.ts";

const base = mkdtempSync(join(tmpdir(), "nextcrm-folder-"));
afterAll(() => rmSync(base, { recursive: true }));

test("keeps its identity and its secrets, readable by their owner only", () => {
  const path = join(base, "new/folder");
  const first = openDataFolder(path);
  const secret = keptSecret(path, "auth-secret");
  first.unlock();
  const second = openDataFolder(path);
  expect(second.id).toBe(first.id);
  expect(keptSecret(path, "auth-secret")).toBe(secret);
  expect(statSync(join(path, "auth-secret")).mode & 0o777).toBe(0o600);
  second.unlock();
});

test("a folder of something else is left alone", () => {
  const path = join(base, "foreign");
  mkdirSync(path);
  writeFileSync(join(path, "thesis.doc"), "");
  expect(() => openDataFolder(path)).toThrow("holds other files (such as thesis.doc)");
});

test("what is no folder or cannot be written is said in a sentence", () => {
  const file = join(base, "file");
  writeFileSync(file, "");
  expect(() => openDataFolder(file)).toThrow("is not a folder");
  expect(() => openDataFolder(join(file, "below"))).toThrow("is not a folder");
  expect(() => openDataFolder("/proc/nextcrm")).toThrow(
    /^The data folder \/proc\/nextcrm cannot be written by the user .* NEXTCRM_DATA/,
  );
});

test("one process at a time, and a killed one holds nothing", async () => {
  const path = join(base, "locked");
  const program = `import("${import.meta.dirname}/data-folder.ts").then(({ openDataFolder }) => {
    openDataFolder(${JSON.stringify(path)}).announce("http://localhost:3000");
    setImmediate(() => console.log("held", gc()));
    setInterval(() => {}, 1000);
  })`;
  const holder = spawn(process.execPath, ["--expose-gc", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  expect(whoRuns(path)).toEqual({ pid: holder.pid, address: "http://localhost:3000" });
  expect(() => openDataFolder(path)).toThrow(
    `already running on the data folder ${path} (process ${holder.pid}, at http://localhost:3000)`,
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");
  expect(whoRuns(path)).toBeUndefined();
  openDataFolder(path).unlock();
});
