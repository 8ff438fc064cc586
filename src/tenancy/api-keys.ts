import { createHash, randomBytes } from "node:crypto";
import { covers } from "../access/permissions.ts";
import type { Role } from "../access/permissions.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { notFound, Problem } from "../problems.ts";
import { presentRole } from "./members.ts";
import { canonicalNetworks } from "./network-list.ts";

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  /** How the key begins. */
  prefix: string;
  createdBy: { id: string; name: string };
  /** RFC 3339. */
  createdAt: string;
  expiresAt: string | null;
  /** Exact to a minute. */
  lastUsedAt: string | null;
  /** From where alone it can be used, as far as the organization can be reached from there; null is from anywhere. */
  networks: string[] | null;
}

const shape = /^nck_[A-Za-z0-9_-]{43}$/;
const operatorShape = /^nco_[A-Za-z0-9_-]{43}$/;

export function isApiKey(text: string): boolean {
  return shape.test(text);
}

/** Of a program of an operator. */
export function isOperatorKey(text: string): boolean {
  return operatorShape.test(text);
}

/** Fresh key of an organization (`nck`) or of an operator (`nco`): 256 random bits, and how it begins. */
export function newKey(kind: "nck" | "nco"): { key: string; prefix: string } {
  const key = `${kind}_${randomBytes(32).toString("base64url")}`;
  return { key, prefix: key.slice(0, 12) };
}

/** What of a key is stored: 256 random bits need no slow hash. */
export function keyDigest(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The organization's keys that are not revoked, newest first. */
export async function listApiKeys(work: Work): Promise<ApiKey[]> {
  const rows = await work.sql.db
    .selectFrom("api_key as k")
    .innerJoin("member as m", (join) =>
      join.onRef("m.organization_id", "=", "k.organization_id").onRef("m.user_id", "=", "k.created_by"),
    )
    .leftJoin("api_key_use as u", (join) =>
      join.onRef("u.organization_id", "=", "k.organization_id").onRef("u.key_id", "=", "k.id"),
    )
    .select(["k.id", "k.name", "k.role", "k.prefix", "k.created_at as createdAt", "k.expires_at as expiresAt"])
    .select("k.networks")
    .select(["u.last_used_at as lastUsedAt", "m.user_id as creatorId", "m.name as creator"])
    .where("k.organization_id", "=", work.organizationId)
    .where("k.revoked_at", "is", null)
    .orderBy("k.created_at", "desc")
    .orderBy("k.id", "desc")
    .execute();
  return rows.map(({ creatorId, creator, role, ...row }) => ({
    ...row,
    role: role as Role,
    createdBy: { id: creatorId, name: creator },
  }));
}

interface NewApiKey {
  name: string;
  role: Role;
  /** RFC 3339. */
  expiresAt?: string | null | undefined;
  networks?: readonly string[] | null | undefined;
}

/** Makes a key, whose text is answered here and never again. */
export async function createApiKey(
  work: Work,
  { name, role, expiresAt = null, networks: given }: NewApiKey,
): Promise<ApiKey & { key: string }> {
  // Such a key would outlive its maker's expiry and revocation.
  if (work.actor.type === "key") throw new Problem("forbidden", "An API key makes no API keys; a person does.");
  const creatorRole = await presentRole(work);
  if (!covers(creatorRole, role))
    throw new Problem("forbidden", `A key's role cannot exceed yours, which is ${creatorRole}.`);
  const networks = keyNetworks(given);
  const { key, prefix } = newKey("nck");
  const id = newId();
  const createdBy = { id: work.actor.userId!, name: await creatorName(work) };
  const text =
    "insert into api_key (organization_id, id, name, role, prefix, sha256, created_by, created_at, expires_at, networks) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
  await work.sql.query(text, [
    work.organizationId,
    id,
    name,
    role,
    prefix,
    keyDigest(key),
    createdBy.id,
    work.now,
    expiresAt,
    networks,
  ]);
  const changes = {
    name: { from: null, to: name },
    role: { from: null, to: role },
    expiresAt: { from: null, to: expiresAt },
    ...(networks && { networks: { from: null, to: networks } }),
  };
  work.record({ action: "CREATE", resource: "api_key", resourceId: id, name, changes });
  return { id, name, role, prefix, createdBy, createdAt: work.now, expiresAt, lastUsedAt: null, networks, key };
}

/** Says from where a key can be used from now on; null is from anywhere. */
export async function bindApiKey(work: Work, id: string, given: readonly string[] | null): Promise<ApiKey> {
  // Whoever finds a key would use it from where they are.
  if (work.actor.type === "key")
    throw new Problem("forbidden", "An API key does not change where keys work; a person does.");
  const networks = keyNetworks(given);
  const present = "from api_key where organization_id = $1 and id = $2 and revoked_at is null for update";
  const [before] = await work.sql.query<Pick<ApiKey, "name" | "networks">>(`select name, networks ${present}`, [
    work.organizationId,
    id,
  ]);
  if (!before) throw notFound("API key");
  if (JSON.stringify(before.networks) !== JSON.stringify(networks)) {
    const text = "update api_key set networks = $3 where organization_id = $1 and id = $2";
    await work.sql.query(text, [work.organizationId, id, networks]);
    const changes = { networks: { from: before.networks, to: networks } };
    work.record({ action: "UPDATE", resource: "api_key", resourceId: id, name: before.name, changes });
  }
  return (await listApiKeys(work)).find((key) => key.id === id)!;
}

/** Canonical; null where none is given. Throws a Problem that names the entry which is none. */
export function keyNetworks(given: readonly string[] | null | undefined): string[] | null {
  const networks = canonicalNetworks(given ?? [], (at) => `networks.${at}`);
  return networks.length === 0 ? null : networks;
}

export async function revokeApiKey(work: Work, id: string): Promise<void> {
  const text =
    "update api_key set revoked_at = $3 where organization_id = $1 and id = $2 and revoked_at is null returning name, role";
  const [row] = await work.sql.query<{ name: string; role: Role }>(text, [work.organizationId, id, work.now]);
  if (!row) throw notFound("API key");
  work.record({
    action: "DELETE",
    resource: "api_key",
    resourceId: id,
    name: row.name,
    changes: { role: { from: row.role, to: null } },
  });
}

/** A key that makes a key has its own name as the actor's; the creator is the person behind it. */
async function creatorName(work: Work): Promise<string> {
  const [row] = await work.sql.query<{ name: string }>(
    "select name from member where organization_id = $1 and user_id = $2",
    [work.organizationId, work.actor.userId],
  );
  return row?.name ?? work.actor.name;
}
