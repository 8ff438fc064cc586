import type { Work } from "../audit/work.ts";
import type { Link } from "../records/kinds/reference.ts";
import type { Values } from "../records/store.ts";

const remembering = ["account", "contact", "opportunity"];

/** What a new activity is about remembers when it was last dealt with. The activity's event tells of both. */
export async function deriveActivity(work: Work, next: Values, previous: Values | null): Promise<void> {
  next.date ??= work.now;
  if (previous) return;
  // A meeting that is planned is dealing with somebody now.
  const at = (next.date as string) < work.now ? next.date : work.now;
  const links = (next.links ?? []) as Link[];
  for (const table of remembering) {
    const ids = links.filter(({ type }) => type === table).map(({ id }) => id);
    if (ids.length === 0) continue;
    const text = `update ${table} set last_activity_at = $3 where organization_id = $1 and id in (
      select id from ${table} where organization_id = $1 and id = any($2::uuid[]) and (last_activity_at is null or last_activity_at < $3)
      order by id for no key update)`;
    await work.sql.query(text, [work.organizationId, ids, at], { prepare: true });
  }
}
