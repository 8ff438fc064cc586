import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { Subject } from "../../audit/subject.ts";
import type { Work } from "../../audit/work.ts";
import { abandonFile, claimFile } from "../../crm/document-versions.ts";
import { newId } from "../../identifier.ts";
import type { Stored } from "../../ports/storage.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { hoursToWrite, Overtaken } from "./archive-file.ts";
import type { ArchiveTools } from "./archive-file.ts";
import { findIn, heldOf, linesWithout } from "./erase-in-archive.ts";
import type { Found } from "./erase-in-archive.ts";

/** An erasing that archives have yet to follow. */
interface Erasing {
  /** The event that tells of it. */
  act: string;
  subject: Subject;
  /** Archives up to this one are done. */
  doneTo: string | null;
}

const mostAttempts = 3;

/**
 * Removes from an organization's archives what was erased from its log: each file that has something of it is written
 * anew, and the old one removed. Continues where it was killed. What a legal hold names stays until the hold is released.
 */
export async function rewriteArchives(
  tools: ArchiveTools,
  organizationId: string,
  signal?: AbortSignal,
): Promise<void> {
  const inside: Inside = (body) =>
    inOrganization(tools.db, systemActor(organizationId), internalOrigin("rewrite-archives"), "audited", body);
  for (const erasing of await inside(pendingOf)) {
    let held = false;
    for (let archive = await inside((work) => nextArchive(work, erasing)); archive;) {
      signal?.throwIfAborted();
      const followed = await follow(tools, inside, erasing, archive);
      held ||= followed === "held";
      erasing.doneTo = archive.id;
      archive = await inside((work) => nextArchive(work, erasing));
    }
    await inside((work) => end(work, erasing, held));
  }
}

type Inside = <T>(body: (work: Work) => Promise<T>) => Promise<T>;

interface StoredArchive {
  id: string;
  key: string;
}

async function pendingOf({ sql, organizationId }: Work): Promise<Erasing[]> {
  const text = `select erased_by as act, subject_types as types, subject_id as id, words, done_to as "doneTo"
    from audit_archive_erasure where organization_id = $1 order by erased_by`;
  const rows = await sql.query<Subject & { act: string; doneTo: string | null }>(text, [organizationId]);
  return rows.map(({ act, doneTo, ...subject }) => ({ act, doneTo, subject }));
}

async function nextArchive({ sql, organizationId }: Work, { doneTo }: Erasing): Promise<StoredArchive | undefined> {
  const text = `select id, storage_key as key from audit_archive
    where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit 1`;
  const [next] = await sql.query<StoredArchive>(text, [organizationId, doneTo]);
  return next;
}

/** One archive follows one erasing. */
async function follow(
  tools: ArchiveTools,
  inside: Inside,
  erasing: Erasing,
  { id, key: first }: StoredArchive,
): Promise<"done" | "held"> {
  for (let [attempt, key] = [1, first]; ; attempt += 1) {
    try {
      return await followFile(tools, inside, erasing, { id, key });
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === mostAttempts) throw error;
      key = await inside((work) => keyOf(work, id));
    }
  }
}

async function followFile(
  tools: ArchiveTools,
  inside: Inside,
  { act, subject }: Erasing,
  archive: StoredArchive,
): Promise<"done" | "held"> {
  const found = await findIn(await open(tools, archive.key), subject);
  const held = await inside((work) => heldOf(work, found));
  const gone = found.filter(({ sequence }) => !held.has(sequence));
  if (gone.length > 0) await replace(tools, inside, { act, ...archive }, gone);
  else await inside((work) => reach(work, act, archive.id));
  return held.size > 0 ? "held" : "done";
}

async function open({ storage }: ArchiveTools, key: string): Promise<ReadableStream<Uint8Array>> {
  const bytes = await storage.read(key);
  // Another process may have put another file in its place; where none did, looking again finds nothing either.
  if (!bytes) throw new Overtaken(`The archive ${key} is not in the storage`);
  return bytes;
}

async function keyOf({ sql, organizationId }: Work, id: string): Promise<string> {
  const text = "select storage_key as key from audit_archive where organization_id = $1 and id = $2";
  const [row] = await sql.query<{ key: string }>(text, [organizationId, id]);
  return row!.key;
}

/** Another file in the place of an archive's, without the values found, and the event that says so. */
async function replace(
  tools: ArchiveTools,
  inside: Inside,
  { act, id, key: was }: { act: string; id: string; key: string },
  gone: readonly Found[],
): Promise<void> {
  const key = `${was.slice(0, was.lastIndexOf("/"))}/${newId()}.jsonl.gz`;
  await inside((work) => abandonFile(work, key, hoursToWrite));
  const stored = await tools.storage.write(key, linesWithout(await open(tools, was), gone));
  await inside((work) => exchange(work, { act, id, was }, { ...stored, key }, gone));
  await tools.storage.remove(was);
}

async function exchange(
  work: Work,
  { act, id, was }: { act: string; id: string; was: string },
  now: Stored & { key: string },
  gone: readonly Found[],
): Promise<void> {
  const { sql, organizationId } = work;
  await sql.query("select await_holds($1)", [organizationId]);
  if ((await heldOf(work, gone)).size > 0) throw new Overtaken("A legal hold began");
  const text = "select from audit_archive_erasure where organization_id = $1 and erased_by = $2 for key share";
  if ((await sql.query(text, [organizationId, act])).length === 0) throw new Overtaken("Another process finished it");
  await claimFile(work, now.key);
  const [{ replaced }] = (await sql.query<{ replaced: boolean }>(
    "select replace_archive($1, $2, $3, $4::jsonb) as replaced",
    [act, id, was, JSON.stringify(now)],
  )) as [{ replaced: boolean }];
  if (!replaced) throw new Overtaken("Another process replaced the archive");
  await reach(work, act, id);
  const values = gone.reduce((sum, { disclosures }) => sum + disclosures.length, 0);
  work.record({
    action: "ERASE",
    resource: "audit_archive",
    resourceId: id,
    details: { erased: { because: act, values, archive: { sha256: now.sha256 } } },
  });
}

/** Notes how far an erasing is. */
async function reach({ sql, organizationId }: Work, act: string, id: string): Promise<void> {
  const text =
    "update audit_archive_erasure set done_to = greatest(done_to, $3) where organization_id = $1 and erased_by = $2";
  await sql.query(text, [organizationId, act, id]);
}

/** The words are forgotten with the erasing, unless it has to be looked for them again once a hold is released. */
async function end({ sql, organizationId }: Work, { act }: Erasing, held: boolean): Promise<void> {
  const text = held
    ? "update audit_archive_erasure set done_to = null where organization_id = $1 and erased_by = $2"
    : "delete from audit_archive_erasure where organization_id = $1 and erased_by = $2";
  await sql.query(text, [organizationId, act]);
}
