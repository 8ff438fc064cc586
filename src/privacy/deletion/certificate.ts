import { canonicalJson } from "../../../proofs/canonical-json.ts";
import { openNote, signNote, verifierKey } from "../../../proofs/note.ts";
import type { VerifierKey } from "../../../proofs/note.ts";
import { toBase64 } from "../../../proofs/bytes.ts";
import { sha256, verifyEd25519 } from "../../audit/node-hashing.ts";
import type { Sql } from "../../ports/database.ts";
import type { Signer } from "../../ports/signer.ts";
import type { Census } from "./what-goes.ts";

/** What a purge remembers while it is under way, and what is left of it. Times in RFC 3339. */
export interface Erasure {
  organizationId: string;
  scheduledAt: string;
  dueAt: string;
  beganAt: string;
  finishedAt: string | null;
  before: Census | null;
  checkpoint: string | null;
  logSize: number | null;
  logRoot: Uint8Array | null;
  logKeptAt: string | null;
  organizationName: string | null;
  owners: { name: string; email: string }[] | null;
  peopleRemoved: number;
  certificate: string | null;
}

const columns = `organization_id as "organizationId", scheduled_at as "scheduledAt", due_at as "dueAt", began_at as "beganAt",
  finished_at as "finishedAt", before, checkpoint, log_size as "logSize", log_root as "logRoot", log_kept_at as "logKeptAt",
  organization_name as "organizationName", owners, people_removed as "peopleRemoved", certificate`;

export async function readErasure(sql: Sql, organizationId: string): Promise<Erasure | null> {
  const text = `select ${columns} from erasure_certificate where organization_id = $1`;
  return (await sql.query<Erasure>(text, [organizationId]))[0] ?? null;
}

export type ListedErasure = Pick<Erasure, "organizationId" | "scheduledAt" | "beganAt" | "finishedAt" | "certificate">;

export function listErasures(sql: Sql): Promise<ListedErasure[]> {
  return sql.query(
    `select organization_id as "organizationId", scheduled_at as "scheduledAt", began_at as "beganAt", finished_at as "finishedAt", certificate
      from erasure_certificate order by began_at desc, organization_id`,
  );
}

/** What is kept of an organization that is gone, as the certificate says it. */
const remains = [
  "this certificate",
  "the hashes of its audit log's events, without the events",
  "what the operator's own log tells of operators' acts",
  "backups, for as long as the operator keeps them",
];

const format = "nextcrm-erasure-certificate/1";

/** Signs what went: canonical JSON (RFC 8785) in a signed note, with nothing that tells of a person. */
export function signCertificate(erasure: Erasure, after: Census, finishedAt: string, signer: Signer): string {
  const { organizationId, scheduledAt, dueAt, beganAt, before, checkpoint, logSize, logRoot, peopleRemoved } = erasure;
  const tables = Object.keys(after.tables).map((table) => [
    table,
    { before: before?.tables[table] ?? 0, after: after.tables[table] ?? 0 },
  ]);
  const certificate = {
    format,
    organizationId,
    scheduledAt,
    dueAt,
    beganAt,
    finishedAt,
    tables: Object.fromEntries(tables),
    files: { before: before?.files ?? 0, beforeBytes: before?.bytes ?? 0, after: after.files },
    accountsRemoved: peopleRemoved,
    auditLog: checkpoint && logRoot ? { size: logSize, root: toBase64(logRoot), checkpoint } : null,
    remains,
  };
  return signNote(`${canonicalJson(certificate)}\n`, keyOfErasures(signer.publicKey), (text) => signer.sign(text));
}

/** Certificates are signed with the key of the audit logs, under a name of their own. */
export function keyOfErasures(publicKey: Uint8Array): VerifierKey {
  return verifierKey(sha256, "nextcrm/erasures", publicKey);
}

/** The key among these that signed a certificate; null where none of them did. */
export async function signedBy(certificate: string, publicKeys: readonly Uint8Array[]): Promise<VerifierKey | null> {
  for (const publicKey of publicKeys) {
    const key = keyOfErasures(publicKey);
    if ((await openNote(certificate, key, verifyEd25519)) !== null) return key;
  }
  return null;
}
