import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { Finished } from "../../exports/attempts.ts";
import { runExport, sealedSize } from "../../exports/run-export.ts";
import type { ExportKind, ExportTools, Writing } from "../../exports/run-export.ts";
import { exportReadyMail } from "../../identity/mails.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Limiter } from "../../ports/limiter.ts";
import type { Policy } from "../../ports/limiter.ts";
import type { Signer } from "../../ports/signer.ts";
import type { Work } from "../../audit/work.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { Contents } from "./contents.ts";
import { keptDays } from "./request-export.ts";
import { dataExports } from "./stored-export.ts";
import type { StoredDataExport } from "./stored-export.ts";
import { writeArchive } from "./write-archive.ts";
import { documentBytes } from "./write-document.ts";
import { zipped } from "./zip-writer.ts";

export interface DataExportTools extends ExportTools {
  jobs: Pick<Jobs, "enqueue">;
  signer: Signer;
  /** The product's. */
  version: string;
  publicUrl: string;
  limiter: Pick<Limiter, "giveBack">;
  /** What asking for an export spends. */
  policy: Policy;
}

/** Somebody waits: what does not work a few times is said to them, who can have it tried again. */
const mostAttempts = 4;

/** Writes the file of a complete export. */
export function runDataExport(
  tools: DataExportTools,
  organizationId: string,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  return runExport(dataExportKind(tools, organizationId), tools, organizationId, id, signal);
}

function dataExportKind(tools: DataExportTools, organizationId: string): ExportKind<StoredDataExport> {
  return {
    exports: dataExports,
    folder: "data-exports",
    mostAttempts: ({ attemptsBefore }) => attemptsBefore + mostAttempts,
    write: (row, writing) => writeFile(tools, row, writing),
    told: ({ format, files }) => ({ format, files }),
    completed: (work, row) => tellRequester(tools, work, row),
    gaveUp: () => tools.limiter.giveBack([{ policy: tools.policy, key: organizationId }]),
  };
}

async function writeFile(
  tools: DataExportTools,
  row: StoredDataExport,
  { attempt, storageKey, watched }: Writing,
): Promise<Finished> {
  const { organizationId, id } = attempt;
  // All that happened before the request has its place in the log then.
  await sealedSize(tools.db, organizationId, id);
  const actor = systemActor(organizationId);
  return inOrganization(tools.db, actor, internalOrigin("data-export"), "snapshot", async (work) => {
    const contents = await Contents.open(work.sql, organizationId, work.now);
    const total = contents.lines + (row.format === "zip" ? await contents.countFiles(row.files) : 0);
    const bytes =
      row.format === "json"
        ? documentBytes(contents)
        : zipped(new Date(work.now), (zip) => writeArchive(zip, contents, tools, { id, files: row.files }));
    const stored = await tools.storage.write(
      storageKey,
      watched(bytes, () => ({ done: contents.done, total })),
    );
    const expiresAt = new Date(Date.now() + keptDays * 86_400_000).toISOString();
    const columns = { items: total, total_items: total, snapshot_at: work.now, expires_at: expiresAt };
    return { ...stored, storageKey, columns };
  });
}

/** A mail to whoever asked, if they may still have the file. */
async function tellRequester(tools: DataExportTools, work: Work, row: StoredDataExport): Promise<void> {
  const text = `select m.name, m.email, o.name as "organizationName" from member m join organization o on o.id = m.organization_id
    where m.organization_id = $1 and m.user_id = $2 and m.removed_at is null and m.role = 'owner'`;
  const [person] = await work.sql.query<{ name: string; email: string; organizationName: string }>(text, [
    work.organizationId,
    row.requestedBy,
  ]);
  if (!person) return;
  await tools.jobs.enqueue(work.sql, "send-mail", exportReadyMail(tools.publicUrl, person, keptDays));
}
