import { equal } from "../../../proofs/bytes.ts";
import { openNote, parseKey, textOfKey } from "../../../proofs/note.ts";
import { linesOf } from "../../audit/lines.ts";
import { sha256, verifyEd25519 } from "../../audit/node-hashing.ts";
import { verifyExport } from "../../audit/verify-export.ts";
import { archiveFormat, manifestStatement, sha256Of } from "./manifest.ts";
import type { ListedFile, Manifest } from "./manifest.ts";
import { measure } from "./read-archive.ts";
import type { ArchiveReader } from "./read-archive.ts";

export interface ArchiveVerdict {
  manifest: Manifest | null;
  /** The key that signed the manifest, `name+id+base64`. */
  signedBy: string | null;
  /** What is wrong, a sentence each. */
  findings: string[];
  /** Files whose bytes are as listed. */
  files: number;
  /** Of the audit log. */
  events: number;
}

const manifestPath = "manifest.json";
const notePath = "manifest.json.note";
const logPath = "audit/log.jsonl";
const mostManifestBytes = 256 * 1024 * 1024;
const mostNoteBytes = 64 * 1024;
const mostLineBytes = 64 * 1024 * 1024;

/**
 * Verifies an archive by itself: its signed manifest, every byte that the manifest lists, the numbers of lines, and the
 * audit log. `trusted`: public keys that were kept; without them, those that the archive brings are believed.
 */
export async function verifyArchive(archive: ArchiveReader, trusted?: readonly Uint8Array[]): Promise<ArchiveVerdict> {
  const verdict: ArchiveVerdict = { manifest: null, signedBy: null, findings: [], files: 0, events: 0 };
  const { findings } = verdict;
  for (const path of archive.repeated) findings.push(`${path} is in the archive more than once.`);
  const text = await archive.readText(manifestPath, mostManifestBytes);
  const manifest = text === null ? null : parsed(text);
  if (text === null || !manifest) {
    findings.push(`${manifestPath} is missing, or is none of an export.`);
    return verdict;
  }
  verdict.manifest = manifest;
  const { key, finding } = await findSigner(archive, manifest, trusted);
  verdict.signedBy = key;
  if (finding !== undefined) findings.push(finding);
  const listed = new Set([manifestPath, notePath, ...manifest.files.map(({ path }) => path)]);
  for (const path of archive.paths) if (!listed.has(path)) findings.push(`${path} is not in the manifest.`);
  for (const file of manifest.files) {
    const wrong = await fileFinding(archive, manifest, file);
    if (wrong) findings.push(wrong);
    else verdict.files += 1;
  }
  // What nobody has measured, or has no end, is not read line by line.
  const isReadable =
    listed.has(logPath) && !findings.some((finding) => finding.startsWith(`${logPath} has a line of `));
  if (isReadable) verdict.events = await verifyLog(archive, manifest, findings, trusted);
  return verdict;
}

function parsed(text: string): Manifest | null {
  try {
    const manifest = JSON.parse(text) as Manifest;
    const isWhole =
      manifest.format === archiveFormat && Array.isArray(manifest.files) && Array.isArray(manifest.missing);
    const isSigned = Array.isArray(manifest.audit.keys) && manifest.audit.keys.every((key) => typeof key === "string");
    return isWhole && isSigned ? manifest : null;
  } catch {
    return null;
  }
}

/**
 * Which of its keys signed an archive's manifest, `name+id+base64`, or why none did. `trusted`: the only public keys to
 * believe.
 */
export async function findSigner(
  archive: ArchiveReader,
  { id, organization, audit }: Pick<Manifest, "id"> & { organization: { id: string }; audit: { keys: string[] } },
  trusted: readonly Uint8Array[] | undefined,
): Promise<{ key: string | null; finding?: string }> {
  const [text, note] = [
    await archive.readText(manifestPath, mostManifestBytes),
    await archive.readText(notePath, mostNoteBytes),
  ];
  if (note === null) return { key: null, finding: `${notePath} is missing: nobody signed the manifest.` };
  const keys = audit.keys
    .flatMap((key) => parseKey(sha256, key) ?? [])
    .filter(({ publicKey }) => trusted === undefined || trusted.some((one) => equal(one, publicKey)));
  for (const key of keys) {
    const signed = await openNote(note, key, verifyEd25519);
    if (signed === null) continue;
    const isOurs = text !== null && signed === manifestStatement(organization.id, id, sha256Of(text));
    return isOurs ? { key: textOfKey(key) } : { key: null, finding: "The manifest is not the one that was signed." };
  }
  return { key: null, finding: `The manifest is not signed by ${trusted ? "a trusted key" : "a key that it names"}.` };
}

async function fileFinding(archive: ArchiveReader, manifest: Manifest, file: ListedFile): Promise<string | null> {
  try {
    const bytes = await archive.read(file.path);
    if (!bytes) return `${file.path} is missing.`;
    const { size, sha256: digest, lines, longestLine } = await measure(bytes);
    if (size !== file.size) return `${file.path} has ${size} bytes; the manifest says ${file.size}.`;
    if (digest !== file.sha256) return `${file.path} has other bytes than the manifest says.`;
    if (file.lines !== undefined && lines !== file.lines)
      return `${file.path} has ${lines} lines; the manifest says ${file.lines}.`;
    // Whoever reads it line by line keeps a line in memory.
    if (file.lines !== undefined && longestLine > mostLineBytes)
      return `${file.path} has a line of ${longestLine} bytes.`;
    const counted = file.table === undefined ? undefined : manifest.counts[file.table];
    if (counted !== undefined && counted !== file.lines)
      return `${file.path} has ${file.lines} lines, and there were ${counted} rows of ${file.table}.`;
    const [, named] = /^files\/([0-9a-f]{64})/.exec(file.path) ?? [];
    const isKnown = manifest.missing.some(({ path }) => path === file.path);
    return named === undefined || named === digest || isKnown
      ? null
      : `${file.path} is not the file that it is called.`;
  } catch (error) {
    return `${file.path} cannot be read: ${(error as Error).message}.`;
  }
}

/** How many events the log has; what is wrong with it goes to the findings. */
async function verifyLog(
  archive: ArchiveReader,
  { audit }: Manifest,
  findings: string[],
  trusted: readonly Uint8Array[] | undefined,
): Promise<number> {
  try {
    const bytes = await archive.read(logPath);
    if (!bytes) throw new Error("it is missing");
    const kept = audit.checkpoint === null ? [] : [audit.checkpoint];
    const { finding, size } = await verifyExport(linesOf(bytes), kept, trusted);
    if (finding)
      findings.push(
        `The audit log is ${finding.kind}${finding.sequence === null ? "" : ` at place ${finding.sequence}`}. ${finding.sentence}`,
      );
    return size;
  } catch (error) {
    findings.push(`The audit log cannot be verified: ${(error as Error).message}`);
    return 0;
  }
}
