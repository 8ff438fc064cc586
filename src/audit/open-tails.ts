import type { Sql } from "../ports/database.ts";
import type { Signed, Witness } from "../ports/witness.ts";
import { contradiction } from "./contradiction.ts";
import { loadTail, MissingHashes } from "./log-tail.ts";
import type { LogTail } from "./log-tail.ts";
import type { RefusedSeal } from "./refused-seals.ts";

/** Tiles of this level would be of a log of 2^56 events. */
const highestLevel = 6;

/** Tails that were kept in memory. */
interface Known {
  take(organizationId: string, size: number, root: Uint8Array): LogTail | undefined;
}

/** What a log's newest checkpoint in the database says; a size of 0 and no root where there is none. */
interface Stored {
  id: string;
  size: number;
  root: Uint8Array | null;
  /** Whether there are places or tiles behind it, which no seal wrote. */
  isLonger: boolean;
}

interface Opened {
  tails: Map<string, LogTail>;
  refused: RefusedSeal[];
}

/**
 * The right edges of some logs, for appending to them. A log that is not as it was signed, by what its newest
 * checkpoint or the witness says, comes among the refused ones. One that this process has sealed last is known to be.
 */
export async function openTails(sql: Sql, ids: readonly string[], known: Known, witness: Witness): Promise<Opened> {
  const stored = await readStored(sql, ids);
  const opened: Opened = { tails: new Map(), refused: [] };
  const strange: Stored[] = [];
  for (const log of stored) {
    const tail = log.root && !log.isLonger ? known.take(log.id, log.size, log.root) : undefined;
    if (tail) opened.tails.set(log.id, tail);
    else strange.push(log);
  }
  const signed = await witness.recall(strange.map(({ id }) => id));
  // One after the other: together, their answers would be more than a socket holds.
  for (const log of strange) {
    const one = await openTail(sql, log, signed.get(log.id));
    if ("kind" in one) opened.refused.push(one);
    else opened.tails.set(log.id, one);
  }
  return opened;
}

/**
 * The newest checkpoints of some logs. What would be in the way of the next places is looked for too: in the statement
 * that appends to many logs, the rows of one would keep all of them from being sealed.
 */
export function readStored(sql: Sql, ids: readonly string[]): Promise<Stored[]> {
  return sql.query<Stored>(
    `select o.id, coalesce(c.size, 0) as size, c.root,
        exists (select from audit_leaf l where l.organization_id = o.id and l.sequence >= coalesce(c.size, 0))
        or exists (select from generate_series(0, ${highestLevel}) one (level) join audit_tile t
          on t.organization_id = o.id and t.level = one.level and t.index >= coalesce(c.size, 0) >> (8 * (one.level + 1))) as "isLonger"
      from unnest($1::uuid[]) o (id)
      left join lateral (select size, root from audit_checkpoint c where c.organization_id = o.id order by size desc limit 1) c on true`,
    [ids],
  );
}

/** The tail of a log, or why it is refused. */
export async function openTail(
  sql: Sql,
  { id, size, root, isLonger }: Stored,
  signed: Signed | undefined,
): Promise<LogTail | RefusedSeal> {
  const promises = [...(signed ? [signed] : []), ...(root ? [{ size, root }] : [])];
  const refusal = (
    kind: RefusedSeal["kind"],
    { size: signedSize, root: signedRoot }: Pick<Signed, "size" | "root">,
  ) => ({
    organizationId: id,
    kind,
    signedSize,
    signedRoot,
    size,
  });
  try {
    const tail = await loadTail(sql, id, size);
    for (const promise of promises) {
      const kind = await contradiction(sql, id, tail, promise);
      if (kind) return refusal(kind, promise);
    }
    if (isLonger) return refusal("longer", { size, root: root ?? tail.root() });
    return tail;
  } catch (error) {
    if (error instanceof MissingHashes && promises[0]) return refusal("broken", promises[0]);
    throw error;
  }
}
