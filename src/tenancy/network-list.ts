import { allowList, covers, parseNetwork } from "../access/networks.ts";
import type { Network } from "../access/networks.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { invalidInput, Problem } from "../problems.ts";
import type { FieldError } from "../problems.ts";

export interface ListedNetwork {
  /** In canonical spelling. */
  network: string;
  note: string;
}

/** From which networks an organization can be reached. */
export interface NetworkList {
  /** Whether addresses outside are refused. */
  enforced: boolean;
  networks: ListedNetwork[];
  version: number;
}

const none: NetworkList = { enforced: false, networks: [], version: 0 };

/** The list, with the version 0 where none was ever kept; locked until the transaction ends where it is to change. */
export async function readNetworkList(work: Work, lock = false): Promise<NetworkList> {
  // There may be no row yet to lock, but there is always the organization's.
  if (lock) await work.sql.query("select from organization where id = $1 for no key update", [work.organizationId]);
  const text = "select enforced, networks, version from network_list where organization_id = $1";
  const [row] = await work.sql.query<NetworkList>(text, [work.organizationId]);
  // PostgreSQL has an order of members of its own, in which nothing compares.
  return row ? { ...row, networks: row.networks.map(({ network, note }) => ({ network, note })) } : none;
}

/**
 * Replaces the list. Refuses one that would shut out whoever keeps it: they could not come back to mend it.
 * `expectedVersion` is what the caller saw last; another one is a 412.
 */
export async function replaceNetworkList(
  work: Work,
  given: Omit<NetworkList, "version">,
  expectedVersion?: number,
): Promise<NetworkList> {
  const texts = canonicalNetworks(
    given.networks.map(({ network }) => network),
    (at) => `networks.${at}.network`,
  );
  const networks = given.networks.map(({ note }, at) => ({ network: texts[at]!, note }));
  const before = await readNetworkList(work, true);
  if (expectedVersion !== undefined && before.version !== expectedVersion)
    throw new Problem("stale-version", "The list of networks was changed since you read it.", {
      members: { currentVersion: before.version },
    });
  if (given.enforced && !allowList(texts).includes(work.origin.ip)) throw lockedOut(work.origin.ip);
  return write(work, before, { enforced: given.enforced, networks });
}

function lockedOut(ip: string | null): Problem {
  const address = `your own address${ip === null ? "" : `, ${ip}`}`;
  return new Problem("invalid-input", `The list must include ${address}, or you would lock yourself out.`, {
    errors: [{ field: "networks", reason: `must include ${address}, or you would lock yourself out` }],
  });
}

/** Lets every address in again and keeps the list, for whoever runs the installation. False where nothing was refused. */
export async function allowEverywhere(work: Work): Promise<boolean> {
  const before = await readNetworkList(work, true);
  if (before.enforced) await write(work, before, { ...before, enforced: false });
  return before.enforced;
}

async function write(
  work: Work,
  before: NetworkList,
  { enforced, networks }: Omit<NetworkList, "version">,
): Promise<NetworkList> {
  const changes: Changes = {};
  if (before.enforced !== enforced) changes.enforced = { from: before.enforced, to: enforced };
  if (JSON.stringify(before.networks) !== JSON.stringify(networks))
    changes.networks = { from: before.networks, to: networks };
  if (Object.keys(changes).length === 0) return before;
  const text = `insert into network_list (organization_id, enforced, networks) values ($1, $2, $3)
    on conflict (organization_id) do update set enforced = excluded.enforced, networks = excluded.networks, version = network_list.version + 1
    returning version`;
  const [row] = await work.sql.query<{ version: number }>(text, [
    work.organizationId,
    enforced,
    JSON.stringify(networks),
  ]);
  work.record({ action: "SETTINGS_CHANGE", resource: "network_list", resourceId: work.organizationId, changes });
  return { enforced, networks, version: row!.version };
}

/**
 * The networks in canonical spelling, in their order. Throws a Problem that names, by `fieldOf` its place, whatever is
 * no network or stands there twice.
 */
export function canonicalNetworks(given: readonly string[], fieldOf: (at: number) => string): string[] {
  const faults: FieldError[] = [];
  const seen = new Set<string>();
  for (const [at, text] of given.entries()) {
    const parsed = parseNetwork(text);
    const fault = typeof parsed === "string" ? parsed : seen.has(parsed.text) && "is on the list already";
    if (fault) faults.push({ field: fieldOf(at), reason: fault });
    else seen.add((parsed as Network).text);
  }
  if (faults.length > 0) throw invalidInput(faults);
  return [...seen];
}

/** Each with the network on the same list that makes it needless, if there is one. */
export function withOverlaps(networks: readonly ListedNetwork[]): (ListedNetwork & { within: string | null })[] {
  const parsed = networks.map(({ network }) => parseNetwork(network) as Network);
  return networks.map((one, at) => {
    const outer = parsed.find((other, place) => place !== at && covers(other, parsed[at]!));
    return { ...one, within: outer?.text ?? null };
  });
}
