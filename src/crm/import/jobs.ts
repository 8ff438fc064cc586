import type { Services } from "../../api/services.ts";
import { recordTypes } from "../record-types.ts";
import { runImport } from "./run-import.ts";
import { undoImport } from "./undo-import.ts";

/** Lets this process run imports and undo them. */
export async function workImports({ db, storage, jobs }: Pick<Services, "db" | "storage" | "jobs">): Promise<void> {
  const tools = { db, storage, types: recordTypes };
  await jobs.work("import", ({ organizationId, importId }, signal) =>
    runImport(tools, organizationId, importId, signal),
  );
  await jobs.work("undo-import", ({ organizationId, importId }, signal) =>
    undoImport(tools, organizationId, importId, signal),
  );
}
