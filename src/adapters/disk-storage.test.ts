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
