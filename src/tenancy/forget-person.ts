import type { Actor, Origin } from "../access/caller.ts";
import { eraseFromLog } from "../audit/erase.ts";
import { wordsOf } from "../audit/subject.ts";
import type { Database } from "../ports/database.ts";
import type { Jobs } from "../ports/jobs.ts";
import { inOrganization } from "./in-organization.ts";

export interface KnownPerson {
  /** Null of somebody who has no account, whose address stands in sign-ins in vain, say. */
  id: string | null;
  name: string | null;
  email: string;
}

/**
 * Removes a person's values from the operator's own log, by an actor of that log, as `eraseFromLog` does from that of an
 * organization. Answers how many values went. May be done again.
 */
export function forgetInOperatorLog(
  db: Database,
  { id, name, email }: KnownPerson,
  actor: Actor,
  origin: Origin,
  jobs: Pick<Jobs, "enqueue">,
): Promise<number> {
  const words = wordsOf([name, email]);
  const subject = { types: ["user", "member"], id: id ?? "", words };
  return inOrganization(db, actor, origin, "audited", (work) =>
    eraseFromLog(work, subject, { resource: "user" }, jobs),
  );
}
