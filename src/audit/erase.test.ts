import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { noJobs } from "../../tests/no-jobs.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { appendEvents, eventOf } from "./append.ts";
import { describeBlocks } from "./describe-blocks.ts";
import { eraseFromLog } from "./erase.ts";
import type { Entry } from "./event.ts";
import { parseLeaf } from "./leaf.ts";
import { KnownTails, seal } from "./seal.ts";
import { concerns, wordsOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 3 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");
const people = [acme.actor, await acme.member("Mia", "member"), await acme.member("Victor", "viewer")];
const signer = ed25519Signer("erasing");
const tails = new KnownTails();

const words = [
  "Zephyrine Quillfeather",
  "zeph@quill.example",
  "Ärger & Söhne",
  "100%_sure",
  "back\\slash",
  'say "hi" twice',
  "two\nlines",
  "ƖƦǶȠ ɩʀƕƞ",
  "中文名字和更多",
  "(-.-)!",
  "record",
  "changes",
  "Street",
];
const ids = Array.from({ length: 5 }, () => newId());

/** A word by itself, in another case, or with something around it. */
const text = fc
  .tuple(fc.constantFrom(...words), fc.constantFrom("", "x", "Call ", "\t"), fc.constantFrom("", "s", " back", "'"))
  .chain(([word, before, after]) =>
    fc.constantFrom(word, word.toUpperCase(), word.toLowerCase(), `${before}${word}${after}`, word.slice(1)),
  );
const happening = fc.record(
  {
    action: fc.constantFrom("CREATE", "UPDATE", "DENIED"),
    resource: fc.constantFrom("contact", "account"),
    resourceId: fc.constantFrom(...ids),
    person: fc.constantFrom(0, 0, 1, 2),
    name: text,
    to: text,
    reason: text,
    // Larger than what a leaf holds, so that it becomes a value of the event.
    rest: fc.constant("Zephyrine Quillfeather "),
  },
  { requiredKeys: ["action", "resource", "person"] },
);

async function write(count: number, seed: number, log = acme): Promise<void> {
  const made = fc.sample(happening, { numRuns: count, seed }).map(({ person, to, reason, rest, ...known }) => {
    const entry = {
      ...known,
      ...(to !== undefined && { changes: { street: { from: [1, { to }], to } } }),
      ...(reason !== undefined && { said: { reason } }),
      ...(rest !== undefined && known.name === undefined && { details: { rest: rest.repeat(3_000) } }),
    } as Entry;
    return eventOf({ ...people[person]!, organizationId: log.id }, internalOrigin("test"), entry);
  });
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, made));
}

const sealAll = () => seal(db, signer, tails);
const describeSome = (most: number) => describeBlocks(db, acme.id, most);

beforeAll(async () => {
  await write(200, 1);
  await write(40, 2, globex);
  await sealAll();
  while ((await describeSome(4)) > 0);
  await write(60, 3);
  await sealAll();
  await write(20, 4);
}, 60_000);

interface Told {
  name?: string;
  email?: string;
  changes?: Record<string, { from: unknown; to: unknown }>;
}

/** What a value about somebody calls them. */
function calledIn(disclosure: string): unknown[] {
  const [, , { name, email, changes = {} }] = JSON.parse(disclosure) as [string, string, Told];
  const changed = Object.values(changes).flatMap(({ from, to }) => [from, to]);
  return [name, email, ...changed.filter((one) => typeof one === "string" && /^[^\s@]+@[^\s@]+$/.test(one))];
}

/** What the log has of this subject, by looking at each value; as event and name. */
async function looked(subject: Subject): Promise<string[]> {
  const rows = await withClient(owner, async (client) => {
    const read = `select d.event_id as id, d.name, d.disclosure, e.leaf from audit_disclosure d
      join audit_event e on e.organization_id = d.organization_id and e.id = d.event_id where d.organization_id = $1`;
    return (await client.query<{ id: string; name: string; disclosure: string; leaf: string }>(read, [acme.id])).rows;
  });
  const theirsBy = (words: readonly string[]) => {
    const isTheirs = concerns({ ...subject, words });
    return rows.filter(({ leaf, disclosure }) => isTheirs(parseLeaf(leaf), disclosure));
  };
  const called = wordsOf(theirsBy([]).flatMap(({ disclosure }) => calledIn(disclosure)) as string[]);
  const theirs = theirsBy([...subject.words, ...called]);
  return theirs.map(({ id, name }) => `${id} ${name}`).toSorted();
}

class Undone extends Error {}

/** What erasing takes, undone again. */
async function erased(subject: Subject): Promise<string[]> {
  let gone: string[] = [];
  const erase = acme.write(async (work) => {
    await eraseFromLog(work, subject, { resource: "contact" }, noJobs);
    const rows = await work.sql.query<{ gone: string }>(
      "select event_id || ' ' || name as gone from audit_erasure where organization_id = $1",
      [acme.id],
    );
    gone = rows.map((row) => row.gone).toSorted();
    throw new Undone();
  });
  await expect(erase).rejects.toBeInstanceOf(Undone);
  return gone;
}

const subjects: fc.Arbitrary<Subject> = fc.oneof(
  fc.record({
    types: fc.constant(["contact"]),
    id: fc.constantFrom(...ids, newId()),
    words: fc.uniqueArray(fc.oneof(fc.constantFrom(...words), text), { maxLength: 3 }),
  }),
  fc.record({
    types: fc.constant(["user", "member"]),
    id: fc.constantFrom(...people.map(({ userId }) => userId!)),
    words: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 1 }),
  }),
);

test("what is erased by blocks is what looking at each value finds", async () => {
  let total = 0;
  await fc.assert(
    fc.asyncProperty(subjects, async (subject) => {
      const expected = await looked(subject);
      total += expected.length;
      expect(await erased(subject)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
  expect(total).toBeGreaterThan(100);
  for (const word of words) {
    const subject = { types: ["contact"], id: newId(), words: [word] };
    expect(await erased(subject)).toEqual(await looked(subject));
  }
}, 120_000);

test("neither the name of a value nor that of its members is taken for a person", async () => {
  const subject = { types: ["contact"], id: newId(), words: ["details", "reason"] };
  expect(await erased(subject)).toEqual([]);
});
