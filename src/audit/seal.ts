import { signCheckpoint } from "../../proofs/checkpoint.ts";
import { equal } from "../../proofs/bytes.ts";
import { verifierKey } from "../../proofs/note.ts";
import type { VerifierKey } from "../../proofs/note.ts";
import type { Database, Sql } from "../ports/database.ts";
import type { Signer } from "../ports/signer.ts";
import { noWitness } from "../ports/witness.ts";
import type { Witness } from "../ports/witness.ts";
import type { FullTile, LogTail } from "./log-tail.ts";
import { openTails } from "./open-tails.ts";
import type { RefusedSeal } from "./refused-seals.ts";
import { refusedAmong, writeRefusals } from "./refused-seals.ts";
import { sha256 } from "./node-hashing.ts";

/** A log's name to the world, and its key's. It does not change with the address of the installation. */
export function originOfLog(organizationId: string): string {
  return `nextcrm/audit/${organizationId}`;
}

export function keyOfLog(organizationId: string, publicKey: Uint8Array): VerifierKey {
  return verifierKey(sha256, originOfLog(organizationId), publicKey);
}

/** Tails of logs that were sealed lately, so that the next seal need not read them. */
export class KnownTails {
  readonly #tails = new Map<string, LogTail>();
  readonly #sealed: (organizationId: string, size: number) => void;
  static readonly #most = 2_000;

  /** Tells how large each log is that was sealed. */
  constructor(sealed: (organizationId: string, size: number) => void = () => undefined) {
    this.#sealed = sealed;
  }

  take(organizationId: string, size: number, root: Uint8Array): LogTail | undefined {
    const tail = this.#tails.get(organizationId);
    this.#tails.delete(organizationId);
    return tail?.size === size && equal(tail.root(), root) ? tail : undefined;
  }

  keep(tails: ReadonlyMap<string, LogTail>): void {
    for (const [organizationId, tail] of tails) {
      this.#tails.set(organizationId, tail);
      this.#sealed(organizationId, tail.size);
    }
    for (const [oldest] of this.#tails) {
      if (this.#tails.size <= KnownTails.#most) return;
      this.#tails.delete(oldest);
    }
  }
}

interface Event {
  organizationId: string;
  id: string;
  /** Of its leaf. */
  hash: Uint8Array;
}

/** The statement's snapshot in one row, an event in each of the others. */
type Found = { snapshot: string } | (Event & { snapshot: null });

const eventsAtOnce = 5_000;
/**
 * Of answers, PostgreSQL ends the silence of whoever does not ask, and not of whoever does not read: with the lock
 * taken, no answer may be larger than what a socket holds by itself, about 200 kB. A row here has less than 250 bytes.
 */
const rowsAtOnce = 500;
const logsAtOnce = 500;
/** A process that stands still with the lock, or whose machine is gone, loses both after so long. */
const longestSilenceMilliseconds = 5_000;
const boundSilence = `set_config('idle_in_transaction_session_timeout', '${longestSilenceMilliseconds}', true)`;
const lock = "hashtextextended('nextcrm audit sequencer', 0)";
const takeLock = `
  select ${boundSilence}, set_config('enable_seqscan', 'off', true), pg_try_advisory_xact_lock(${lock}) as taken`;

/** Waits until nobody seals; nobody does until the transaction ends. */
export async function takeSequencersLock(sql: Sql): Promise<void> {
  await sql.query(`select ${boundSilence}, pg_advisory_xact_lock(${lock})`);
}

/**
 * What the last statement could not see yet, seen by this one: events of transactions that ran then or began since.
 * A snapshot that lies ahead of the database's own comes from before a logical restore, which starts the count of
 * transactions anew: then everything is looked at. What has its leaf is left out in any case.
 *
 * What the planner does not know of a new log makes the whole of it look as small as what is new. So it is left the
 * index of what is new alone (the lock's statement switches the other way off), and looks up each leaf by itself.
 */
const readBounds = `
  select b.snapshot::text as seen, pg_snapshot_xmax(b.snapshot)::text as xmax, array(select pg_snapshot_xip(b.snapshot))::text as xip
  from (select case when pg_snapshot_xmax(snapshot) > pg_snapshot_xmax(pg_current_snapshot()) then '1:1:'::pg_snapshot else snapshot end as snapshot
    from audit_sequencer) b`;
const declareFound = `
  declare found no scroll cursor for
  select pg_current_snapshot()::text as snapshot, null::uuid as "organizationId", null::uuid as id, null::bytea as hash
  union all (
    select null, organization_id, id, hash from (
      select organization_id, id, sha256('\\x00'::bytea || convert_to(leaf, 'UTF8')) as hash from audit_event
      where xid >= $1::xid8 or xid = any($2::xid8[]) offset 0
    ) e
    where not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id offset 0)
    order by organization_id, id
  )`;

interface Sealing {
  /** What the installation signed, for it to be continued; without it, nothing is compared. */
  witness?: Witness;
  /** Hears of each log that is sealed no more. */
  refused?(refusal: RefusedSeal): void;
}

/** One transaction's work. */
interface Round {
  sql: Sql;
  signer: Signer;
  known: KnownTails;
  witness: Witness;
  tails: Map<string, LogTail>;
  /** Signed notes by organization. */
  notes: Map<string, string>;
  refused: RefusedSeal[];
  /** The sequencer's snapshot before this round. */
  seen: string;
}

/**
 * Gives every committed event its place in its organization's log, and signs what each of these logs is then. One
 * process at a time does; another that tries meanwhile answers null. Answers how many events were sealed. A log that
 * does not continue what was signed of it is left as it is.
 */
export async function seal(
  db: Database,
  signer: Signer,
  known: KnownTails,
  { witness = noWitness, refused = () => undefined }: Sealing = {},
): Promise<number | null> {
  const done = await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    // The lock is taken in a statement of its own: the next one's snapshot is then younger than the last holder's end.
    const [tried] = await sql.query<{ taken: boolean }>(takeLock);
    if (!tried!.taken) return null;
    const [bounds] = await sql.query<{ seen: string; xmax: string; xip: string }>(readBounds);
    await sql.query(declareFound, [bounds!.xmax, bounds!.xip]);
    const maps = { tails: new Map<string, LogTail>(), notes: new Map<string, string>() };
    const round: Round = { sql, signer, known, witness, ...maps, refused: [], seen: bounds!.seen };
    return { round, sealed: await sealFound(round) };
  });
  if (done === null) return null;
  // Only what is committed is known.
  known.keep(done.round.tails);
  witness.keep(done.round.notes);
  for (const refusal of done.round.refused) refused(refusal);
  return done.sealed;
}

async function sealFound(round: Round): Promise<number> {
  const { sql, signer } = round;
  let sealed = 0;
  let snapshot: string | undefined;
  let isFound = false;
  let found: Event[] = [];
  for (let isLast = false; !isLast;) {
    const rows = await sql.query<Found>(`fetch ${rowsAtOnce} from found`);
    isLast = rows.length < rowsAtOnce;
    for (const row of rows)
      if (row.snapshot === null) found.push(row);
      else snapshot = row.snapshot;
    if (found.length === 0 || (!isLast && found.length < eventsAtOnce)) continue;
    if (sealed === 0) await keepKey(sql, signer);
    sealed += await sealBatch(
      round,
      Map.groupBy(found, ({ organizationId }) => organizationId),
    );
    found = [];
    isFound = true;
  }
  // Where nothing was found, looking again from the same place costs nothing, and writing would.
  if (isFound)
    await sql.query("update audit_sequencer set snapshot = $1::pg_snapshot, sealed_at = clock_timestamp()", [snapshot]);
  return sealed;
}

/** Answers how many of these events were sealed. */
async function sealBatch(round: Round, found: ReadonlyMap<string, Event[]>): Promise<number> {
  const { sql, tails } = round;
  await openLogs(round, [...found.keys()]);
  const logs = [...found].filter(([organizationId]) => tails.has(organizationId));
  const leaves: { organizationId: string; sequence: number; eventId: string; hash: Uint8Array }[] = [];
  const tiles: (FullTile & { organizationId: string })[] = [];
  for (const [organizationId, events] of logs) {
    const tail = tails.get(organizationId)!;
    for (const { id: eventId, hash } of events) {
      leaves.push({ organizationId, sequence: tail.size, eventId, hash });
      for (const tile of tail.append(hash)) tiles.push({ ...tile, organizationId });
    }
  }
  await Promise.all([
    sql.query(
      `insert into audit_leaf (organization_id, sequence, event_id, hash)
        select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[])`,
      columns(leaves, ["organizationId", "sequence", "eventId", "hash"]),
    ),
    sql.query(
      `insert into audit_tile (organization_id, level, index, hashes, root)
        select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[])`,
      columns(tiles, ["organizationId", "level", "index", "hashes", "root"]),
    ),
    writeCheckpoints(
      round,
      logs.map(([organizationId]) => organizationId),
    ),
  ]);
  return leaves.length;
}

/** Opens the tails of logs that continue what was signed of them; the others are noted as refused. */
async function openLogs({ sql, known, witness, tails, refused, seen }: Round, ids: readonly string[]): Promise<void> {
  const wanted = ids.filter((id) => !tails.has(id));
  for (let at = 0; at < wanted.length; at += logsAtOnce) {
    const some = wanted.slice(at, at + logsAtOnce);
    const closed = await refusedAmong(sql, some);
    const opened = await openTails(
      sql,
      some.filter((id) => !closed.has(id)),
      known,
      witness,
    );
    for (const [id, tail] of opened.tails) tails.set(id, tail);
    if (opened.refused.length > 0) await writeRefusals(sql, opened.refused, seen);
    refused.push(...opened.refused);
  }
}

async function writeCheckpoints(
  { sql, signer, tails, notes }: Round,
  organizationIds: readonly string[],
): Promise<void> {
  const checkpoints = organizationIds.map((organizationId) => {
    const tail = tails.get(organizationId)!;
    const checkpoint = { origin: originOfLog(organizationId), size: tail.size, root: tail.root() };
    const note = signCheckpoint(checkpoint, keyOfLog(organizationId, signer.publicKey), (text) => signer.sign(text));
    notes.set(organizationId, note);
    return { organizationId, size: checkpoint.size, root: checkpoint.root, note };
  });
  await sql.query(
    `insert into audit_checkpoint (organization_id, size, root, note, sealed_at)
      select *, clock_timestamp() from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[])`,
    columns(checkpoints, ["organizationId", "size", "root", "note"]),
  );
}

/** A list of values for each member, as unnest takes them. */
function columns<T>(rows: readonly T[], members: readonly (keyof T)[]): unknown[][] {
  return members.map((member) => rows.map((row) => row[member]));
}

async function keepKey(sql: Sql, { publicKey }: Signer): Promise<void> {
  await sql.query(
    "insert into audit_signing_key (public_key, first_used_at) values ($1, clock_timestamp()) on conflict do nothing",
    [publicKey],
  );
}
