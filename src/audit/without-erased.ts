import type { Sql } from "../ports/database.ts";
import type { Event } from "./disclosure.ts";

interface Act {
  organizationId: string;
  subjectId: string;
  /** RFC 3339. */
  erasedAt: string;
}

/**
 * The events, less what they tell of people who were erased since: what lay outside of the log meanwhile must not bring
 * it back. They are not in the log yet, so that their leaves do without these digests, too. What an event says of others
 * in words of its own is not looked through: the events of reads have none.
 */
export async function withoutErased(sql: Sql, events: readonly Event[]): Promise<Event[]> {
  const organizations = new Set(events.map(({ leaf }) => leaf.organizationId));
  const subjects = new Set(events.flatMap(({ disclosures }) => disclosures.map(({ subjectId }) => subjectId)));
  subjects.delete(null);
  const acts = await sql.query<Act>(
    `select organization_id as "organizationId", resource_id as "subjectId", max(occurred_at) as "erasedAt" from audit_event
      where organization_id = any($1::uuid[]) and action = 'ERASE' and resource_id = any($2::text[]) group by 1, 2`,
    [[...organizations], [...subjects]],
  );
  const erasedAt = new Map(acts.map((act) => [`${act.organizationId} ${act.subjectId}`, Date.parse(act.erasedAt)]));
  return erasedAt.size === 0 ? [...events] : events.map((event) => lessErased(event, erasedAt));
}

function lessErased(event: Event, erasedAt: ReadonlyMap<string, number>): Event {
  const { leaf } = event;
  const isErased = (id: string | null) =>
    (erasedAt.get(`${leaf.organizationId} ${id}`) ?? -Infinity) >= Date.parse(leaf.occurredAt);
  const gone = new Set(event.disclosures.flatMap(({ subjectId, digest }) => (isErased(subjectId) ? [digest] : [])));
  return {
    leaf: { ...leaf, digests: leaf.digests.filter((digest) => !gone.has(digest)) },
    disclosures: event.disclosures.filter(({ digest }) => !gone.has(digest)),
  };
}
