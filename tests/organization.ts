import { systemActor } from "../src/access/caller.ts";
import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import type { Role } from "../src/access/permissions.ts";
import type { Work } from "../src/audit/work.ts";
import { newId } from "../src/identifier.ts";
import type { Database } from "../src/ports/database.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";

/** An organization in the database, entered through the door without HTTP. */
export interface TestOrganization {
  id: string;
  actor: Actor;
  /** Audited work as its owner. */
  write<T>(body: (work: Work) => Promise<T>): Promise<T>;
  read<T>(body: (work: Work) => Promise<T>): Promise<T>;
  /** The actor of a further member. */
  member(name: string, role: Role): Promise<Actor>;
}

const origin = internalOrigin("test");

export async function testOrganization(db: Database, name: string): Promise<TestOrganization> {
  const id = newId();
  const system = systemActor(id);
  const write = <T>(actor: Actor, body: (work: Work) => Promise<T>) =>
    inOrganization(db, actor, origin, "audited", body);
  await write(system, async (work) => {
    await work.sql.query("insert into organization (id, name) values ($1, $2)", [id, name]);
    work.record({ action: "CREATE", resource: "organization", resourceId: id, name });
  });
  const member = async (person: string, role: Role): Promise<Actor> => {
    const userId = newId();
    const email = `${person.toLowerCase()}@${name.toLowerCase()}.test`;
    await write(system, async (work) => {
      await work.sql.query(
        "insert into member (organization_id, user_id, role, name, email) values ($1, $2, $3, $4, $5)",
        [id, userId, role, person, email],
      );
      work.record({ action: "CREATE", resource: "member", resourceId: userId, name: person });
    });
    return {
      type: "user",
      userId,
      organizationId: id,
      role,
      name: person,
      email,
      sessionId: newId(),
      method: "session",
    };
  };
  const actor = await member(`${name} owner`.replace(" ", "-"), "owner");
  return {
    id,
    actor,
    member,
    write: (body) => write(actor, body),
    read: (body) => inOrganization(db, actor, origin, "read-only", body),
  };
}
