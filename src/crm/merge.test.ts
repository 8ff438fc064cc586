import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import type { RecordType } from "../records/record-type.ts";
import { createRecord, findRecord, readRecord, updateRecord } from "../records/store.ts";
import { account } from "./account.ts";
import { activity } from "./activity.ts";
import { addComment, listComments } from "./comments.ts";
import { contact } from "./contact.ts";
import { addCustomField } from "./custom-field-changes.ts";
import { findDuplicates } from "./duplicates.ts";
import { mergeRecords } from "./merge.ts";
import type { Take } from "./merge.ts";
import { opportunity } from "./opportunity.ts";
import { searchEverything } from "./search-everything.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const create = (type: RecordType, body: object) => acme.write((work) => createRecord(work, type, body));
const read = (type: RecordType, id: string) => acme.read((work) => readRecord(work, type, id));
const merge = (type: RecordType, id: string, otherId: string, take: Take = {}) =>
  acme.write((work) => mergeRecords(work, type, id, otherId, take));

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  return () => db.close();
});

test("what may be the same is found, the surest first, and says why", async () => {
  const one = await create(contact, { firstName: "Margaret", lastName: "Hamilton", email: "mh@apollo.example" });
  const same = await create(contact, {
    firstName: "M.",
    lastName: "H.",
    email: "other@apollo.example",
    secondaryEmail: "mh@apollo.example",
  });
  const typo = await create(contact, { firstName: "Margret", lastName: "Hamilton" });
  await create(contact, { firstName: "Katherine", lastName: "Johnson" });
  const found = await acme.read((work) => findDuplicates(work, contact, one.id));
  expect(found).toMatchObject([{ record: { id: typo.id }, reasons: ["name"] }]);
  expect(
    (await acme.read((work) => findDuplicates(work, contact, same.id))).map(({ record, reasons }) => [
      record.id,
      reasons,
    ]),
  ).toEqual([[one.id, ["email"]]]);
  const shop = await create(account, { name: "Shop", domain: "shop.example" });
  const second = await create(account, { name: "Different", website: "https://www.shop.example" });
  expect(await acme.read((work) => findDuplicates(work, account, second.id))).toMatchObject([
    { record: { id: shop.id }, reasons: ["domain"] },
  ]);
});

test("two become one: values, references, links, comments and own fields", async () => {
  const { name: own } = await acme.write((work) =>
    addCustomField(work, account, { label: "Tier", kind: "text", required: false, personal: false, choices: [] }),
  );
  const keep = await create(account, {
    name: "Globex",
    website: "https://globex.example",
    tags: ["a"],
    custom: { [own]: "gold" },
  });
  const other = await create(account, {
    name: "Globex Inc.",
    phone: "123",
    domain: "globex.test",
    tags: ["b"],
    parentAccountId: keep.id,
    custom: { [own]: "silver" },
  });
  const child = await create(account, { name: "Child", parentAccountId: other.id });
  const person = await create(contact, { lastName: "Hank", accountId: other.id });
  const sale = await create(opportunity, { name: "Sale", accountId: other.id });
  const both = await create(activity, {
    type: "note",
    title: "both",
    links: [
      { type: "account", id: keep.id },
      { type: "account", id: other.id },
    ],
  });
  const single = await create(activity, { type: "note", title: "single", links: [{ type: "account", id: other.id }] });
  await acme.write((work) => addComment(work, account, other.id, "hello"));

  const made = await merge(account, keep.id, other.id, { name: "other", domain: "other", [`custom.${own}`]: "other" });
  expect(made).toMatchObject({
    name: "Globex Inc.",
    phone: "123",
    website: "https://globex.example",
    domain: "globex.test",
    parentAccountId: null,
    custom: { [own]: "silver" },
  });
  expect((made.tags as string[]).toSorted((one, two) => (one < two ? -1 : 1))).toEqual(["a", "b"]);
  expect(await acme.read((work) => findRecord(work, account, other.id))).toBeUndefined();
  expect(await read(account, child.id)).toMatchObject({ parentAccountId: keep.id, version: 2 });
  expect(await read(contact, person.id)).toMatchObject({ accountId: keep.id });
  expect(await read(opportunity, sale.id)).toMatchObject({ accountId: keep.id });
  expect((await read(activity, both.id)).links).toMatchObject([{ id: keep.id }]);
  expect((await read(activity, single.id)).links).toMatchObject([{ id: keep.id }]);
  expect(await acme.read((work) => listComments(work, account, keep.id, 10, null))).toHaveLength(1);
  const { rows } = await withClient(owner, (client) =>
    client.query(
      "select leaf::jsonb->'context'->>'mergedInto' as into from audit_event where resource_id = $1 and action = 'DELETE'",
      [other.id],
    ),
  );
  expect(rows).toEqual([{ into: keep.id }]);
});

test("what cannot be merged is refused", async () => {
  const one = await create(contact, { lastName: "One" });
  const other = await create(contact, { lastName: "Other", email: "unique@example.test" });
  await expect(merge(contact, one.id, one.id)).rejects.toMatchObject({ status: 400 });
  await expect(merge(contact, one.id, "00000000-0000-7000-8000-000000000000")).rejects.toMatchObject({ status: 404 });
  await expect(merge(contact, one.id, other.id, { nonsense: "other" })).rejects.toMatchObject({ status: 400 });
  await expect(merge(contact, one.id, other.id, { lastActivityAt: "other" })).rejects.toMatchObject({ status: 400 });
  expect(await merge(contact, one.id, other.id)).toMatchObject({ lastName: "One", email: "unique@example.test" });
  await acme.write((work) => updateRecord(work, contact, one.id, { title: "CEO" }));
});

test("one search looks everywhere, and begins with what begins so", async () => {
  const company = await create(account, { name: "Zebra Works" });
  const person = await create(contact, { firstName: "Ann", lastName: "Zebra", accountId: company.id });
  const longer = await create(account, { name: "The Zebra Company", billingCity: "Paris" });
  const hits = await acme.read((work) => searchEverything(work, "zébra", 5));
  expect(hits.map(({ type, id, subtitle }) => [type, id, subtitle])).toEqual([
    ["account", company.id, null],
    ["account", longer.id, "Paris"],
    ["contact", person.id, "Zebra Works"],
  ]);
  expect(await acme.read((work) => searchEverything(work, "  ", 5))).toEqual([]);
});
