import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { textOfKey } from "../proofs/note.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { keyOfLog } from "../src/audit/seal.ts";
import { signManifest } from "../src/privacy/export/manifest.ts";
import type { Manifest } from "../src/privacy/export/manifest.ts";
import { ArchiveReader } from "../src/privacy/export/read-archive.ts";
import { zipped } from "../src/privacy/export/zip-writer.ts";

/** Another text for a file; null leaves it out. */
type Change = (text: string) => string | null;

/**
 * Writes an archive anew with some of its files changed, and a manifest that says they are as they should be, signed by
 * a key that stands in it: what somebody makes who wants others to import it.
 */
export async function forge(
  zip: string,
  target: string,
  changes: Record<string, Change>,
  manifestChange: (manifest: Manifest) => void = () => undefined,
): Promise<string> {
  const archive = await ArchiveReader.open(zip);
  const files = new Map<string, Buffer>();
  for (const path of archive.paths) {
    const bytes = Buffer.concat(await Array.fromAsync((await archive.read(path))!));
    const change = changes[path];
    const changed = change ? change(bytes.toString("utf8")) : bytes;
    if (changed !== null) files.set(path, Buffer.from(changed));
  }
  archive.close();
  const signer = ed25519Signer("a forger's");
  const manifest = JSON.parse(files.get("manifest.json")!.toString()) as Manifest;
  manifest.files = manifest.files.filter(({ path }) => files.has(path));
  for (const file of manifest.files) {
    const bytes = files.get(file.path)!;
    file.size = bytes.length;
    file.sha256 = createHash("sha256").update(bytes).digest("hex");
    if (file.lines === undefined) continue;
    file.lines = bytes.filter((byte) => byte === 10).length;
    if (file.table) manifest.counts[file.table] = file.lines;
  }
  manifest.audit.keys = [...manifest.audit.keys, textOfKey(keyOfLog(manifest.organization.id, signer.publicKey))];
  manifestChange(manifest);
  const text = Buffer.from(JSON.stringify(manifest));
  const sha256 = createHash("sha256").update(text).digest("hex");
  files.set("manifest.json", text);
  // A manifest that its own organization's key has signed, whatever it became.
  const key = textOfKey(keyOfLog(manifest.organization.id, signer.publicKey));
  if (!manifest.audit.keys.includes(key)) throw new Error("The forger's key is not in the manifest");
  files.set("manifest.json.note", Buffer.from(signManifest(signer, manifest.organization.id, manifest.id, sha256)));
  const bytes = zipped(new Date(), async (writer) => {
    for (const [path, content] of files) await writer.add(path, [content]);
  });
  await pipeline(bytes, createWriteStream(target));
  return target;
}

/** The lines of a file, each changed where it is the one of that number, from 1. */
export const line =
  (number: number, change: (row: Record<string, unknown>) => unknown): Change =>
  (text) =>
    text
      .split("\n")
      .map((one, at) => (at === number - 1 ? JSON.stringify(change(JSON.parse(one) as Record<string, unknown>)) : one))
      .join("\n");
