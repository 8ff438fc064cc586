import { isId } from "../identifier.ts";
import { wordsOf } from "./subject.ts";
import type { Subject } from "./subject.ts";
import type { Work } from "./work.ts";

/** Of what the log says of somebody: names, who acted as well, and addresses among what changed. */
const said = `
  select distinct called.word from (
    select d.disclosure::jsonb -> 2 as value from audit_event e
    join audit_disclosure d on d.organization_id = e.organization_id and d.event_id = e.id
    where e.organization_id = $1 and (e.resource = any($2::text[]) and e.resource_id = $3 or e.actor_id = $4)
      and d.subject_type = any($2::text[]) and d.subject_id = $3
  ) of_them
  cross join lateral (
    select value ->> 'name' as word
    union all select value ->> 'email'
    union all select change.member
      from jsonb_each(case jsonb_typeof(value -> 'changes') when 'object' then value -> 'changes' else '{}' end) one
      cross join lateral (values (one.value ->> 'from'), (one.value ->> 'to')) change (member)
      where change.member ~ '^[^\\s@]+@[^\\s@]+$'
  ) called
  where called.word is not null`;

/**
 * By which names and addresses the log knows the subject, those of earlier included: they stand in what it says of
 * others, too.
 */
export async function formerWords({ sql, organizationId }: Work, { types, id }: Subject): Promise<string[]> {
  if (!isId(id)) return [];
  const actor = types.includes("user") ? id : null;
  const rows = await sql.query<{ word: string }>(said, [organizationId, types, id, actor]);
  return wordsOf(rows.map(({ word }) => word));
}
