import { equal } from "../../proofs/bytes.ts";
import { openCheckpoint } from "../../proofs/checkpoint.ts";
import type { OpenedCheckpoint, Place, Verdict } from "../../proofs/log-verdict.ts";
import type { VerifierKey } from "../../proofs/note.ts";
import { verifyLog } from "../../proofs/verify-log.ts";
import type { Expectations } from "../../proofs/verify-log.ts";
import type { Database, Sql } from "../ports/database.ts";
import { besideLog, countRows, snapshotOf } from "./beside-log.ts";
import { logHasher, verifyEd25519, verifyEd25519Aside } from "./node-hashing.ts";
import { readPruned } from "./pruned.ts";
import { readAhead } from "./read-ahead.ts";
import { keyOfLog, originOfLog } from "./seal.ts";
import { readPlaces } from "./read-places.ts";
import { readCheckpoints, readTiles } from "./stored-log.ts";
import type { StoredCheckpoint } from "./stored-log.ts";
import { sequencerView } from "./unsealed.ts";

export interface LogVerdict extends Verdict {
  organizationId: string;
  /** Events that wait for their place: what was written a moment ago, or since no process seals. */
  waiting: number;
}

export interface VerifyOptions extends Pick<Expectations, "pruned" | "erased"> {
  /** Notes of checkpoints that somebody kept outside of the database. */
  kept?: readonly string[];
  /** Public keys, 32 bytes each, that were kept outside of the database: no other is believed. */
  trusted?: readonly Uint8Array[] | undefined;
}

/** Every log of the installation that has left a trace or should have, the operator's included. */
export function listLogs(db: Database): Promise<string[]> {
  const tables = ["audit_checkpoint", "audit_leaf", "audit_event", "audit_tile"];
  // From one log's rows straight to the next one's: each table is read as often as there are logs.
  const walk = (table: string) => `
    (with recursive walk (id) as (
      (select organization_id from ${table} order by 1 limit 1)
      union all
      select (select organization_id from ${table} where organization_id > walk.id order by 1 limit 1) from walk where walk.id is not null
    ) select id from walk where id is not null)`;
  return db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => {
    const rows = await sql.query<{ id: string }>(
      `${tables.map(walk).join(" union ")} union select id from organization order by id`,
    );
    return rows.map(({ id }) => id);
  });
}

/**
 * Verifies one log as it lies in the database, in one snapshot: leaves, what stands beside them, tiles and
 * checkpoints, and that there is nothing else. Reads it as a stream, in a bounded memory.
 */
export async function verifyStoredLog(
  db: Database,
  organizationId: string,
  { kept = [], trusted, ...expectations }: VerifyOptions = {},
): Promise<LogVerdict> {
  // Read before the log is: what the sequencer had seen by then must have its place.
  const view = await sequencerView(db);
  const scope = { role: "nextcrm_app", organizationId, readOnly: true, repeatableRead: true } as const;
  return db.transaction(scope, async (sql) => {
    const keys = (await keysOf(sql, organizationId)).filter(
      ({ publicKey }) => trusted === undefined || trusted.some((key) => equal(key, publicKey)),
    );
    const keptOnes = await Promise.all(kept.map((note) => openKept(note, keys)));
    const counts = { disclosures: 0 };
    const pruned = expectations.pruned ?? (await readPruned(sql, organizationId));
    const counting = countRows(db, organizationId, await snapshotOf(sql));
    // Where reading fails, that is what is told.
    counting.catch(() => undefined);
    const verdict = await verifyLog(
      logHasher,
      counted(readPlaces(sql, organizationId), counts),
      readAhead(readCheckpoints(sql, organizationId, keptOnes, (stored) => openStored(stored, keys))),
      {
        ...expectations,
        pruned,
        tiles: readAhead(readTiles(sql, organizationId)),
        promised: await promisedSize(sql, organizationId, keptOnes),
      },
    );
    const placed = { ...verdict, disclosures: counts.disclosures };
    const { waiting, finding } = await besideLog(sql, organizationId, view, placed, await counting);
    return { organizationId, ...verdict, finding: verdict.finding ?? finding, waiting };
  });
}

async function keysOf(sql: Sql, organizationId: string): Promise<VerifierKey[]> {
  const rows = await sql.query<{ key: Uint8Array }>(
    "select public_key as key from audit_signing_key order by first_used_at desc",
  );
  return rows.map(({ key }) => keyOfLog(organizationId, key));
}

async function promisedSize(sql: Sql, organizationId: string, kept: readonly OpenedCheckpoint[]): Promise<number> {
  const [row] = await sql.query<{ size: number | null }>(
    "select max(size) as size from audit_checkpoint where organization_id = $1",
    [organizationId],
  );
  return Math.max(row?.size ?? 0, ...kept.map(({ size }) => size));
}

async function* counted(batches: AsyncIterable<Place[]>, counts: { disclosures: number }): AsyncGenerator<Place[]> {
  for await (const places of batches) {
    for (const { disclosures } of places) counts.disclosures += disclosures.length;
    yield places;
  }
}

async function openStored(
  { size, root, note }: StoredCheckpoint,
  keys: readonly VerifierKey[],
): Promise<OpenedCheckpoint> {
  for (const key of keys) {
    const opened = await openCheckpoint(note, key, verifyEd25519Aside);
    if (!opened) continue;
    if (opened.size === size && equal(opened.root, root)) return { size, root };
    return { size, root, wrong: `The checkpoint of ${size} events stands beside a note that says something else.` };
  }
  return { size, root, wrong: `The checkpoint of ${size} events is not signed by a key of this log.` };
}

/** A kept checkpoint of this log. The size of one that no key opens is what it says. */
async function openKept(note: string, keys: readonly VerifierKey[]): Promise<OpenedCheckpoint> {
  for (const key of keys) {
    const opened = await openCheckpoint(note, key, verifyEd25519);
    if (opened) return { ...opened, kept: true };
  }
  const size = Number(/^[^\n]*\n(\d{1,15})\n/.exec(note)?.[1] ?? 0);
  const wrong = "The checkpoint that was kept is signed by a key that this log does not know, or was changed.";
  return { size, root: new Uint8Array(32), kept: true, wrong };
}

/** The log that a note says it is of; null where it is no checkpoint of an organization's log. */
export function organizationOfNote(note: string): string | null {
  const [origin = ""] = note.split("\n");
  const id = /[0-9a-f-]{36}$/.exec(origin)?.[0];
  return id !== undefined && originOfLog(id) === origin ? id : null;
}
