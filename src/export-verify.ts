import { readKey } from "./audit-verify.ts";
import { ArchiveReader } from "./privacy/export/read-archive.ts";
import { verifyArchive } from "./privacy/export/verify-archive.ts";
import type { ArchiveVerdict } from "./privacy/export/verify-archive.ts";

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
    console.log(json ? asJson(verdict) : asText(file, verdict, trusted !== undefined));
    if (verdict.findings.length > 0) process.exitCode = 1;
  } finally {
    archive.close();
  }
}

function asJson({ manifest, findings, files, events }: ArchiveVerdict): string {
  const { id, organization, snapshotAt, missing } = manifest ?? {};
  return JSON.stringify({ findings, id, organization, snapshotAt, files, events, missing });
}

/** What is wrong first. */
function asText(file: string, { manifest, findings, files, events }: ArchiveVerdict, isKeyKept: boolean): string {
  const wrong = findings.map((finding) => `✗ ${finding}`);
  if (!manifest) return wrong.join("\n");
  const { organization, snapshotAt, missing } = manifest;
  const facts = [
    `${files} files as they were written`,
    `${events} events of the audit log as they were sealed`,
    ...(isKeyKept ? ["signed by a key that was kept"] : ["NOT compared with a key that was kept (--key)"]),
  ];
  const mark = findings.length > 0 ? "✗" : "✓";
  const lost = missing.map(({ path, reason }) => `! ${path}: ${reason}`);
  return [...wrong, ...lost, `${mark} ${file}, ${organization.name} as of ${snapshotAt}: ${facts.join(", ")}`].join(
    "\n",
  );
}
