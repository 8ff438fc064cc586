import { readKey } from "./audit-verify.ts";
import { ArchiveReader } from "./privacy/export/read-archive.ts";
import { verifyArchive } from "./privacy/export/verify-archive.ts";
import type { ArchiveVerdict } from "./privacy/export/verify-archive.ts";
import { signerLines } from "./trusted-file.ts";

interface Options {
  key?: string[];
  json?: boolean;
}

/** `nextcrm export verify`. Needs no installation. Ends with 1 where something is wrong. */
export async function exportVerify(file: string, { key, json }: Options): Promise<void> {
  const trusted = key?.map(readKey);
  const archive = await ArchiveReader.open(file);
  try {
    const verdict = await verifyArchive(archive, trusted);
    console.log(json ? asJson(verdict, trusted !== undefined) : asText(file, verdict, trusted !== undefined));
    if (verdict.findings.length > 0) process.exitCode = 1;
  } finally {
    archive.close();
  }
}

function asJson({ manifest, signedBy, findings, files, events }: ArchiveVerdict, isGiven: boolean): string {
  const { id, organization, snapshotAt, missing } = manifest ?? {};
  const keyFrom = signedBy === null ? null : isGiven ? "given" : "file";
  return JSON.stringify({ findings, id, organization, snapshotAt, files, events, missing, signedBy, keyFrom });
}

/** What is wrong first; then what was checked, and whose word it is. */
function asText(file: string, verdict: ArchiveVerdict, isGiven: boolean): string {
  const { manifest, signedBy, findings, files, events } = verdict;
  const wrong = findings.map((finding) => `✗ ${finding}`);
  if (!manifest) return wrong.join("\n");
  const { organization, snapshotAt, missing } = manifest;
  const mark = findings.length > 0 ? "✗" : "✓";
  const lost = missing.map(({ path, reason }) => `! ${path}: ${reason}`);
  const facts = `${files} files as they were written, ${events} events of the audit log as they were sealed`;
  return [
    ...wrong,
    ...lost,
    `${mark} ${file}, ${organization.name} as of ${snapshotAt}: ${facts}`,
    ...signerLines({ key: signedBy, isGiven }),
  ].join("\n");
}
