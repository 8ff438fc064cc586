import { createHash } from "node:crypto";
import { newId } from "../identifier.ts";
import type { Entry } from "./event.ts";
import { endExports } from "./end-exports.ts";
import { explainHold } from "./held.ts";
import type { Jobs } from "../ports/jobs.ts";
import { formerWords } from "./former-words.ts";
import { inJson } from "./subject.ts";
import type { Subject } from "./subject.ts";
import type { Work } from "./work.ts";

/**
 * What can have the words is found by blocks, in a fraction of a second. Words without three letters or digits in a row
 * take a look at every value, and so do blocks that are yet to be described.
 */
const longestSearch = "30min";

/**
 * Removes a person's values from the organization's log, in the caller's transaction: whatever is said about them, and
 * whatever else contains one of their words or what they were called before. Leaves and proofs stay as they are.
 * Records the act, and answers how many values went.
 */
export async function eraseFromLog(
  work: Work,
  known: Subject,
  about: Pick<Entry, "resource">,
  jobs: Pick<Jobs, "enqueue">,
): Promise<number> {
  const id = newId();
  await work.sql.query(`set local statement_timeout = '${longestSearch}'`);
  // Holds first, as pruning does. No value leaves for an archive while this looks for it in the database.
  await work.sql.query("select await_holds($1)", [work.organizationId]);
  await work.sql.query("select await_removals($1)", [work.organizationId]);
  const words = [...new Set([...known.words, ...(await formerWords(work, known))])];
  const subject = { ...known, words };
  const text = "select erase_disclosures($1, $2::text[], $3, $4::text[]) as digest";
  const erased = await work.sql
    .query<{ digest: string }>(text, [id, subject.types, subject.id, words.map(inJson)])
    .catch((error) => explainHold(error, work));
  const digests = erased.map(({ digest }) => digest).toSorted();
  const sha256 = createHash("sha256").update(digests.join("\n")).digest("base64url");
  const archives = await noteForArchives(work, id, subject);
  // Whatever is left in the log and its archives: a file may be older than a pruning without an archive.
  await endExports(work, words);
  await forgetRequests(work, subject);
  await forgetAnswers(work, subject.id, words.map(containing));
  if (archives > 0) await jobs.enqueue(work.sql, "rewrite-archives", { organizationId: work.organizationId });
  work.record({
    id,
    action: "ERASE",
    resource: about.resource,
    resourceId: subject.id,
    details: { erased: { values: digests.length, sha256, archives } },
  });
  return digests.length;
}

/** What the person asked for stays as a fact: when, and by whom it was dealt with. What anybody wrote of it goes. */
async function forgetRequests({ sql, organizationId, now }: Work, { types, id }: Subject): Promise<void> {
  const text = `
    update person_request set note = null, extension_reason = null, refusal_reason = null, erased_at = coalesce(erased_at, $4)
    where organization_id = $1 and subject_type = any($2::text[]) and subject_id::text = $3`;
  await sql.query(text, [organizationId, types, id, now]);
}

/** Leaves word of the erasing for the archives there are, and answers how many that is. */
async function noteForArchives(work: Work, act: string, { types, id, words }: Subject): Promise<number> {
  const text = `
    with archives as (select count(*) as count from audit_archive where organization_id = $1),
    noted as (
      insert into audit_archive_erasure (organization_id, erased_by, subject_types, subject_id, words)
      select $1, $2, $3::text[], $4, $5::text[] from archives where count > 0
    )
    select count from archives`;
  const [archives] = await work.sql
    .query<{ count: number }>(text, [work.organizationId, act, types, id, words])
    .catch((error) => explainHold(error, work));
  return archives!.count;
}

/** Answers kept for repeated requests hold what they told of the person. */
async function forgetAnswers({ sql, organizationId }: Work, id: string, words: readonly string[]): Promise<void> {
  const text = "delete from idempotent_request where organization_id = $1 and body::text ilike any($2::text[])";
  await sql.query(text, [organizationId, [containing(id), ...words]]);
}

function containing(word: string): string {
  return `%${inJson(word).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
