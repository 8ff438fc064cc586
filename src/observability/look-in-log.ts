import type { Actor, Origin } from "../access/caller.ts";
import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { Turns } from "../tenancy/turns.ts";

/** Looking in a large log may take seconds of one of PostgreSQL's processes, and one of the pool's connections. */
const bounds = { most: 6, mostOfOne: 3 };
const longestWaitMilliseconds = 10_000;
/** A single statement of it; the answer is then 503 and says to narrow the request. */
const longestStatement = "30s";

const turnsOf = new WeakMap<Database, Turns>();

/**
 * `inOrganization` for what looks through the log: a few of one organization at a time, the others wait for their turn
 * without a connection. Throws a Problem where that takes too long, or a statement does.
 */
export async function lookInLog<T>(
  db: Database,
  actor: Actor,
  origin: Origin,
  kind: "audited" | "read-only",
  body: (work: Work) => Promise<T>,
): Promise<T> {
  const turns = turnsOf.get(db) ?? new Turns(bounds);
  turnsOf.set(db, turns);
  const leave = await turns.take(actor.organizationId, longestWaitMilliseconds);
  try {
    return await inOrganization(db, actor, origin, kind, async (work) => {
      const [result] = await Promise.all([
        body(work),
        work.sql.query(`set local statement_timeout = '${longestStatement}'`),
      ]);
      return result;
    });
  } finally {
    leave();
  }
}
