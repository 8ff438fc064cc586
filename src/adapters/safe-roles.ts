import type pg from "pg";
import { Refusal } from "../refusal.ts";
import { ownerRole, runtimeRoles } from "./bootstrap-roles.ts";
import { withClient } from "./client.ts";

interface RoleFacts {
  name: string;
  isLogin: boolean;
  isSuperuser: boolean;
  bypassesRowSecurity: boolean;
  inherits: boolean;
  owns: string | null;
  holds: string | null;
  memberOf: string[];
}

const factsQuery = `
  select rolname as name, rolname = session_user as "isLogin", rolsuper as "isSuperuser", rolbypassrls as "bypassesRowSecurity", rolinherit as inherits,
    (select oid::regclass::text from pg_class where relowner = r.oid and relkind in ('r', 'p', 'v', 'm') and relpersistence <> 't' limit 1) as owns,
    (select c.oid::regclass::text from pg_class c, aclexplode(relacl) a where a.grantee = r.oid limit 1) as holds,
    array(select roleid::regrole::text from pg_auth_members where member = r.oid) as "memberOf"
  from pg_roles r where rolname = session_user or rolname = any($1)`;

/**
 * Refuses a serving login or a run-time role that could see past row level security: an owner, a superuser, one with
 * BYPASSRLS, or a login that inherits rights instead of taking one role per transaction.
 */
export async function assertSafeRoles(serve: pg.ClientConfig): Promise<void> {
  await withClient(serve, refuseUnsafeRoles);
}

/** The same for the login of an open connection. */
export async function refuseUnsafeRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<RoleFacts>(factsQuery, [runtimeRoles]);
  const missing = runtimeRoles.find((role) => !rows.some((row) => row.name === role));
  if (missing)
    throw new Refusal(`The database lacks the role ${missing}; run \`nextcrm migrate\` with DATABASE_OWNER_URL.`);
  for (const role of rows) {
    const fault = faultOf(role);
    if (!fault) continue;
    throw new Refusal(
      `The role ${role.name} ${fault}, so row level security would not hold for it; NextCRM does not serve with it.`,
    );
  }
  const login = rows.find(({ isLogin }) => isLogin)!;
  const lacking = runtimeRoles.find((role) => !login.memberOf.includes(role));
  if (lacking)
    throw new Refusal(
      `The login ${login.name} may not become ${lacking}; run \`nextcrm migrate\` with DATABASE_OWNER_URL.`,
    );
}

function faultOf(role: RoleFacts): string | undefined {
  if (role.isSuperuser) return "is a superuser";
  if (role.bypassesRowSecurity) return "has BYPASSRLS";
  if (role.owns) return `owns ${role.owns}`;
  if (role.memberOf.includes(ownerRole)) return `is a member of ${ownerRole}`;
  if (!role.isLogin) return role.memberOf[0] && `is a member of ${role.memberOf[0]}`;
  if (role.inherits) return "inherits the rights of its roles (it must be NOINHERIT)";
  if (role.holds) return `has rights of its own on ${role.holds}`;
  const runtime: readonly string[] = runtimeRoles;
  const other = role.memberOf.find((name) => !runtime.includes(name));
  return other && `is a member of ${other}`;
}
