import type { Actor, Origin } from "../../access/caller.ts";
import type { Plan } from "../../access/plans.ts";
import type { Work } from "../../audit/work.ts";
import { importedMail, invitationMail } from "../../identity/mails.ts";
import { newId } from "../../identifier.ts";
import type { Database } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Storage } from "../../ports/storage.ts";
import { Refusal } from "../../refusal.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { openInvitation } from "../../tenancy/invitations.ts";
import { sha256Of } from "../export/manifest.ts";
import type { ArchiveReader } from "../export/read-archive.ts";
import { verifyArchive } from "../export/verify-archive.ts";
import type { Arrival } from "./arrival.ts";
import { readColumns } from "./column-rules.ts";
import { ArchivedRows } from "./contents.ts";
import { loadRows, refusalOf } from "./load-rows.ts";
import { manifestFile, numberOf, readManifest } from "./manifest.ts";
import type { ImportedManifest } from "./manifest.ts";
import { makeAccounts, planPeople } from "./people.ts";
import type { ArrivingPeople } from "./people.ts";
import {
  claimCopies,
  copiesOf,
  copyFile,
  giveUpCopies,
  isPresent,
  lockImport,
  noteCopies,
  originCopies,
} from "./store-files.ts";
import type { Copy, KeptFile } from "./store-files.ts";
import { importedTables } from "./tables.ts";

export interface ImportTools {
  db: Database;
  storage: Storage;
  jobs: Pick<Jobs, "enqueue">;
  publicUrl: string;
}

export interface ImportOptions {
  /** Public keys that were kept; without them those of the archive are believed. */
  trusted?: readonly Uint8Array[] | undefined;
  plan: Plan;
  /** Whether accounts that are here already may be named as authors, and be invited. */
  matchPeople: boolean;
  /** Whether documents may come without their files. */
  withoutFiles: boolean;
  /** Everything is looked at and tried, and nothing stays. */
  dryRun: boolean;
  /** Who does it, given the organization. */
  by(organizationId: string): { actor: Actor; origin: Origin };
}

export interface Imported {
  organization: { id: string; name: string };
  outcome: "imported" | "tried" | "here already";
  rows: number;
  files: number;
  people: ArrivingPeople;
  /** RFC 3339. */
  snapshotAt: string;
}

/** How far it is: what is being done, and how many lines or files of it. */
export type Told = (doing: string, done: number, total: number) => void;

/** Why an archive cannot be imported: several sentences. */
export class ImportRefused extends Refusal {
  constructor(findings: readonly string[]) {
    super(findings.map((finding) => `✗ ${finding}`).join("\n"));
  }
}

interface Ready {
  archive: ArchiveReader;
  manifest: ImportedManifest;
  rows: ArchivedRows;
  people: ArrivingPeople;
  copies: Copy[];
  total: number;
}

/** Ends a transaction that was tried to its end. */
class Tried extends Error {}

/**
 * Recreates an exported organization here. Everything is checked before anything is written; then files go to the
 * storage, and rows in one transaction: whatever ends it halfway, nothing of the organization is here, and the next
 * attempt takes the files that are there already. Throws a Refusal that says what is wrong.
 */
export async function importOrganization(
  tools: ImportTools,
  archive: ArchiveReader,
  options: ImportOptions,
  told: Told = () => undefined,
): Promise<Imported> {
  const manifest = await readManifest(archive);
  const { id } = manifest.organization;
  if (await isHere(tools.db, manifest, options)) return summary(manifest, "here already");
  const ready = await check(tools, archive, manifest, options, told);
  const { actor, origin } = options.by(id);
  const inside: Inside = (body) => inOrganization(tools.db, actor, origin, "audited", body);
  try {
    const kept = options.dryRun ? [] : await storeFiles(tools, inside, ready, told);
    await inside(async (work) => {
      await load(tools, work, ready, options, kept, told);
      if (options.dryRun) throw new Tried();
    });
  } catch (error) {
    if (!(error instanceof Tried)) {
      if (!options.dryRun) await removeFiles(tools, inside, ready);
      throw refusalOf(error);
    }
  }
  return summary(manifest, options.dryRun ? "tried" : "imported", ready);
}

type Inside = <T>(body: (work: Work) => Promise<T>) => Promise<T>;

function summary(manifest: ImportedManifest, outcome: Imported["outcome"], ready?: Ready): Imported {
  const { organization, snapshotAt } = manifest;
  const { total = 0, copies = [], people } = ready ?? {};
  return { organization, snapshotAt, outcome, rows: total, files: copies.length, people: people! };
}

/** Whether this very export is here. Throws a Refusal where the organization is, in any other way, or was. */
async function isHere(db: Database, manifest: ImportedManifest, options: ImportOptions): Promise<boolean> {
  const { id, name } = manifest.organization;
  const found = await db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => ({
    present: await sql.query("select from organization where id = $1", [id]),
    erased: await sql.query("select from erasure_certificate where organization_id = $1", [id]),
  }));
  if (found.erased.length > 0)
    throw new Refusal(
      `The organization ${id} was deleted from this installation for good: what is told of it is not kept.`,
    );
  if (found.present.length === 0) return false;
  const { actor, origin } = options.by(id);
  const text = "select from organization_origin where organization_id = $1 and export_id = $2";
  const same = await inOrganization(db, actor, origin, "read-only", ({ sql }) => sql.query(text, [id, manifest.id]));
  if (same.length > 0) return true;
  throw new Refusal(
    `There is an organization with the id of ${JSON.stringify(name)} in this installation already (${id}).`,
  );
}

/** Everything that can be known before a byte is written. */
async function check(
  { db }: ImportTools,
  archive: ArchiveReader,
  manifest: ImportedManifest,
  options: ImportOptions,
  told: Told,
): Promise<Ready> {
  const { id } = manifest.organization;
  const total = manifest.files.reduce(
    (sum, { table, lines }) => sum + (table !== undefined && Object.hasOwn(importedTables, table) ? (lines ?? 0) : 0),
    0,
  );
  told("verify", 0, manifest.files.length);
  const { findings } = await verifyArchive(archive, options.trusted);
  if (findings.length > 0) throw new ImportRefused(findings.slice(0, 20));
  const columns = await db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => {
    const [last] = await sql.query<{ version: number }>("select max(version) as version from schema_migration");
    if (numberOf(manifest.schema) > last!.version)
      throw new Refusal(
        `The export was written by a newer NextCRM (${manifest.product.version}, ${manifest.schema}): bring this installation to that version first.`,
      );
    return readColumns(sql, Object.keys(importedTables));
  });
  const rows = await ArchivedRows.open(archive, manifest, columns);
  const [organization] = await rows.whole("organization", findings);
  if (organization && organization.id !== id)
    findings.push(`organization.json is of ${String(organization.id)}, the manifest of ${id}.`);
  const custom = await rows.customFields(findings);
  let done = 0;
  await rows.check(custom, findings, (_, lines) => told("check", (done += lines), total));
  const members = findings.length === 0 ? await rows.whole("member", findings) : [];
  if (findings.length > 0) throw new ImportRefused(findings);
  const planned = await planPeople(db, members, { match: options.matchPeople, now: new Date().toISOString() });
  findings.push(...planned.findings);
  const lacking: string[] = [];
  const copies = await copiesOf(rows, manifest, id, lacking);
  if (!options.withoutFiles) findings.push(...lacking);
  if (findings.length > 0) throw new ImportRefused(findings);
  return { archive, manifest, rows, people: planned.people, copies, total };
}

async function storeFiles(
  { storage }: ImportTools,
  inside: Inside,
  { archive, manifest, copies }: Ready,
  told: Told,
): Promise<KeptFile[]> {
  const origins = originCopies(manifest, manifest.organization.id);
  await inside((work) => noteCopies(work, [...copies, ...origins]));
  for (const [at, copy] of copies.entries()) {
    await copyFile(archive, storage, copy);
    told("store", at + 1, copies.length);
  }
  const kept: KeptFile[] = [];
  for (const copy of origins) {
    const path = copy.key.endsWith("log.jsonl.gz") ? `${copy.path}.gz` : copy.path;
    kept.push({ path, key: copy.key, ...(await copyFile(archive, storage, copy)) });
  }
  return kept;
}

/** What was copied for an import that is refused. Who is killed instead leaves it to the sweep, a day later. */
async function removeFiles({ storage }: ImportTools, inside: Inside, { manifest, copies }: Ready): Promise<void> {
  const all = [...copies, ...originCopies(manifest, manifest.organization.id)];
  for (const key of await inside((work) => giveUpCopies(work, all))) await storage.remove(key);
}

/** The organization's rows, its people, and the event that begins its log: one transaction. */
async function load(
  tools: ImportTools,
  work: Work,
  ready: Ready,
  options: ImportOptions,
  kept: readonly KeptFile[],
  told: Told,
): Promise<void> {
  const { sql, organizationId } = work;
  const { rows, people, copies, total } = ready;
  const arrival: Arrival = { organizationId, now: work.now, plan: options.plan, people };
  // Checking at the commit what was loaded takes its time.
  await sql.query("set local statement_timeout = '1h'");
  if (!(await lockImport(work)) || (await isPresent(work)))
    throw new Refusal("The organization is being imported by another process, or is here by now.");
  await makeAccounts(sql, people.accounts);
  let done = 0;
  await loadRows(sql, rows, arrival, (_, lines) => told("load", (done += lines), total));
  if (!options.dryRun) {
    await claimCopies(work, [...copies, ...kept.map(({ path, key, sha256 }) => ({ path, key, sha256 }))]);
  }
  const manifestSha256 = await keepOrigin(work, ready, kept);
  await askIn(tools, work, ready);
  record(work, ready, manifestSha256);
}

async function keepOrigin(
  { sql, organizationId, now }: Work,
  { archive, manifest }: Ready,
  kept: readonly KeptFile[],
): Promise<string> {
  const manifestSha256 = sha256Of((await archive.readText(manifestFile, Number.MAX_SAFE_INTEGER))!);
  await sql.query(
    `insert into organization_origin (organization_id, export_id, manifest_sha256, product_version, schema, snapshot_at, checkpoint, imported_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      organizationId,
      manifest.id,
      manifestSha256,
      manifest.product.version,
      manifest.schema,
      manifest.snapshotAt,
      manifest.audit.checkpoint,
      now,
    ],
  );
  for (const { path, key, size, sha256 } of kept)
    await sql.query(
      "insert into origin_file (organization_id, id, export_id, path, storage_key, size, sha256) values ($1, $2, $3, $4, $5, $6, $7)",
      [organizationId, newId(), manifest.id, path, key, size, sha256],
    );
  return manifestSha256;
}

/** Who has an account here is invited; who got one is told how to come in. */
async function askIn({ jobs, publicUrl }: ImportTools, work: Work, { people, manifest }: Ready): Promise<void> {
  const organizationName = manifest.organization.name;
  for (const { email, role } of people.asked) {
    const { token } = await openInvitation(work, email, role);
    const invitation = { organizationName, invitedBy: work.actor.name, role };
    await jobs.enqueue(work.sql, "send-mail", invitationMail(publicUrl, email, token, invitation));
  }
  for (const [ahead, { email, name }] of people.accounts.entries())
    await jobs.enqueue(work.sql, "send-mail", importedMail(publicUrl, { email, name, organizationName }), ahead);
}

function record(work: Work, { manifest, people, total, copies }: Ready, manifestSha256: string): void {
  const { id, audit, schema, product, snapshotAt } = manifest;
  const [, size = "0", root = null] = audit.checkpoint?.split("\n") ?? [];
  work.record({
    action: "IMPORT",
    resource: "organization",
    resourceId: work.organizationId,
    name: manifest.organization.name,
    details: {
      origin: {
        export: id,
        manifest: manifestSha256,
        log: audit.origin,
        checkpoint: { size: Number(size), root },
        schema,
        version: product.version,
        snapshotAt,
      },
      rows: total,
      files: copies.length,
      people: { accounts: people.accounts.length, invited: people.asked.length, renumbered: people.ids.size },
    },
  });
}
