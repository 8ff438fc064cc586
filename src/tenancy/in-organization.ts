import type { Actor, Origin } from "../access/caller.ts";
import { appendEvents, eventOf } from "../audit/append.ts";
import type { Database } from "../ports/database.ts";
import { Work } from "../audit/work.ts";

/**
 * The only door to a tenant's data. Audited work may write, and its events commit with it; other work is read-only,
 * and PostgreSQL refuses whatever else it tries.
 */
export async function inOrganization<T>(
  db: Database,
  actor: Actor,
  origin: Origin,
  kind: "audited" | "read-only",
  body: (work: Work) => Promise<T>,
): Promise<T> {
  const readOnly = kind === "read-only";
  const scope = { role: "nextcrm_app", organizationId: actor.organizationId, readOnly } as const;
  return db.transaction(scope, async (sql) => {
    const work = new Work(sql, actor, origin, new Date());
    const result = await body(work);
    if (!readOnly)
      await appendEvents(
        sql,
        work.entries.map((entry) => eventOf(actor, origin, entry)),
      );
    return result;
  });
}
