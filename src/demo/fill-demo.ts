import { createHmac } from "node:crypto";
import type { Actor } from "../access/caller.ts";
import { internalOrigin } from "../access/caller.ts";
import type { People } from "../access/people.ts";
import type { Work } from "../audit/work.ts";
import { listPipelines } from "../crm/pipelines.ts";
import { createDefaultPipeline } from "../crm/default-pipeline.ts";
import { recordTypes } from "../crm/record-types.ts";
import { membershipsOf } from "../identity/person-log.ts";
import { newId } from "../identifier.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { Storage } from "../ports/storage.ts";
import { childrenOf } from "../records/record-type.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { addMember } from "../tenancy/members.ts";
import { insertOrganization } from "../tenancy/organizations.ts";
import { storeFiles } from "./files.ts";
import { createOwnFields } from "./own-fields.ts";
import { createPeople } from "./people.ts";
import { historyDays } from "./scene.ts";
import { makeSignIns } from "./sign-ins.ts";
import type { Happening } from "./sign-ins.ts";
import { colleagues, companyName, letterhead } from "./team.ts";
import { writeYear } from "./write-year.ts";
import { yearOf } from "./year.ts";

interface Parts {
  db: Database;
  storage: Storage;
  clock: Clock;
  people: Pick<People, "hashPassword">;
  /** The installation's own; the password follows from it, so that it can be told again. */
  secret: string;
}

/** Adds the demo organization with a year of history, once and as a whole. Answers how to sign in to it. */
export async function fillDemo({ db, storage, clock, people, secret }: Parts): Promise<string> {
  const password = demoPassword(secret);
  const userIds = await createPeople(db, await people.hashPassword(password));
  const memberships = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) =>
    membershipsOf(sql, userIds[0]!),
  );
  if (memberships.some(({ organization_name: name }) => name === companyName))
    return signInOf(password, "is there already");
  const organizationId = newId();
  const actors = colleagues.map(({ name, email, role }, at): Actor => ({
    type: "user",
    userId: userIds[at]!,
    organizationId,
    role,
    name,
    email,
    sessionId: newId(),
    method: "session",
  }));
  const today = clock.now();
  await inOrganization(db, actors[0]!, internalOrigin("demo"), "audited", async (work) => {
    const founding = await found(work, today, actors);
    const stages = (await listPipelines(work))[0]!.stages;
    const year = yearOf(today, actors, stages);
    await writeYear(work, year, [...founding, ...makeSignIns(today, actors)]);
    await storeFiles(work, storage, year.files);
  });
  await inOrganization(db, actors[0]!, internalOrigin("demo"), "audited", ({ sql }) =>
    sql.query("select refresh_statistics(variadic $1::regclass[])", [filledTables]),
  );
  return signInOf(password, "was added");
}

const filledTables = [
  "audit_event",
  "audit_disclosure",
  ...recordTypes.flatMap(({ table, fields }) => [table, ...childrenOf(fields).map(({ field }) => field.rows!.table)]),
];

/** The organization with its people, pipeline and fields, a year ago. */
async function found(work: Work, today: Date, actors: readonly Actor[]): Promise<Happening[]> {
  const at = today.getTime() - historyDays * 86_400_000;
  await insertOrganization(work, { name: companyName, plan: "ENTERPRISE" });
  await work.sql.query(
    "update organization set default_currency = 'EUR', time_zone = 'Europe/Amsterdam', letterhead = $3, created_at = $2 where id = $1",
    [work.organizationId, new Date(at).toISOString(), letterhead],
  );
  for (const [place, { name, email, role }] of colleagues.entries())
    await addMember(work, { userId: actors[place]!.userId!, name, email }, role);
  await work.sql.query("update member set joined_at = $2 where organization_id = $1", [
    work.organizationId,
    new Date(at).toISOString(),
  ]);
  await createDefaultPipeline(work);
  await createOwnFields(work);
  // What was just said happened then, not now.
  return work.entries.splice(0).map((entry, place) => ({ at: at + place * 60_000, by: actors[0]!, entry }));
}

function demoPassword(secret: string): string {
  const letters = createHmac("sha256", secret)
    .update("the demo's password")
    .digest("base64url")
    .toLowerCase()
    .replaceAll(/[^a-z2-9]|[lo]/g, "");
  return `demo-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8, 12)}`;
}

function signInOf(password: string, state: string): string {
  const people = colleagues.map(({ name, email, role }) => `  ${email.padEnd(26)} ${role.padEnd(7)} ${name}`);
  return [
    `The demo organization ${companyName} ${state}. Everybody's password is ${password} unless they changed it:`,
    ...people,
  ].join("\n");
}
