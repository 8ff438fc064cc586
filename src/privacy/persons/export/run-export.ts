import { internalOrigin, systemActor } from "../../../access/caller.ts";
import type { Work } from "../../../audit/work.ts";
import type { Finished } from "../../../exports/attempts.ts";
import { runExport } from "../../../exports/run-export.ts";
import type { ExportKind, ExportTools, Writing } from "../../../exports/run-export.ts";
import { storedExports } from "../../../exports/stored.ts";
import type { Stored } from "../../../exports/stored.ts";
import { Problem } from "../../../problems.ts";
import { inOrganization } from "../../../tenancy/in-organization.ts";
import { readOrganization } from "../../../tenancy/organizations.ts";
import { zipped } from "../../export/zip-writer.ts";
import { readPersonRequest } from "../stored-request.ts";
import { findSubject } from "../subject.ts";
import { PersonContents } from "./contents.ts";
import { writePersonArchive } from "./write-archive.ts";

interface StoredPersonExport extends Stored {
  attemptsBefore: number;
}

const personExports = storedExports<StoredPersonExport>(
  { name: "person_export", done: "items", total: "total_items" },
  { columns: `x.attempts_before as "attemptsBefore"`, called: "file" },
);

/** Somebody waits: what does not work a few times is said to them, who can have it tried again. */
const mostAttempts = 4;

/** Writes the file of a person's request. */
export function runPersonExport(
  tools: ExportTools,
  organizationId: string,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  return runExport(personExportKind(tools), tools, organizationId, id, signal);
}

function personExportKind(tools: ExportTools): ExportKind<StoredPersonExport> {
  return {
    exports: personExports,
    folder: "person-exports",
    mostAttempts: ({ attemptsBefore }) => attemptsBefore + mostAttempts,
    write: (_, writing) => writeFile(tools, writing),
    told: () => ({}),
    completed: noteHandedOver,
  };
}

/** Its digest tells later which file it was. */
async function noteHandedOver({ sql, organizationId, now }: Work, { id }: StoredPersonExport): Promise<void> {
  const text = `update person_request r set exported_at = $3, exported_sha256 = x.sha256 from person_export x
    where r.organization_id = $1 and r.id = $2 and x.organization_id = r.organization_id and x.id = r.id`;
  await sql.query(text, [organizationId, id, now]);
}

async function writeFile({ db, storage }: ExportTools, { attempt, storageKey, watched }: Writing): Promise<Finished> {
  const { organizationId, id } = attempt;
  const actor = systemActor(organizationId);
  return inOrganization(db, actor, internalOrigin("person-export"), "snapshot", async (work) => {
    const request = await readPersonRequest(work, new Date(work.now), id);
    const person = await findSubject(work, request.subject);
    if (!person || request.erasedAt !== null) throw new Problem("gone", "The person is no longer there.");
    const { name } = await readOrganization(work);
    const contents = await PersonContents.open(work.sql, organizationId, person);
    const about = { request, person, organization: { id: organizationId, name }, at: work.now };
    const counted = { done: 0 };
    const bytes = zipped(new Date(work.now), (zip) => writePersonArchive(zip, contents, storage, about, counted));
    const stored = await storage.write(
      storageKey,
      watched(bytes, () => ({ done: counted.done })),
    );
    return { ...stored, storageKey, columns: { items: counted.done, total_items: counted.done } };
  });
}
