import { createHash } from "node:crypto";
import { newId } from "../identifier.ts";
import type { Entry } from "./event.ts";
import { endExports } from "./end-exports.ts";
import { explainHold } from "./held.ts";
import type { Work } from "./work.ts";

/** Whom an erasure is about, and what of theirs may stand in what the log says of others. */
interface Subject {
  /** Under which types the log knows the person: a member is a `user`, too. */
  types: readonly string[];
  id: string;
  /** Values by which nobody else is known, such as an email address or a full name. */
  words: readonly (string | null | undefined)[];
}

/** Shorter ones would be found in what is said of others. */
const shortestWord = 5;

/**
 * Removes a person's values from the organization's log, in the caller's transaction: whatever is said about them, and
 * whatever else contains one of their words. Leaves and proofs stay as they are. Records the act, and answers how many
 * values went.
 */
export async function eraseFromLog(work: Work, subject: Subject, about: Pick<Entry, "resource">): Promise<number> {
  const id = newId();
  const words = subject.words.flatMap((word) => (word && word.length >= shortestWord ? [containing(word)] : []));
  const text = "select erase_disclosures($1, $2::text[], $3, $4::text[]) as digest";
  const erased = await work.sql
    .query<{ digest: string }>(text, [id, subject.types, subject.id, words])
    .catch((error) => explainHold(error, work));
  if (erased.length > 0) await endExports(work);
  const digests = erased.map(({ digest }) => digest).toSorted();
  const sha256 = createHash("sha256").update(digests.join("\n")).digest("base64url");
  work.record({
    id,
    action: "ERASE",
    resource: about.resource,
    resourceId: subject.id,
    details: { erased: { values: digests.length, sha256 } },
  });
  return digests.length;
}

/** In the JSON text of a disclosure, and in a pattern, some signs are written in another way. */
function containing(word: string): string {
  const inJson = JSON.stringify(word).slice(1, -1);
  return `%${inJson.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
