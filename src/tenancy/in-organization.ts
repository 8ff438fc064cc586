import type { Actor, Origin } from "../access/caller.ts";
import { appendEvents, eventOf } from "../audit/append.ts";
import type { Database } from "../ports/database.ts";
import { Work } from "../audit/work.ts";

/**
 * The only door to a tenant's data. Audited work may write, and its events commit with it; other work is read-only,
 * and PostgreSQL refuses whatever else it tries. All statements of a snapshot see the same moment.
 */
export async function inOrganization<T>(
  db: Database,
  actor: Actor,
  origin: Origin,
  kind: "audited" | "read-only" | "snapshot",
  body: (work: Work) => Promise<T>,
): Promise<T> {
  const scope = {
    role: "nextcrm_app",
    organizationId: actor.organizationId,
    readOnly: kind !== "audited",
    repeatableRead: kind === "snapshot",
  } as const;
  let work: Work | undefined;
  return db.transaction(
    scope,
    (sql) => {
      work = new Work(sql, actor, origin, new Date());
      return body(work);
    },
    (sql) =>
      appendEvents(
        sql,
        work!.entries.map((entry) => eventOf(actor, origin, entry)),
      ),
  );
}
