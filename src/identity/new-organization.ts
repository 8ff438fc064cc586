import type { Actor, Origin } from "../access/caller.ts";
import type { Plan } from "../access/plans.ts";
import type { Work } from "../audit/work.ts";
import { createDefaultPipeline } from "../crm/default-pipeline.ts";
import { newId } from "../identifier.ts";
import type { Database } from "../ports/database.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { addMember } from "../tenancy/members.ts";
import { insertOrganization } from "../tenancy/organizations.ts";

export interface Founder {
  userId: string;
  name: string;
  email: string;
  sessionId?: string;
}

/** Creates an organization with its first owner and pipeline. `before` runs first, in the same transaction. */
export async function foundOrganization<T>(
  db: Database,
  founder: Founder,
  origin: Origin,
  organization: { name: string; plan: Plan },
  finish: (work: Work) => Promise<T>,
  before: (work: Work) => Promise<void> = async () => undefined,
): Promise<T> {
  const actor: Actor = { ...founder, type: "user", organizationId: newId(), role: "owner", method: "session" };
  return inOrganization(db, actor, origin, "audited", async (work) => {
    await before(work);
    await insertOrganization(work, organization);
    await addMember(work, founder, "owner");
    await createDefaultPipeline(work);
    return finish(work);
  });
}
