import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { Database } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { letter } from "../../ports/letter.ts";
import type { Recipient } from "../../ports/letter.ts";
import type { Message } from "../../ports/mail.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { tellOwners } from "../../tenancy/tell-members.ts";
import type { StreamId } from "./position.ts";

interface Parts {
  db: Database;
  jobs: Jobs;
  publicUrl: string;
}

/** Gives a stream up until somebody resumes it: an event, and a mail to each owner. Its position stays. */
export async function pauseStream({ db, jobs, publicUrl }: Parts, stream: StreamId, error: string): Promise<void> {
  const { organizationId, id } = stream;
  await inOrganization(db, systemActor(organizationId), internalOrigin("audit stream"), "audited", async (work) => {
    const text = `update audit_stream set status = 'paused' where organization_id = $1 and id = $2 and status = 'active' returning name`;
    const [paused] = await work.sql.query<{ name: string }>(text, [organizationId, id]);
    if (!paused) return;
    const changes = { status: { from: "active", to: "paused" } };
    const about = { resource: "audit_stream", resourceId: id, name: paused.name, changes } as const;
    work.record({ action: "SETTINGS_CHANGE", ...about, reason: "receiver failed", details: { error } });
    await tellOwners(jobs, work.sql, organizationId, (owner) => pausedMail(publicUrl, owner, paused.name, error));
  });
}

function pausedMail(publicUrl: string, owner: Recipient, stream: string, error: string): Message {
  return letter(owner, `The audit stream ${stream} is paused`, [
    `the receiver of the audit stream “${stream}” takes nothing any more. The last attempt: ${error}`,
    "Nothing is lost: once you resume it, the stream goes on where it stood, as long as the log keeps those events.",
    `${publicUrl}/settings/streams`,
  ]);
}
