import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storageContract } from "../ports/storage.contract.ts";
import { diskStorage } from "./disk-storage.ts";

const folder = mkdtempSync(join(tmpdir(), "nextcrm-storage-"));
afterAll(() => rmSync(folder, { recursive: true }));

storageContract("storage on disk", () => diskStorage(folder));

test("nobody else may read the files, and nothing unfinished stays", async () => {
  await diskStorage(folder).write("a/b", (async function* () {})());
  expect(statSync(join(folder, "files/a/b")).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "files/a")).mode & 0o077).toBe(0);
  expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
});

test("a folder goes with its last file, and whoever writes into it meanwhile is not disturbed", async () => {
  const storage = diskStorage(folder);
  const bytes = async function* () {
    yield Buffer.from("some");
  };
  await storage.write("kind/owner/one", bytes());
  await storage.write("kind/owner/two", bytes());
  await storage.remove("kind/owner/one");
  expect(readdirSync(join(folder, "files/kind/owner"))).toEqual(["two"]);
  await storage.remove("kind/owner/two");
  await storage.remove("kind/owner/two");
  expect(readdirSync(join(folder, "files"))).not.toContain("kind");
  const coming = Array.from({ length: 200 }, async (_, at) => {
    await storage.write(`kind/owner/${at}`, bytes());
    if (at % 2 === 0) await storage.remove(`kind/owner/${at}`);
  });
  await Promise.all(coming);
  expect(readdirSync(join(folder, "files/kind/owner"))).toHaveLength(100);
});
