import type { SessionCaller } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { invalidField, notFound } from "../problems.ts";
import type { AcrossWork } from "../tenancy/across-organizations.ts";
import { keyDigest, keyNetworks, newKey } from "../tenancy/api-keys.ts";

/** What a program works with in an operator's place. */
export interface OperatorKey {
  id: string;
  name: string;
  /** How the key begins. */
  prefix: string;
  createdBy: { id: string; name: string };
  /** RFC 3339. */
  createdAt: string;
  expiresAt: string;
  /** Exact to a minute. */
  lastUsedAt: string | null;
  /** From where alone it can be used; null is from anywhere. */
  networks: string[] | null;
}

const longestDays = 366;

/** All operators' keys, newest first; those that have expired are among them. */
export async function listOperatorKeys(sql: Sql): Promise<OperatorKey[]> {
  type Row = Omit<OperatorKey, "createdBy"> & { makerId: string; maker: string };
  const rows = await sql.query<Row>(
    `select k.id, k.name, k.prefix, k.created_at as "createdAt", k.expires_at as "expiresAt", k.networks,
      s.last_used_at as "lastUsedAt", u.id as "makerId", u.name as maker
    from auth.operator_key k join auth."user" u on u.id = k.created_by left join auth.operator_key_use s on s.key_id = k.id
    order by k.created_at desc, k.id desc`,
  );
  return rows.map(({ makerId, maker, ...key }) => ({ ...key, createdBy: { id: makerId, name: maker } }));
}

interface NewOperatorKey {
  name: string;
  /** RFC 3339. */
  expiresAt: string;
  networks?: readonly string[] | null | undefined;
}

/** Makes a key, whose text is answered here and never again. Throws a Problem for one that is good for too long. */
export async function createOperatorKey(
  { sql, record }: AcrossWork,
  { userId, name: maker }: SessionCaller,
  { name, expiresAt, networks: given }: NewOperatorKey,
  now: Date,
): Promise<OperatorKey & { key: string }> {
  if (Date.parse(expiresAt) > now.getTime() + longestDays * 86_400_000)
    throw invalidField("expiresAt", `lies more than ${longestDays} days ahead`);
  const networks = keyNetworks(given);
  const { key, prefix } = newKey("nco");
  const [id, createdAt] = [newId(), now.toISOString()];
  await sql.query(
    `insert into auth.operator_key (id, name, prefix, sha256, created_by, created_at, expires_at, networks)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, prefix, keyDigest(key), userId, createdAt, expiresAt, networks],
  );
  const changes = {
    name: { from: null, to: name },
    expiresAt: { from: null, to: expiresAt },
    ...(networks && { networks: { from: null, to: networks } }),
  };
  record({ action: "CREATE", resource: "operator_key", resourceId: id, name, changes });
  return {
    id,
    name,
    prefix,
    createdBy: { id: userId, name: maker },
    createdAt,
    expiresAt,
    lastUsedAt: null,
    networks,
    key,
  };
}

/** Ends a key, whoever made it. */
export async function revokeOperatorKey({ sql, record }: AcrossWork, id: string): Promise<void> {
  const [row] = await sql.query<{ name: string }>("delete from auth.operator_key where id = $1 returning name", [id]);
  if (!row) throw notFound("operator's key");
  record({ action: "DELETE", resource: "operator_key", resourceId: id, name: row.name });
}
