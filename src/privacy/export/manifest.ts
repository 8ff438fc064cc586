import { createHash } from "node:crypto";
import { signNote } from "../../../proofs/note.ts";
import type { ExportHeader } from "../../../proofs/export-file.ts";
import { keyOfLog } from "../../audit/seal.ts";
import type { Signer } from "../../ports/signer.ts";
import type { Entry } from "./zip-writer.ts";

export const archiveFormat = "nextcrm-export/1";

/** A file as the manifest lists it. */
export interface ListedFile extends Entry {
  /** Of files with one object a line. */
  lines?: number;
  /** Which of the installation's tables the lines are of. */
  table?: string;
}

/** Everything the manifest says before it lists the files. */
export interface ManifestHead {
  format: typeof archiveFormat;
  id: string;
  product: { name: "NextCRM"; version: string };
  /** The last migration of the database that wrote it. */
  schema: string;
  organization: { id: string; name: string };
  /** RFC 3339: the moment that all of it shows. */
  snapshotAt: string;
  options: { files: boolean };
  audit: Pick<ExportHeader, "origin" | "keys" | "checkpoint">;
  /** Rows by table. */
  counts: Record<string, number>;
  /** Bytes that should be there and are not, or are others. */
  missing: { path: string; reason: string }[];
  /** What is in no file, with the reason, by table. */
  leftOut: Record<string, string>;
}

export type Manifest = ManifestHead & { files: ListedFile[] };

/** The manifest's bytes, a file a line, however many there are. */
export function* manifestBytes(head: ManifestHead, files: readonly ListedFile[]): Generator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "files": [`);
  for (const [at, file] of files.entries()) yield Buffer.from(`${at === 0 ? "" : ","}\n    ${JSON.stringify(file)}`);
  yield Buffer.from("\n  ]\n}\n");
}

/** What is signed of a manifest: the archive's name, the export, and the digest of the manifest's bytes. */
export function manifestStatement(organizationId: string, id: string, sha256: string): string {
  return `nextcrm/export/${organizationId}\n${id}\nmanifest.json sha256 ${sha256}\n`;
}

/** The signed note of a manifest, by the key that signs the audit log. */
export function signManifest(signer: Signer, organizationId: string, id: string, sha256: string): string {
  const key = keyOfLog(organizationId, signer.publicKey);
  return signNote(manifestStatement(organizationId, id, sha256), key, (message) => signer.sign(message));
}

export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
