import { internalOrigin, systemActor } from "../../access/caller.ts";
import { readRetention } from "../../audit/retention.ts";
import type { Retention } from "../../audit/retention.ts";
import type { Work } from "../../audit/work.ts";
import type { Database } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { letter } from "../../ports/letter.ts";
import type { Recipient } from "../../ports/letter.ts";
import type { Message } from "../../ports/mail.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { tellOwners } from "../../tenancy/tell-members.ts";

interface Tools {
  db: Database;
  jobs: Jobs;
  publicUrl: string;
}

/** Tells an organization's owners when its log will be pruned, and how to export it until then. */
export function announceRetention({ db, jobs, publicUrl }: Tools, organizationId: string): Promise<void> {
  const [actor, origin] = [systemActor(organizationId), internalOrigin("announce-retention")];
  return inOrganization(db, actor, origin, "audited", async (work) => {
    const retention = await readRetention(work.sql, organizationId);
    // The plan is the old one again.
    if (!retention.grace) return;
    const organization = await nameOf(work);
    const owners = await tellOwners(jobs, work.sql, organizationId, (owner) =>
      retentionMail({ organization, owner, retention, publicUrl }),
    );
    work.record({
      action: "SETTINGS_CHANGE",
      resource: "audit_retention",
      resourceId: organizationId,
      details: { announced: { grace: retention.grace, owners } },
    });
  });
}

async function nameOf({ sql, organizationId }: Work): Promise<string> {
  const [organization] = await sql.query<{ name: string }>("select name from organization where id = $1", [
    organizationId,
  ]);
  return organization?.name ?? "your organization";
}

interface MailParts {
  organization: string;
  owner: Recipient;
  retention: Retention;
  publicUrl: string;
}

function retentionMail({ organization, owner, retention, publicUrl }: MailParts): Message {
  const { plan, days, planDays, maxDays, archive, grace } = retention;
  const kept = days === null ? planDays : Math.min(days, maxDays);
  const date = grace!.until.slice(0, 10);
  const left = archive
    ? "What is removed is first written to archives in the installation's storage, each event with its proof."
    : "Archives are switched off: what is removed then is gone.";
  return letter(owner, `The audit log of ${organization} will keep ${kept} days from ${date}`, [
    `with the plan ${plan}, the audit log of ${organization} keeps events for ${kept} days. Until ${date} nothing changes; from then on, events that are older are removed.`,
    left,
    `To keep a copy with all proofs, export the log before ${date}, on the page`,
    `${publicUrl}/audit-log`,
    "or by API: GET /api/organization/audit-logs?export=jsonl.",
  ]);
}
