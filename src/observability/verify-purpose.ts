import { z } from "zod";
import type { Context } from "../api/endpoint.ts";
import { sealedSize } from "../audit/in-order.ts";
import type { Database } from "../ports/database.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { logFilter } from "./log-filter.ts";

/** What an export of the whole log may say that it is for. */
export const purpose = z
  .enum(["verify"])
  .optional()
  .describe("Of the whole log as jsonl: says why it is read, and is recorded as VERIFY in place of EXPORT");

type Query = Partial<Record<string, unknown>>;

/** Verifying takes the whole log, so that nobody takes a part of it by that name. */
export function refuseOtherPurposes({ value, issues }: z.core.ParsePayload<Query>): void {
  if (value.purpose === undefined) return;
  const refuse = (message: string) => issues.push({ code: "custom", path: ["purpose"], message, input: value.purpose });
  if (value.export !== "jsonl" || value.format === "ocsf") refuse("needs export=jsonl in the native format");
  if (Object.keys(logFilter).some((name) => value[name] !== undefined)) refuse("is of the whole log, without filters");
}

/** Says that the whole log was read to be verified. Its data left the server all the same, and how much is said too. */
export async function noteVerifying({ actor, origin, note }: Context, db: Database): Promise<void> {
  const events = await inOrganization(db, actor(), origin, "read-only", (work) =>
    sealedSize(work.sql, work.organizationId),
  );
  note({ action: "VERIFY", resource: "audit_log", details: { format: "jsonl", events } });
}
