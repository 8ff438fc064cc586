import type { Role } from "../../access/permissions.ts";
import { Email, GivenName } from "../../identity/credentials.ts";
import { newId } from "../../identifier.ts";
import type { Database, Sql } from "../../ports/database.ts";

/** A line of members.jsonl. */
interface Person {
  userId: string;
  role: Role;
  name: string;
  email: string;
  removedAt: string | null;
}

interface Account {
  id: string;
  name: string;
  email: string;
}

/** Somebody who gets an account without a password. */
export type NewAccount = Account;

/** Somebody who has an account here, and is asked whether they come in. */
export interface Asked {
  email: string;
  role: Role;
}

/** Who the people of an export are here. */
export class ArrivingPeople {
  /** Ids that are others here, by what they were. */
  readonly ids = new Map<string, string>();
  readonly accounts: NewAccount[] = [];
  readonly asked: Asked[] = [];
  /** By the ids of the export: whose account it is, and since when they are not in. */
  readonly #matched = new Map<string, Account & { removedAt: string }>();

  match(person: Person, account: Account, now: string): void {
    this.ids.set(person.userId, account.id);
    this.#matched.set(person.userId, { ...account, removedAt: now });
    this.asked.push({ email: account.email, role: person.role });
  }

  /** A member's row. Who has an account is no member before they say so. */
  arrive(line: Record<string, unknown>): Record<string, unknown> {
    const matched = this.#matched.get(line.userId as string);
    return matched ? { ...line, name: matched.name, email: matched.email, removedAt: matched.removedAt } : line;
  }
}

const auth = { role: "nextcrm_auth", readOnly: true } as const;
const operator = { role: "nextcrm_operator", readOnly: true } as const;

/**
 * Decides who the people of an export are here. An account that is here already is never made a member: with `match`
 * its person is invited, and is meanwhile named as the author of what they made. Ids that somebody has here are replaced.
 */
export async function planPeople(
  db: Database,
  members: readonly Record<string, unknown>[],
  { match, now }: { match: boolean; now: string },
): Promise<{ people: ArrivingPeople; findings: string[] }> {
  const all = members as unknown as readonly Person[];
  const present = all.filter(({ removedAt }) => removedAt === null);
  const findings = presentFindings(present);
  const known = await knownAccounts(db, all);
  const taken = await takenIds(db, all);
  const people = new ArrivingPeople();
  const unasked: string[] = [];
  for (const person of all) {
    const account = person.removedAt === null ? known.get(person.email) : undefined;
    if (account && !match) unasked.push(person.email);
    else if (account) people.match(person, account, now);
    else {
      if (taken.has(person.userId)) people.ids.set(person.userId, newId());
      const id = people.ids.get(person.userId) ?? person.userId;
      if (person.removedAt === null) people.accounts.push({ id, name: person.name, email: person.email });
    }
  }
  if (unasked.length > 0) findings.push(unaskedFinding(unasked));
  return { people, findings };
}

function presentFindings(present: readonly Person[]): string[] {
  const findings: string[] = [];
  const seen = new Set<string>();
  for (const { email, name } of present) {
    const parsed = Email.safeParse(email);
    if (!parsed.success || parsed.data !== email)
      findings.push(`members.jsonl: ${JSON.stringify(email)} is no email address that somebody could sign in with.`);
    if (!GivenName.safeParse(name).success)
      findings.push(`members.jsonl: ${JSON.stringify(name)} is no name that somebody can have.`);
    if (seen.has(email)) findings.push(`members.jsonl: ${email} is there twice.`);
    seen.add(email);
  }
  if (!present.some(({ role }) => role === "owner"))
    findings.push("members.jsonl: nobody who is in the organization is its owner.");
  return findings;
}

function unaskedFinding(emails: readonly string[]): string {
  const shown = emails.slice(0, 10).join(", ") + (emails.length > 10 ? ", …" : "");
  return `There are accounts here already for ${shown}. With --match-people they are named as the authors of what they made, and are invited by mail; they are in the organization once they accept.`;
}

async function knownAccounts(db: Database, members: readonly Person[]): Promise<Map<string, Account>> {
  const text = 'select id, name, email from auth."user" where email = any($1::text[])';
  const rows = await db.transaction(auth, (sql) => sql.query<Account>(text, [members.map(({ email }) => email)]));
  return new Map(rows.map((account) => [account.email, account]));
}

/** Ids of the export that somebody here has, or had: in an account, or as a member of another organization. */
async function takenIds(db: Database, members: readonly Person[]): Promise<Set<string>> {
  const ids = members.map(({ userId }) => userId);
  const accounts = await db.transaction(auth, (sql) =>
    sql.query<{ id: string }>('select id from auth."user" where id = any($1::uuid[])', [ids]),
  );
  const elsewhere = await db.transaction(operator, (sql) => membersElsewhere(sql, ids));
  return new Set([...accounts.map(({ id }) => id), ...elsewhere]);
}

async function membersElsewhere(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "select distinct user_id as id from member where user_id = any($1::uuid[])",
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Makes the accounts, in the transaction of an organization; whoever took an address or an id meanwhile makes it fail. */
export async function makeAccounts(sql: Sql, accounts: readonly NewAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  const elsewhere = await asRole(sql, "nextcrm_operator", () =>
    membersElsewhere(
      sql,
      accounts.map(({ id }) => id),
    ),
  );
  if (elsewhere.length > 0) throw new Error(`Somebody became a member with the id ${elsewhere[0]} meanwhile`);
  await asRole(sql, "nextcrm_auth", () =>
    sql.query('insert into auth."user" (id, name, email) select * from unnest($1::uuid[], $2::text[], $3::text[])', [
      accounts.map(({ id }) => id),
      accounts.map(({ name }) => name),
      accounts.map(({ email }) => email),
    ]),
  );
}

/** People are nobody's in an organization: for them the transaction takes the role that keeps them, and gives it back. */
async function asRole<T>(sql: Sql, role: "nextcrm_auth" | "nextcrm_operator", body: () => Promise<T>): Promise<T> {
  await sql.query(`set local role ${role}`);
  const result = await body();
  await sql.query("set local role nextcrm_app");
  return result;
}
