import type { Sql } from "../ports/database.ts";
import type { Finding } from "../../proofs/log-verdict.ts";
import type { Contradiction } from "./contradiction.ts";

/** A log that is not sealed, since what the database holds does not continue what was signed. */
export interface RefusedSeal {
  organizationId: string;
  kind: Contradiction;
  /** What was signed: so many events, with this root. */
  signedSize: number;
  signedRoot: Uint8Array;
  /** How many places the database has. */
  size: number;
}

export type StoredRefusal = RefusedSeal & { refusedAt: string };

/** Refusals of one log, or of all that the role may see. */
export function readRefusals(sql: Sql, organizationId: string | null = null): Promise<StoredRefusal[]> {
  return sql.query<StoredRefusal>(
    `select organization_id as "organizationId", kind, signed_size as "signedSize", signed_root as "signedRoot", size, refused_at as "refusedAt"
      from audit_seal_refusal where $1::uuid is null or organization_id = $1 order by organization_id`,
    [organizationId],
  );
}

/** Which of these logs are refused. */
export async function refusedAmong(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    "select organization_id as id from audit_seal_refusal where organization_id = any($1::uuid[])",
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Notes them for every process to see, with where to look from for their events once they are accepted. */
export async function writeRefusals(sql: Sql, refusals: readonly RefusedSeal[], seen: string): Promise<void> {
  await sql.query(
    `insert into audit_seal_refusal (organization_id, kind, signed_size, signed_root, size, seen)
      select r.*, $6::pg_snapshot from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[], $5::bigint[]) r
      on conflict (organization_id) do nothing`,
    [
      refusals.map(({ organizationId }) => organizationId),
      refusals.map(({ kind }) => kind),
      refusals.map(({ signedSize }) => signedSize),
      refusals.map(({ signedRoot }) => signedRoot),
      refusals.map(({ size }) => size),
      seen,
    ],
  );
}

/** Lets a log be sealed again, from the first event that it was not sealed for. The caller has the sequencer's lock. */
export async function removeRefusal(sql: Sql, organizationId: string): Promise<void> {
  await sql.query(
    `with gone as (delete from audit_seal_refusal where organization_id = $1 returning seen)
      update audit_sequencer set snapshot = seen from gone where pg_snapshot_xmax(seen) < pg_snapshot_xmax(snapshot)`,
    [organizationId],
  );
}

/** What verifying says of such a log. */
export function findingOf({
  kind,
  signedSize,
  size,
}: RefusedSeal): Finding & { kind: "missing" | "forked" | "inserted" } {
  const signed = `${signedSize} events were signed`;
  if (kind === "shorter")
    return {
      kind: "missing",
      sequence: size,
      sentence: `${signed}, and the database holds the first ${size}: it was restored to an earlier state. Nothing is sealed until an operator accepts this.`,
    };
  if (kind === "forked")
    return {
      kind: "forked",
      sequence: null,
      sentence: `${signed} which are not those that the database holds. Nothing is sealed until an operator accepts this.`,
    };
  if (kind === "longer")
    return {
      kind: "inserted",
      sequence: signedSize,
      sentence: `${signed}, and the database has places behind them that nobody signed. Nothing is sealed until they are gone.`,
    };
  return {
    kind: "missing",
    sequence: null,
    sentence: "Hashes of the log's tree are gone. Nothing is sealed until they are back.",
  };
}
