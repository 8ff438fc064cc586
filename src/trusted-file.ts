import { createInterface } from "node:readline/promises";
import type { ArchiveReader } from "./privacy/export/read-archive.ts";
import { findSigner } from "./privacy/export/verify-archive.ts";
import { readManifest } from "./privacy/import/manifest.ts";
import { Refusal, UsageError } from "./refusal.ts";

/** Who says that a file is genuine: a key that was given, or nothing but the file. */
export interface Signer {
  /** The key that signed it, `name+id+base64`; null where none did, which verification then tells. */
  key: string | null;
  isGiven: boolean;
}

/** What was checked against which key, a line each. */
export function signerLines({ key, isGiven }: Signer): string[] {
  if (key === null) return [];
  if (isGiven) return [`  signed by the key given with --key, ${key}`];
  return [
    `! signed by ${key}`,
    "! This key comes from the file itself, so the signature only shows that the file is whole, not who made it.",
    "! Compare it with the key you kept, or that the installation gives at /api/organization/audit-logs/keys; pass that with --key.",
  ];
}

/**
 * Reads who signed an archive that is about to be imported. Where no key was given, somebody has to say that the file's
 * own will do: by `trustFile`, or by typing it. Throws a UsageError where there is nobody to ask, a Refusal for a no.
 */
export async function demandTrust(
  archive: ArchiveReader,
  trusted: readonly Uint8Array[] | undefined,
  { trustFile }: { trustFile: boolean },
): Promise<Signer> {
  if (trusted && trustFile) throw new UsageError("--trust-file is for a file without --key: give one of them.");
  const manifest = await readManifest(archive);
  const { key } = await findSigner(archive, manifest, trusted);
  const signer: Signer = { key, isGiven: trusted !== undefined };
  if (trusted || trustFile || key === null) return signer;
  const told = [`${manifest.organization.name}, as of ${manifest.snapshotAt}:`, ...signerLines(signer)].join("\n");
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(
      `${told}\nNothing was imported. Give that key with --key, or --trust-file if you know where the file comes from.`,
    );
  console.error(told);
  const answer = await asked("Type “trust” to import it without comparing the key: ");
  if (answer !== "trust") throw new Refusal("Nothing was imported.");
  return signer;
}

async function asked(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-D and Ctrl-C end the line without an answer.
    const closed = new Promise<string>((resolve) => void terminal.once("close", () => resolve("")));
    return (await Promise.race([terminal.question(question), closed])).trim();
  } finally {
    terminal.close();
  }
}
