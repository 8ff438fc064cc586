import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { textOfCheckpoint } from "../../proofs/checkpoint.ts";
import { newId } from "../identifier.ts";
import { diskWitness } from "./disk-witness.ts";

const folder = mkdtempSync(join(tmpdir(), "nextcrm-witness-"));
afterAll(() => rmSync(folder, { recursive: true }));
const failures: unknown[] = [];
const open = (at = folder) => diskWitness({ folder: at, failed: (error) => failures.push(error) });
const noteOf = (id: string, size: number) =>
  `${textOfCheckpoint({ origin: `nextcrm/audit/${id}`, size, root: new Uint8Array(32).fill(size % 256) })}\n— key c2lnbmF0dXJl\n`;
const sizeOf = async (id: string, witness = open()) => (await witness.recall([id])).get(id)?.size;

test("what was kept is known at once, and to another process when it is flushed", async () => {
  const [one, other] = [newId(), newId()];
  const witness = open();
  witness.keep(new Map([[one, noteOf(one, 3)]]));
  expect(await sizeOf(one, witness)).toBe(3);
  expect(await sizeOf(one)).toBeUndefined();
  await witness.flush();
  const known = (await open().recall([one, other])).get(one);
  expect(known).toEqual({ size: 3, root: new Uint8Array(32).fill(3), note: noteOf(one, 3) });
  expect(await sizeOf(other)).toBeUndefined();
});

test("a process that stood still takes nothing back from one that signed more", async () => {
  const id = newId();
  const [slow, fast] = [open(), open()];
  slow.keep(new Map([[id, noteOf(id, 5)]]));
  fast.keep(new Map([[id, noteOf(id, 9)]]));
  await fast.flush();
  expect(await sizeOf(id, slow)).toBe(9);
  await slow.flush();
  expect(await sizeOf(id)).toBe(9);
});

test("ten thousand logs take 256 files, and each is known", { timeout: 60_000 }, async () => {
  const witness = open(join(folder, "many"));
  const ids = Array.from({ length: 10_000 }, () => newId());
  witness.keep(new Map(ids.map((id, at) => [id, noteOf(id, at + 1)])));
  await witness.flush();
  expect(readdirSync(join(folder, "many")).length).toBeLessThanOrEqual(256);
  const again = open(join(folder, "many"));
  expect((await again.recall(ids)).size).toBe(ids.length);
  expect((await Array.fromAsync(again.logs())).flat().toSorted()).toEqual(ids.toSorted());
});

test("what an operator says takes the place of what was kept, smaller or nothing", async () => {
  const id = newId();
  const witness = open();
  witness.keep(new Map([[id, noteOf(id, 7)]]));
  await witness.replace(id, noteOf(id, 2));
  expect(await sizeOf(id)).toBe(2);
  await witness.replace(id, null);
  expect(await sizeOf(id)).toBeUndefined();
});

test("a file that was lost is told of, and written anew", async () => {
  const id = newId();
  writeFileSync(join(folder, `${id.slice(-2)}.json`), "");
  expect(await sizeOf(id)).toBeUndefined();
  expect(failures).toHaveLength(1);
  const witness = open();
  witness.keep(new Map([[id, noteOf(id, 1)]]));
  await witness.flush();
  expect(await sizeOf(id)).toBe(1);
});
