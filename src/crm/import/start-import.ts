import type { Actor, Origin } from "../../access/caller.ts";
import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import { customFieldsOf } from "../../records/custom-fields.ts";
import type { RecordType } from "../../records/record-type.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Database } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { abandonFile } from "../document-versions.ts";
import { keptDays } from "./forget.ts";
import { readDefaults } from "./default-values.ts";
import { declareFields } from "./own-fields.ts";
import { mapColumns, newField, planImport } from "./plan.ts";
import type { ImportOptions, ImportPlan } from "./plan.ts";
import { countUnfinished, insertImport } from "./progress.ts";
import { spool } from "./spool.ts";
import type { Spooled } from "./spool.ts";
import { recordRequest } from "./summary.ts";
import { targetsOf } from "./target.ts";
import type { Upload } from "./upload.ts";

/** An upload that lasts longer than this is given up. */
const uploadHours = 24;

export interface StartTools {
  db: Database;
  storage: Storage;
  jobs: Jobs;
  settings: { largestImportBytes: number };
}

/** Keeps the file, settles what its columns mean and enqueues the work. Throws a 400 for what cannot be imported. */
export async function startImport(
  tools: StartTools,
  actor: Actor,
  origin: Origin,
  type: RecordType,
  upload: Upload,
  options: ImportOptions & { dryRun: boolean },
): Promise<{ id: string; status: "queued" }> {
  const { db, storage, jobs, settings } = tools;
  const id = newId();
  const key = `imports/${actor.organizationId}/${id}`;
  // Before the bytes: whatever kills this process, they do not stay behind.
  await inOrganization(db, actor, origin, "audited", (work) => abandonFile(work, key, uploadHours));
  const file = await spool(storage, key, upload.bytes, { largestBytes: settings.largestImportBytes }, options);
  try {
    await inOrganization(db, actor, origin, "audited", async (work) => {
      const plan = await settle(work, type, file, options);
      const { size, sha256 } = file;
      const ahead = await countUnfinished(work.sql, work.organizationId);
      await insertImport(work, {
        id,
        recordType: type.name,
        dryRun: options.dryRun,
        filename: upload.filename,
        size,
        sha256,
        storageKey: key,
        plan,
      });
      await abandonFile(work, key, keptDays * 24);
      const { filename } = upload;
      recordRequest(work, { id, filename, recordType: type.name, dryRun: options.dryRun });
      await jobs.enqueue(work.sql, "import", { organizationId: actor.organizationId, importId: id }, ahead);
    });
  } catch (error) {
    await storage.remove(key);
    throw error;
  }
  return { id, status: "queued" };
}

/** What will be done with the file. Fields of the organization's own are declared, unless it is a dry run. */
export async function settle(
  work: Work,
  type: RecordType,
  file: Pick<Spooled, "header" | "sample">,
  given: ImportOptions & { dryRun: boolean },
): Promise<ImportPlan> {
  const { dryRun, ...options } = given;
  const custom = await customFieldsOf(work, type);
  const targets = targetsOf(type, custom);
  // Everything else is checked before a field is declared.
  const plan = planImport(type, targets, file.header, options);
  plan.defaults = await readDefaults(work, type, options.defaults ?? {});
  if (dryRun) return plan;
  const left = mapColumns(type, targets, file.header, options.mapping, [])
    .map(({ column, field }, index) => ({ column, field, index }))
    .filter(({ column, field }) => field === null && column !== "" && isWanted(options, column));
  const declared = await declareFields(work, type, custom, left, file.sample);
  const columns = plan.columns.map((column, index) => {
    const own = declared[left.findIndex((one) => one.index === index)];
    return own ? { ...column, field: `custom.${own.name}`, confidence: 1 } : column;
  });
  return { ...plan, columns };
}

function isWanted({ mapping, unmapped }: ImportOptions, column: string): boolean {
  return mapping[column] === newField || (unmapped === "custom" && mapping[column] !== null);
}
