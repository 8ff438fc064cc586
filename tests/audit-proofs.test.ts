import { beforeAll, expect, test } from "vitest";
import { fromBase64, utf8 } from "../proofs/bytes.ts";
import { openCheckpoint } from "../proofs/checkpoint.ts";
import { parseKey } from "../proofs/note.ts";
import { entriesOf, hashesOfTile, pathOfEntries, pathOfTile, tileWidth } from "../proofs/tiles.ts";
import { provesConsistency, provesInclusion } from "../proofs/tree.ts";
import { digestOf } from "../src/audit/disclosure.ts";
import { sha256, treeHasher, verifyEd25519 } from "../src/audit/node-hashing.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const base = "/api/organization/audit-logs";
const get = (path: string) => app.as("alan").get(base + path);

beforeAll(async () => {
  app = await testApp();
  for (let turn = 0; turn < 3; turn += 1) await app.as("mia").post("/api/accounts", { name: `Wayne ${turn}` });
}, 30_000);

const decoded = (texts: string[]) => texts.map((text) => fromBase64(text)!);

async function openNewest() {
  const { keys } = (await get("/keys")).body;
  const note: string = (await get("/checkpoint")).text;
  return (await openCheckpoint(note, parseKey(sha256, keys[0].key)!, verifyEd25519))!;
}

/** The log with all that has happened so far. */
async function sealedLog() {
  const [newest] = (await get("?limit=1&excludeReads=1")).body.logs;
  await expect.poll(async () => (await get(`/${newest.id}/proof`)).body.sequence).not.toBeNull();
  return newest as { id: string };
}

test("an event's proof leads from its leaf to a checkpoint that our key signed", async () => {
  const { id } = await sealedLog();
  const { leaf, sequence: index, size, proof, checkpoint, disclosures } = (await get(`/${id}/proof`)).body;
  const { keys } = (await get("/keys")).body;
  const opened = await openCheckpoint(checkpoint, parseKey(sha256, keys[0].key)!, verifyEd25519);
  expect(opened).toMatchObject({ size });
  const claim = { index, size, leaf: treeHasher.leaf(utf8(leaf)), proof: decoded(proof), root: opened!.root };
  expect(provesInclusion(treeHasher, claim)).toBe(true);
  expect(provesInclusion(treeHasher, { ...claim, leaf: treeHasher.leaf(utf8(`${leaf} `)) })).toBe(false);
  const { digests, id: told } = JSON.parse(leaf);
  expect(told).toBe(id);
  expect(disclosures.map(({ disclosure }: { disclosure: string }) => digestOf(disclosure))).toEqual(digests);
  expect(leaf).not.toMatch(/Wayne|mia@|Mia/);
});

test("an event that was sealed says when, and one event can be asked for by its id", async () => {
  const { id } = await sealedLog();
  const { sealedAt, erased } = (await get(`/${id}/proof`)).body;
  const { logs } = (await get(`?id=${id}`)).body;
  expect(logs.map((entry: { id: string }) => entry.id)).toEqual([id]);
  expect(Date.parse(sealedAt)).toBeGreaterThanOrEqual(Date.parse(logs[0].createdAt));
  expect(erased).toEqual([]);
});

test("checkpoints come by size, all of them or one for so many events", async () => {
  await app.as("mia").post("/api/accounts", { name: "Grayson" });
  await sealedLog();
  const all = (await get("/checkpoints")).body.checkpoints as { size: number; checkpoint: string }[];
  const sizes = all.map(({ size }) => size);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
  expect(all.every(({ size, checkpoint }) => checkpoint.split("\n")[1] === String(size))).toBe(true);
  const beyond = (await get(`/checkpoints?from=${sizes[0]}`)).body.checkpoints as { size: number }[];
  expect(beyond.slice(0, sizes.length - 1).map(({ size }) => size)).toEqual(sizes.slice(1));
  const last = (await get(`/checkpoints?step=${Number.MAX_SAFE_INTEGER}`)).body.checkpoints;
  expect(last).toHaveLength(1);
  expect((await get("/checkpoints?step=0")).status).toBe(400);
});

test("any two checkpoints are shown to be of one log", async () => {
  await sealedLog();
  const first = await openNewest();
  await app.as("mia").post("/api/accounts", { name: "Kent" });
  await expect.poll(async () => (await openNewest()).size).toBeGreaterThan(first.size);
  const second = await openNewest();
  const { proof } = (await get(`/consistency?from=${first.size}&to=${second.size}`)).body;
  const trees = { first: first.size, second: second.size, firstRoot: first.root, secondRoot: second.root };
  expect(provesConsistency(treeHasher, { ...trees, proof: decoded(proof) })).toBe(true);
  expect((await get(`/consistency?from=${second.size + 1}`)).status).toBe(400);
});

test("tiles hold the hashes of the entries beside them, and nothing beyond the checkpoint", async () => {
  await sealedLog();
  const { size, root } = await openNewest();
  const width = Math.min(size, tileWidth);
  const tile = await get(`/tiles/${pathOfTile({ level: 0, index: 0, width })}`);
  const hashes = hashesOfTile(tile.bytes);
  const entries = entriesOf((await get(`/tiles/${pathOfEntries(0, width)}`)).bytes);
  expect(entries.map((entry) => [...treeHasher.leaf(entry)])).toEqual(hashes.map((hash) => [...hash]));
  expect([...treeHasher.root(hashes)]).toEqual([...root]);
  for (const path of [
    "tile/0/001",
    "tile/1/000",
    `tile/0/000.p/${width + 100}`,
    "tile/entries/900",
    "tile/x",
    "tile/0/0",
  ])
    expect((await get(`/tiles/${path}`)).status, path).toBe(404);
  expect((await app.as("mia").get(`${base}/checkpoint`)).status).toBe(403);
  const elsewhere = await app.as("mallory").get(`${base}/checkpoint`);
  expect(elsewhere.text).not.toContain(app.organizationId);
});
