import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { Columns } from "./log-verdict.ts";
import { verifyEvent } from "./verify-event.ts";

const digestOf = (text: string) => `digest of ${text}`;
const columns: Columns = {
  organizationId: "acme",
  id: "event",
  action: "UPDATE",
  resource: "contact",
  resourceId: "record",
  outcome: "success",
  actorId: "mia",
  occurredAt: "2026-11-22T17:00:00.000Z",
};
const disclosures = ["actor", "record"];

function leafOf(members: object = {}): string {
  const { actorId, ...told } = columns;
  return canonicalJson({
    ...told,
    actor: { id: actorId, type: "user" },
    digests: disclosures.map(digestOf),
    recordedAt: "2026-11-22T17:00:01.000Z",
    schemaVersion: 1,
    ...members,
  });
}

function verdict(leaf: string | null, beside: Partial<Columns> = {}, texts = disclosures, erased: string[] = []) {
  const place = { sequence: 0, eventId: "event", hash: new Uint8Array(32) };
  return verifyEvent(digestOf, {
    ...place,
    leaf,
    disclosures: texts,
    erased,
    columns: leaf === null ? null : { ...columns, ...beside },
  });
}

test("what says the same is sound, in the usual form and in others", () => {
  expect(verdict(leafOf())).toEqual({ erased: 0, lost: 0 });
  expect(verdict(JSON.stringify(JSON.parse(leafOf()), null, 1))).toEqual({ erased: 0, lost: 0 });
  expect(verdict(leafOf({ actor: { type: "system" } }), { actorId: null })).toEqual({ erased: 0, lost: 0 });
  expect(verdict(leafOf({ resourceId: undefined }), { resourceId: null })).toEqual({ erased: 0, lost: 0 });
});

test.each(Object.keys(columns) as (keyof Columns)[])("another %s beside the leaf is wrong", (name) => {
  const wrong = { wrong: expect.stringContaining(`Its ${name} was sealed as`) };
  expect(verdict(leafOf(), { [name]: "another" })).toEqual(wrong);
  // Begins or ends as the sealed one does.
  expect(verdict(leafOf(), { [name]: `${columns[name]}x` })).toEqual(wrong);
  expect(verdict(leafOf(), { [name]: columns[name]!.slice(1) })).toEqual(wrong);
});

test("a column of any length is compared, wherever the leaf goes on", () => {
  const leaf = leafOf();
  for (let length = 0; length < leaf.length; length += 1)
    expect(verdict(leaf, { outcome: "x".repeat(length) }), String(length)).toHaveProperty("wrong");
});

test("a column that is not there, or is where the leaf has none, is wrong", () => {
  expect(verdict(leafOf(), { resourceId: null })).toHaveProperty("wrong");
  expect(verdict(leafOf(), { actorId: null })).toHaveProperty("wrong");
  expect(verdict(leafOf({ resourceId: undefined }))).toHaveProperty("wrong");
  expect(verdict(leafOf({ actor: { type: "system" } }))).toHaveProperty("wrong");
});

test("a column that is the leaf's text, and not what it means, is wrong", () => {
  expect(verdict(leafOf({ resourceId: "a\\b" }), { resourceId: "a\\b" })).toEqual({ erased: 0, lost: 0 });
  expect(verdict(leafOf({ resourceId: "a\\b" }), { resourceId: "a\\\\b" })).toHaveProperty("wrong");
  // Reaches over the member's end, to what reads as its beginning.
  const nested = leafOf({ outcome: "success", recordedAt: '2026-11-22T17:00:01.000Z","resource":"contact' });
  expect(verdict(nested, { resource: 'contact","resourceId":"record' })).toHaveProperty("wrong");
  const leaf = leafOf({ actor: { id: "mia", method: 'x","actor":{"id":"eve', type: "user" } });
  const until = leaf.indexOf('"actor"') + leaf.slice(leaf.indexOf('"actor"') + 1).indexOf('"method"');
  expect(verdict(leaf, { action: leaf.slice(11, until), actorId: "eve" })).toHaveProperty("wrong");
});

test("personal values are those that were sealed, once each", () => {
  expect(verdict(leafOf(), {}, ["actor", "another"])).toHaveProperty("wrong");
  expect(verdict(leafOf(), {}, ["actor", "record", "more"])).toHaveProperty("wrong");
  expect(verdict(leafOf(), {}, ["actor", "actor"])).toHaveProperty("wrong");
  expect(verdict(leafOf(), {}, ["actor"])).toEqual({ erased: 0, lost: 1 });
  expect(verdict(leafOf(), {}, ["actor"], [digestOf("record")])).toEqual({ erased: 1, lost: 0 });
  expect(verdict(leafOf(), {}, [], [digestOf("record")])).toEqual({ erased: 1, lost: 1 });
});

test("what is no leaf, and a pruned one with personal values, is wrong", () => {
  expect(verdict("no JSON")).toHaveProperty("wrong");
  expect(verdict(leafOf({ digests: undefined }))).toHaveProperty("wrong");
  expect(verdict(null)).toHaveProperty("wrong");
  expect(verdict(null, {}, [])).toEqual({ erased: 0, lost: 0 });
});
