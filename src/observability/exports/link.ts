import { createHash, randomBytes } from "node:crypto";
import type { Work } from "../../audit/work.ts";
import { notFound } from "../../problems.ts";
import { requireFile } from "./request-export.ts";
import { auditExports } from "./stored-export.ts";

/** 256 random bits: nothing to be guessed, so their digest needs no slow hash. */
const tokenBytes = 32;

export function linkDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes the export's link, in the place of an earlier one. Answers the token, which is stored nowhere. */
export async function makeLink(work: Work, id: string): Promise<string> {
  const { expiresAt } = await requireFile(work, id, true);
  const token = randomBytes(tokenBytes).toString("base64url");
  const text = `update audit_export set link_sha256 = $3, link_created_at = $4, link_created_by = $5, link_downloads = 0
    where organization_id = $1 and id = $2`;
  await work.sql.query(text, [work.organizationId, id, linkDigest(token), work.now, work.actor.userId]);
  work.record({ action: "CREATE", resource: "audit_export_link", resourceId: id, details: { expiresAt } });
  return token;
}

export async function revokeLink(work: Work, id: string): Promise<void> {
  const { linkCreatedAt, linkDownloads } = await auditExports.require(work, id, true);
  if (linkCreatedAt === null) throw notFound("link");
  await work.sql.query("update audit_export set link_sha256 = null where organization_id = $1 and id = $2", [
    work.organizationId,
    id,
  ]);
  const details = { downloads: linkDownloads };
  work.record({ action: "DELETE", resource: "audit_export_link", resourceId: id, details });
}
