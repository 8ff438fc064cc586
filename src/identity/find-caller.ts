import type { KeyCaller, Membership, OperatorKeyCaller, SessionCaller, Suspension, Visit } from "../access/caller.ts";
import { sharedAllowList } from "../access/networks.ts";
import type { Plan } from "../access/plans.ts";
import { commonRole } from "../access/permissions.ts";
import type { Role } from "../access/permissions.ts";
import type { Database } from "../ports/database.ts";
import { keyDigest } from "../tenancy/api-keys.ts";

export interface Found {
  caller: SessionCaller | KeyCaller | OperatorKeyCaller;
  /** Milliseconds since 1970, null for never. */
  expiresAt: number | null;
  /** Until when this can be true at the longest, where that is sooner. */
  knownUntil?: number;
}

const scope = { role: "nextcrm_auth", readOnly: true } as const;

interface SessionRow {
  session_id: string;
  expires_at: string;
  user_id: string;
  name: string;
  email: string;
  operator: boolean;
  organization_id: string | null;
  organization_name: string;
  plan: Plan;
  role: Role;
  networks: string[] | null;
  deletion_due: string | null;
  suspension: Suspension | null;
  must_enrol: boolean;
  visit_id: string | null;
  visit_until: string | null;
  visit_reason: string | null;
}

const sessionText = `
  select c.*, auth.networks_of(c.organization_id) as networks, auth.deletion_due(c.organization_id) as deletion_due,
    auth.suspension_of(c.organization_id) as suspension
  from auth.caller_of_session($1) c`;
const keyText = `
  select c.*, auth.networks_of(c.organization_id) as networks, auth.networks_of_key(c.organization_id, c.key_id) as key_networks,
    auth.deletion_due(c.organization_id) as deletion_due, auth.suspension_of(c.organization_id) as suspension
  from auth.caller_of_key($1) c`;

/** Whom a session is of; null where it has ended. */
export async function findSession(db: Database, token: string): Promise<Found | null> {
  const [row] = await db.transaction(scope, (sql) => sql.query<SessionRow>(sessionText, [token], { prepare: true }));
  if (!row) return null;
  const { user_id: userId, name, email, operator, session_id: sessionId } = row;
  const visit = visitOf(row);
  return {
    caller: {
      type: "user",
      userId,
      name,
      email,
      sessionId,
      operator: operator && visit === null,
      membership: membershipOf(row, row.role, [row.networks]),
      ...(visit && { visit }),
      ...(row.must_enrol && { mustEnrol: true }),
    },
    expiresAt: Date.parse(row.expires_at),
    ...(visit && { knownUntil: Date.parse(visit.until) }),
  };
}

function visitOf({ visit_id: id, visit_until: until, visit_reason: reason }: SessionRow): Visit | null {
  return id !== null && until !== null && reason !== null ? { id, until, reason } : null;
}

interface KeyRow {
  key_id: string;
  key_name: string;
  key_role: Role;
  expires_at: string | null;
  creator_id: string;
  creator_role: Role;
  organization_id: string;
  organization_name: string;
  plan: Plan;
  networks: string[] | null;
  deletion_due: string | null;
  suspension: Suspension | null;
  key_networks: string[] | null;
}

/** What a key may: what its own role allows and its creator may still do; null where that is nothing. */
export async function findKey(db: Database, key: string): Promise<Found | null> {
  const [row] = await db.transaction(scope, (sql) => sql.query<KeyRow>(keyText, [keyDigest(key)], { prepare: true }));
  if (!row) return null;
  const role = commonRole(row.key_role, row.creator_role);
  const membership = role && membershipOf(row, role, [row.networks, row.key_networks]);
  if (!membership) return null;
  const caller: KeyCaller = {
    type: "key",
    userId: row.creator_id,
    name: row.key_name,
    keyId: row.key_id,
    operator: false,
    membership,
  };
  return { caller, expiresAt: row.expires_at === null ? null : Date.parse(row.expires_at) };
}

interface OperatorKeyRow {
  id: string;
  name: string;
  networks: string[] | null;
  expires_at: string;
  created_by: string;
}

const operatorKeyText = `
  select k.id, k.name, k.networks, k.expires_at, k.created_by
  from auth.operator_key k join auth.operator o on o.user_id = k.created_by
  where k.sha256 = $1 and k.expires_at > now()`;

/** What an operator's key is; null where it is unknown or its maker is no operator any more. */
export async function findOperatorKey(db: Database, key: string): Promise<Found | null> {
  const [row] = await db.transaction(scope, (sql) =>
    sql.query<OperatorKeyRow>(operatorKeyText, [keyDigest(key)], { prepare: true }),
  );
  if (!row) return null;
  const caller: OperatorKeyCaller = {
    type: "operator-key",
    userId: row.created_by,
    name: row.name,
    keyId: row.id,
    operator: true,
    membership: null,
    allowedFrom: row.networks ? [sharedAllowList(row.networks)] : [],
  };
  return { caller, expiresAt: Date.parse(row.expires_at) };
}

function membershipOf(
  row: Pick<SessionRow, "organization_id" | "organization_name" | "plan" | "deletion_due" | "suspension">,
  role: Role,
  networks: readonly (string[] | null)[],
): Membership | null {
  const { organization_id: organizationId, organization_name: organizationName, plan } = row;
  const { deletion_due: deletionDueAt, suspension: suspended } = row;
  if (organizationId === null) return null;
  const allowedFrom = networks.flatMap((list) => (list ? [sharedAllowList(list)] : []));
  return { organizationId, organizationName, plan, role, allowedFrom, deletionDueAt, suspended };
}
