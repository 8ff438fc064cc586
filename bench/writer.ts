import { internalOrigin } from "../src/access/caller.ts";
import type { Actor, Origin } from "../src/access/caller.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { newId } from "../src/identifier.ts";
import type { Database } from "../src/ports/database.ts";

/** A person in a browser, as whoever writes most events. */
export function personIn(organizationId: string): Actor {
  return {
    type: "user",
    userId: newId(),
    organizationId,
    role: "member",
    name: "Mia Member",
    email: "mia@example.test",
    sessionId: newId(),
    method: "session",
  };
}

export const fromBrowser: Origin = {
  ...internalOrigin("/api/contacts"),
  requestId: "0198c0de-0000-7000-8000-000000000000",
  method: "POST",
  ip: "203.0.113.7",
  ipSource: "socket",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
};

/** Organizations that are there, each with one person who works in it. */
export async function peopleOf(owner: Connection, organizations: number): Promise<Actor[]> {
  const people = Array.from({ length: organizations }, () => personIn(newId()));
  const ids = people.map(({ organizationId }) => organizationId);
  await withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query("insert into organization (id, name) select id, 'Bench' from unnest($1::uuid[]) as id", [ids]);
    await client.query(
      `insert into member (organization_id, user_id, role, name, email)
        select *, 'member', 'Mia Member', 'mia@example.test' from unnest($1::uuid[], $2::uuid[])`,
      [ids, people.map(({ userId }) => userId)],
    );
  });
  return people;
}

const changesAtOnce = 2_000;

/** Commits events of changed records, as most events are, of these people in turn; `after` each so many of them. */
export async function appendChanges(
  db: Database,
  people: readonly Actor[],
  count: number,
  after?: () => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < count; at += changesAtOnce) {
    const events = Array.from({ length: Math.min(changesAtOnce, count - at) }, (_, next) =>
      eventOf(people[(at + next) % people.length]!, fromBrowser, {
        action: "UPDATE",
        resource: "contact",
        resourceId: newId(),
        name: `Contact ${at + next}`,
        changes: { title: { from: "Engineer", to: "Chief engineer" } },
      }),
    );
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, events));
    await after?.();
  }
}
