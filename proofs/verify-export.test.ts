import { generateKeyPairSync, hash, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { toBase64, utf8 } from "./bytes.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { UnreadableExport, exportFormat } from "./export-file.ts";
import type { ExportedEvent } from "./export-file.ts";
import { textOfKey, verifierKey } from "./note.ts";
import { TreeHasher, inclusionRanges } from "./tree.ts";
import type { Machine } from "./verify-export.ts";
import { verifyExport } from "./verify-export.ts";

const sha256 = (bytes: Uint8Array) => hash("sha256", bytes, "buffer");
const tree = new TreeHasher(sha256);
const digestOf = (text: string) => `digest of ${text}`;
const origin = "nextcrm/audit/test";

function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const bytes = Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
  return { publicKey, privateKey, key: verifierKey(sha256, origin, bytes) };
}
const [ours, another] = [makeKey(), makeKey()];
const publicKeys = new Map<string, KeyObject>(
  [ours, another].map(({ key, publicKey }) => [toBase64(key.publicKey), publicKey]),
);
const machine: Machine = {
  hasher: { tree, leafOf: (text) => tree.leaf(utf8(text)), digestOf },
  sha256,
  verifyEd25519: (key, message, signature) => verify(null, message, publicKeys.get(toBase64(key))!, signature),
};

const leaves = Array.from({ length: 7 }, (_, at) => `{"digests":["digest of value ${at}"],"id":"${at}"}`);
const hashes = leaves.map((leaf) => tree.leaf(utf8(leaf)));
const noteOf = (size: number, { key, privateKey } = ours, root = tree.root(hashes.slice(0, size))) =>
  signCheckpoint({ origin, size, root }, key, (text) => sign(null, text, privateKey));
const hashOf = ([from, to]: readonly [number, number]) => toBase64(tree.root(hashes.slice(from, to)));
const events: ExportedEvent[] = leaves.map((leaf, sequence) => ({
  sequence,
  leaf,
  disclosures: [`value ${sequence}`],
  proof: inclusionRanges(sequence, leaves.length).map(hashOf),
}));

interface File {
  whole?: boolean;
  checkpoint?: string | null;
  events?: ExportedEvent[];
  last?: string[];
}

function findingOf(file: File, kept: string[] = []) {
  const { whole = false, checkpoint = noteOf(leaves.length), events: told = events } = file;
  const header = { format: exportFormat, origin, keys: [textOfKey(ours.key)], checkpoint, whole };
  const last = file.last ?? [JSON.stringify({ events: told.length })];
  async function* lines() {
    yield* [JSON.stringify(header), ...told.map((event) => JSON.stringify(event)), ...last];
  }
  return verifyExport(machine, lines(), { kept });
}

test("what was sealed is sound, whole and selected, and beside a kept checkpoint", async () => {
  for (const whole of [true, false])
    expect(await findingOf({ whole }, [noteOf(leaves.length)])).toMatchObject({ finding: null, size: leaves.length });
  expect(await findingOf({ events: [events[5]!, events[2]!] })).toMatchObject({ finding: null, size: 2 });
  expect(await findingOf({}, [noteOf(3)])).toMatchObject({ finding: null, notCompared: [3] });
});

test.each([true, false])("a personal value that was changed is found, whole: %s", async (whole) => {
  const changed = events.with(4, { ...events[4]!, disclosures: ["another value"] });
  expect((await findingOf({ whole, events: changed })).finding).toMatchObject({ kind: "changed", sequence: 4 });
});

test.each([true, false])("a checkpoint that the file's keys did not sign is found, whole: %s", async (whole) => {
  const { finding } = await findingOf({ whole, checkpoint: noteOf(leaves.length, another) });
  expect(finding).toMatchObject({ kind: "changed" });
  const { finding: kept } = await findingOf({ whole }, [noteOf(leaves.length, another)]);
  expect(kept).toMatchObject({ kind: "forked", sentence: expect.stringContaining("not signed by a key") });
});

test.each([true, false])("a kept checkpoint of another history is found, whole: %s", async (whole) => {
  const { finding } = await findingOf({ whole }, [noteOf(leaves.length, ours, hashes[0])]);
  expect(finding).toMatchObject({ kind: "forked" });
});

test("in a selection, an event twice is found, and one without a checkpoint", async () => {
  const { finding } = await findingOf({ events: [events[1]!, events[2]!, events[1]!] });
  expect(finding).toMatchObject({ kind: "inserted", sequence: 1 });
  expect((await findingOf({ checkpoint: null })).finding).toMatchObject({ kind: "inserted", sequence: 0 });
});

test("an event that is gone from the whole log, and was not pruned, is found", async () => {
  const gone = events.with(2, { sequence: 2, hash: toBase64(hashes[2]!) });
  expect((await findingOf({ whole: true, events: gone })).finding).toMatchObject({ kind: "missing", sequence: 2 });
});

test("a file that is not whole is no export", async () => {
  await expect(findingOf({ last: [] })).rejects.toThrow(UnreadableExport);
  await expect(findingOf({ last: ['{"events":6}'] })).rejects.toThrow(UnreadableExport);
  await expect(findingOf({ last: ["{"] })).rejects.toThrow(UnreadableExport);
});
