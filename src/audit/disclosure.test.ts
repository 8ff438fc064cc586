import fc from "fast-check";
import { expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { withClient } from "../adapters/client.ts";
import { digestOf, disclose } from "./disclosure.ts";

const { owner } = await freshDatabase();

test("whatever text is told, PostgreSQL can read it, and what it can read is told as it is", async () => {
  const piece = fc.constantFrom(
    "\0",
    "\ud83d",
    "\ude00",
    "\ud83d\ude00",
    "\\",
    "u0000",
    "ud800",
    '"',
    "\n",
    "\u0001",
    "ä",
  );
  const texts = fc.sample(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    { numRuns: 500, seed: 1 },
  );
  const told = texts.map((text) => disclose("said", { type: "x", id: null }, { reason: text }));
  const { rows } = await withClient(owner, (client) =>
    client.query("select (json::jsonb -> 2 ->> 'reason') as reason from unnest($1::text[]) json", [
      told.map(({ text }) => text),
    ]),
  );
  const known = (text: string) => text.replaceAll("\0", "\ufffd").toWellFormed();
  expect(rows.map(({ reason }) => reason)).toEqual(texts.map(known));
  for (const { text, digest } of told) expect(digest).toBe(digestOf(text));
});
