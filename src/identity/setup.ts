import { createHash, randomBytes } from "node:crypto";
import type { People } from "../access/people.ts";
import type { Origin } from "../access/caller.ts";
import { internalOrigin } from "../access/caller.ts";
import { commandLineOrigin, whoRunsCommand } from "../access/command-line.ts";
import type { Plan } from "../access/plans.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import { newId } from "../identifier.ts";
import type { Database } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { foundOrganization } from "./new-organization.ts";
import { findPerson } from "./sign-in.ts";

export interface SetUp {
  token: string;
  name: string;
  email: string;
  password: string;
  organization: string;
}

const read = { role: "nextcrm_auth", readOnly: true } as const;
const write = { role: "nextcrm_auth", readOnly: false } as const;

/** Whether the installation has no operator yet. */
export async function needsSetup(db: Database): Promise<boolean> {
  const [row] = await db.transaction(read, (sql) =>
    sql.query<{ needed: boolean }>("select not exists (select from auth.operator) as needed"),
  );
  return row!.needed;
}

/** A token that makes its holder the operator, once; those of earlier starts stay good for a month. */
async function makeToken(db: Database): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.transaction(write, async (sql) => {
    await sql.query("delete from auth.setup_token where created_at < now() - interval '30 days'");
    await sql.query("insert into auth.setup_token (sha256) values ($1)", [digest(token)]);
  });
  return token;
}

/** The link that the first person opens; undefined where there is an operator already. */
export async function setupLink(db: Database, publicUrl: string): Promise<string | undefined> {
  return (await needsSetup(db)) ? `${publicUrl}/setup?token=${await makeToken(db)}` : undefined;
}

/** Creates the operator and the first organization, all or nothing. Of several who hold a token, one succeeds. */
export async function setUp(
  db: Database,
  people: People,
  given: SetUp,
  origin: Origin,
  plan: Plan,
): Promise<{ userId: string; organizationId: string }> {
  const held = await db.transaction(read, (sql) =>
    sql.query("select 1 from auth.setup_token where sha256 = $1", [digest(given.token)]),
  );
  if (held.length === 0) throw refused();
  const hash = await people.hashPassword(given.password);
  const founder = { userId: newId(), name: given.name, email: given.email };
  const organizationId = await foundOrganization(
    db,
    founder,
    origin,
    { name: given.organization, plan },
    async (work) => work.organizationId,
    async (work) => {
      const text = "select auth.create_first_person($1, $2, $3, $4, $5, $6) as created";
      const parameters = [digest(given.token), founder.userId, founder.name, founder.email, hash, newId()];
      const [row] = await work.sql.query<{ created: boolean }>(text, parameters).catch(emailTaken);
      if (!row?.created) throw refused();
      work.record({
        action: "CREATE",
        resource: "user",
        resourceId: founder.userId,
        name: founder.name,
        details: { operator: true },
      });
    },
  );
  return { userId: founder.userId, organizationId };
}

interface Unattended {
  NEXTCRM_ADMIN_EMAIL?: string | undefined;
  NEXTCRM_ADMIN_PASSWORD?: string | undefined;
  NEXTCRM_ORGANIZATION?: string | undefined;
  DEFAULT_PLAN: Plan;
}

/** The first start without a person: does what the set-up page does where the settings say how. */
export async function unattendedSetup(db: Database, people: People, config: Unattended): Promise<void> {
  const { NEXTCRM_ADMIN_EMAIL: email, NEXTCRM_ADMIN_PASSWORD: password, NEXTCRM_ORGANIZATION: organization } = config;
  if (!email || !password || !organization || !(await needsSetup(db))) return;
  const given = {
    token: await makeToken(db),
    name: email.slice(0, email.indexOf("@")),
    email: email.toLowerCase(),
    password,
    organization,
  };
  try {
    await setUp(db, people, given, internalOrigin("start"), config.DEFAULT_PLAN);
  } catch (error) {
    // Another process that started at the same time was faster.
    if (!(error instanceof Problem) || (await needsSetup(db))) throw error;
  }
}

/** Makes a person an operator; false where nobody has this address. */
export async function promote(db: Database, email: string): Promise<boolean> {
  return db.transaction(write, async (sql) => {
    const person = await findPerson(sql, email.trim().toLowerCase());
    if (!person) return false;
    const added = await sql.query(
      "insert into auth.operator (user_id) values ($1) on conflict do nothing returning 1",
      [person.userId],
    );
    const entry = {
      action: "ROLE_CHANGE",
      resource: "user",
      resourceId: person.userId,
      name: person.name,
      changes: { operator: { from: false, to: true } },
    } as const;
    if (added.length > 0)
      await appendOperatorEvent(
        sql,
        { type: "system", userId: null, name: whoRunsCommand(), method: "command_line" },
        commandLineOrigin("user promote"),
        entry,
      );
    return true;
  });
}

function refused(): Problem {
  return new Problem("forbidden", "The set-up link was used already or is none of this installation's.");
}

function emailTaken(error: unknown): never {
  if ((error as { code?: string }).code !== "23505") throw error;
  throw new Problem("already-exists", "There is an account with this email address already.", {
    errors: [{ field: "email", reason: "is taken" }],
  });
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
