import type { Services } from "../../api/services.ts";
import type { Signer } from "../../ports/signer.ts";
import { runDataExport } from "./run-export.ts";

/** Lets this process write complete exports, whose manifests it signs. */
export async function workDataExports(
  { db, storage, jobs, limiter, policies, settings }: Services,
  { signer, version }: { signer: Signer; version: string },
): Promise<void> {
  const { publicUrl } = settings;
  const tools = { db, storage, jobs, limiter, policy: policies.export, publicUrl, signer, version };
  await jobs.work("data-export", ({ organizationId, exportId }, signal) =>
    runDataExport(tools, organizationId, exportId, signal),
  );
}
