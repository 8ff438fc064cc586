import type { Storage } from "../../../ports/storage.ts";
import type { ListedFile } from "../../export/manifest.ts";
import { copiedIn, escaped, pageOf, Previews } from "../../export/readme.ts";
import { documentPath } from "../../export/write-archive.ts";
import type { ZipWriter } from "../../export/zip-writer.ts";
import type { PersonRequest } from "../stored-request.ts";
import type { Known } from "../subject.ts";
import type { PersonContents } from "./contents.ts";

export const personFormat = "nextcrm-person/1";

/** What the archive is of. */
export interface About {
  request: PersonRequest;
  person: Known;
  organization: { id: string; name: string };
  /** RFC 3339: the moment that all of it shows. */
  at: string;
}

/** How far the writing is: lines and files. */
export interface Counted {
  done: number;
}

/** A person reads all of it, or nearly. */
const mostShown = 2_000;

/** What is in no file, and why. */
const leftOut = {
  passwords:
    "Hashes of passwords, keys of two-factor authentication, tokens of sessions: they are secrets, and say nothing of you.",
  others: "Names and addresses of those who looked at your data or changed it: they are theirs.",
  account:
    "An account in NextCRM is its person's own, and may be in several organizations: its owner sees it under Settings.",
} as const;

/** Writes a person's archive: the files, a page that opens without a network, and a list of all with their SHA-256. */
export async function writePersonArchive(
  zip: ZipWriter,
  contents: PersonContents,
  storage: Storage,
  about: About,
  counted: Counted,
): Promise<void> {
  const files: ListedFile[] = [];
  const missing: { path: string; reason: string }[] = [];
  const previews = new Previews(mostShown);
  for (const { path, label, lines } of contents.files()) {
    let count = 0;
    const bytes = async function* () {
      for await (const batch of previews.watched(path, label, lines)) {
        count += batch.length;
        counted.done += batch.length;
        yield Buffer.from(`${batch.join("\n")}\n`);
      }
    };
    files.push({ ...(await zip.add(path, bytes())), lines: count });
  }
  for await (const batch of contents.documents())
    for (const one of batch) {
      const path = documentPath(one);
      const bytes = await storage.read(one.storageKey);
      counted.done += 1;
      if (bytes) files.push(await zip.add(path, bytes as AsyncIterable<Uint8Array>, { compress: false }));
      else missing.push({ path, reason: "It is not in the storage." });
    }
  files.push(await zip.add("README.html", [Buffer.from(readmeOf(about, previews, files))]));
  const { request, person, organization, at } = about;
  const head = {
    format: personFormat,
    request: { id: request.id, kind: request.kind, receivedOn: request.receivedOn },
    person: { type: person.type, id: person.id, name: person.name },
    organization,
    snapshotAt: at,
    missing,
    leftOut,
    files,
  };
  await zip.add("manifest.json", [Buffer.from(`${JSON.stringify(head, null, 2)}\n`)]);
}

function readmeOf({ person, organization, at }: About, previews: Previews, files: readonly ListedFile[]): string {
  const intro = `<p>This is what ${escaped(organization.name)} keeps about ${escaped(person.name)} in NextCRM, as it was at ${escaped(at)}
(articles 15 and 20 of the GDPR). Each file of the ending <code>.jsonl</code> has one object in JSON a line;
<a href="manifest.json">manifest.json</a> lists all files with their SHA-256.</p>
<p>Not in it: ${Object.values(leftOut).map(escaped).join(" ")}</p>`;
  return pageOf(
    `${person.name}: personal data at ${organization.name}, ${at.slice(0, 10)}`,
    intro,
    previews,
    copiedIn(files),
  );
}
