import { toHex } from "../../../proofs/bytes.ts";
import { internalOrigin } from "../../access/caller.ts";
import { appendOperatorEvent } from "../../audit/append.ts";
import { sha256 } from "../../audit/node-hashing.ts";
import { readErasure, signCertificate } from "./certificate.ts";
import { erasedMail } from "./mails.ts";
import type { PurgeTools } from "./purge-tools.ts";
import { countFiles, countRows } from "./what-goes.ts";

/** Nothing but what is named remains, or the transaction is rolled back. */
class SomethingLeft extends Error {}

/**
 * The last transaction: the organization's own row goes, everything is counted once more, and the certificate is
 * signed, told in the operator's log and mailed to the owners, whose addresses are forgotten with it. False where
 * something came meanwhile and has to go first.
 */
export async function finishErasure(tools: PurgeTools, organizationId: string): Promise<boolean> {
  const { db, storage, jobs, clock, signer, settings } = tools;
  const files = await countFiles(storage, organizationId);
  if (files.files > 0) return false;
  const finishedAt = clock.now().toISOString();
  try {
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
      await sql.query("select purge_organization_row($1, $2)", [organizationId, finishedAt]);
      const after = { tables: await countRows(sql, organizationId), ...files };
      if (Object.values(after.tables).some((rows) => rows > 0)) throw new SomethingLeft();
      const erasure = (await readErasure(sql, organizationId))!;
      const certificate = signCertificate(erasure, after, finishedAt, signer);
      await sql.query("select finish_erasure($1, $2, $3)", [organizationId, finishedAt, certificate]);
      await appendOperatorEvent(
        sql,
        { type: "system", userId: null, method: "internal", name: "NextCRM" },
        internalOrigin("purge-organization"),
        {
          action: "ERASE",
          resource: "organization",
          resourceId: organizationId,
          details: { certificate: { sha256: toHex(sha256(Buffer.from(certificate))) } },
        },
      );
      const { owners, organizationName: organization } = erasure;
      for (const owner of owners ?? []) {
        const told = { ...owner, organization: organization ?? "your organization", publicUrl: settings.publicUrl };
        await jobs.enqueue(sql, "send-mail", erasedMail(told, certificate));
      }
    });
    return true;
  } catch (error) {
    // Rows that others wrote meanwhile refer to the organization, or are found by the last count.
    const { code } = error as { code?: string };
    if (error instanceof SomethingLeft || code === "40001" || code === "23503") return false;
    throw error;
  }
}
