import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import pg from "pg";
import { Refusal } from "../refusal.ts";
import { withClient } from "./client.ts";

/** Owns every table and migrates. Nobody serves requests as it. */
export const ownerRole = "nextcrm_owner";
/** What the serving login may become, one transaction at a time. */
export const runtimeRoles = ["nextcrm_app", "nextcrm_operator", "nextcrm_auth", "nextcrm_jobs"] as const;

/** Roles belong to the whole cluster and advisory locks to one database: everybody locks in this one. */
const lockDatabase = "postgres";
const lockKey = 6_398_201_847;

export interface ServeLogin {
  user: string;
  password?: string;
}

/**
 * Creates the roles and the serving login and grants what each needs, over a trusted connection to the product's
 * database. May run again and from several processes at once. PostgreSQL 15 and newer; the trusted login need not
 * be a superuser, CREATEROLE and the right to grant on the database are enough.
 */
export async function bootstrapRoles(owner: pg.ClientConfig, login: ServeLogin): Promise<void> {
  await withClient({ ...owner, database: lockDatabase }, async (client) => {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await createRoles(client, login);
    await grantDatabase(owner);
  });
}

/** The rights on one database, which a clone of a template does not inherit. */
export async function grantDatabase(owner: pg.ClientConfig): Promise<void> {
  await withClient(owner, async (client) => {
    const { rows } = await client.query<{ name: string; done: boolean }>(
      `select current_database() as name,
         has_database_privilege($1, current_database(), 'create') and has_schema_privilege($1, 'public', 'create')
         and exists (select from pg_database, aclexplode(datacl) where datname = current_database()
           and grantee = $2::regrole and privilege_type = 'TEMPORARY') as done`,
      [ownerRole, runtimeRoles[0]],
    );
    const name = pg.escapeIdentifier(rows[0]!.name);
    if (rows[0]!.done) return;
    // COPY goes through temporary tables; nobody else needs any.
    await client.query(
      `revoke temporary on database ${name} from public;
       grant create, temporary on database ${name} to ${ownerRole};
       grant temporary on database ${name} to nextcrm_app, nextcrm_operator;
       grant create, usage on schema public to ${ownerRole}`,
    );
  });
}

async function createRoles(client: pg.Client, login: ServeLogin): Promise<void> {
  const { rows } = await client.query<{ names: string[]; me: string; super: boolean; version: number }>(
    `select array(select rolname::text from pg_roles) as names, current_user as me,
       current_setting('is_superuser')::bool as super, current_setting('server_version_num')::int as version`,
  );
  const { names, me, super: isSuperuser, version } = rows[0]!;
  if (version < 150_000)
    throw new Refusal(`PostgreSQL 15 or newer is needed and this one is ${Math.floor(version / 10_000)}.`);
  const missing = [ownerRole, ...runtimeRoles].filter((role) => !names.includes(role));
  for (const role of missing) await client.query(`create role ${role} nologin noinherit`);
  if (!isSuperuser && !(await isMember(client, ownerRole)))
    await client.query(`grant ${ownerRole} to ${pg.escapeIdentifier(me)}`);
  if (!names.includes(login.user)) await createLogin(client, login);
  if (login.user === me) return;
  await grantRoles(client, login.user, version);
}

/** Whether the trusted login, which need not be a superuser, may become the role. */
async function isMember(client: pg.Client, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>("select pg_has_role($1, 'member') as may", [role]);
  return rows[0]!.may;
}

async function createLogin(client: pg.Client, { user, password }: ServeLogin): Promise<void> {
  const secret = password ? ` password ${pg.escapeLiteral(scramVerifier(password))}` : "";
  await client.query(`create role ${pg.escapeIdentifier(user)} login noinherit${secret}`);
}

async function grantRoles(client: pg.Client, user: string, version: number): Promise<void> {
  const { rows } = await client.query<{ inherits: boolean; granted: string[] }>(
    `select rolinherit as inherits, array(select roleid::regrole::text from pg_auth_members where member = pg_roles.oid) as granted
     from pg_roles where rolname = $1`,
    [user],
  );
  const { inherits, granted } = rows[0]!;
  const name = pg.escapeIdentifier(user);
  if (inherits) await client.query(`alter role ${name} noinherit`);
  const missing = runtimeRoles.filter((role) => !granted.includes(role));
  const options = version >= 160_000 ? " with inherit false, set true" : "";
  if (missing.length > 0) await client.query(`grant ${missing.join(", ")} to ${name}${options}`);
}

/** SCRAM-SHA-256 (RFC 5802) as PostgreSQL stores it: the password itself never stands in a statement or a log. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}
