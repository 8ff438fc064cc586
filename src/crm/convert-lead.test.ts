import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, findRecord, updateRecord } from "../records/store.ts";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { conversionOf, convertLead } from "./convert-lead.ts";
import type { Conversion } from "./convert-lead.ts";
import { createDefaultPipeline } from "./default-pipeline.ts";
import { lead } from "./lead.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const create = (body: object) => acme.write((work) => createRecord(work, lead, { lastName: "Hopper", ...body }));
const convert = (id: string, how: Partial<Conversion> = {}) =>
  acme.write((work) => convertLead(work, id, { createOpportunity: true, matchExisting: true, ...how }));

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  await acme.write(createDefaultPipeline);
  return () => db.close();
});

test("a lead becomes an account, a contact and an opportunity, each with its event", async () => {
  const { id } = await create({
    firstName: "Grace",
    company: "Navy",
    website: "https://www.navy.example",
    email: "grace@navy.example",
    phone: "123",
    city: "Arlington",
    estimatedAmount: "10.00",
    currency: "EUR",
    source: "event",
    tags: ["x"],
  });
  const made = await convert(id);
  expect(made.account).toMatchObject({ name: "Navy", domain: "navy.example", billingCity: "Arlington", tags: ["x"] });
  expect(made.contact).toMatchObject({
    firstName: "Grace",
    lastName: "Hopper",
    email: "grace@navy.example",
    officePhone: "123",
    accountId: made.account!.id,
    leadSource: "event",
  });
  expect(made.opportunity).toMatchObject({
    name: "Navy",
    amount: "10.00",
    currency: "EUR",
    accountId: made.account!.id,
    primaryContactId: made.contact.id,
    status: "open",
  });
  expect(made.lead).toMatchObject({
    status: "converted",
    convertedAccountId: made.account!.id,
    convertedContactId: made.contact.id,
    convertedOpportunityId: made.opportunity!.id,
  });
  const { rows } = await withClient(owner, (client) =>
    client.query("select action || ' ' || resource as event from audit_event where resource_id = any($1) order by id", [
      [id, made.account!.id, made.contact.id, made.opportunity!.id],
    ]),
  );
  expect(rows.map(({ event }) => event)).toEqual([
    "CREATE lead",
    "CREATE account",
    "CREATE contact",
    "CREATE opportunity",
    "UPDATE lead",
  ]);
  await expect(convert(id)).rejects.toMatchObject({ status: 409 });
});

test("what is known already is used, unless told otherwise", async () => {
  const known = await acme.write((work) => createRecord(work, account, { name: "Globex", website: "globex.example" }));
  const person = await acme.write((work) =>
    createRecord(work, contact, { lastName: "Scorpio", email: "hank@globex.example" }),
  );
  const byDomain = await convert((await create({ company: "Globex Corporation", email: "HANK@globex.example" })).id, {
    createOpportunity: false,
  });
  expect(byDomain).toMatchObject({
    account: { id: known.id },
    contact: { id: person.id, accountId: known.id },
    opportunity: null,
  });
  expect((await convert((await create({ company: "GLOBEX" })).id)).account).toMatchObject({ id: known.id });
  expect((await convert((await create({ company: "Globex" })).id, { matchExisting: false })).account!.id).not.toBe(
    known.id,
  );
  expect((await convert((await create({ company: "Globex" })).id, { account: null })).account).toBeNull();
  const chosen = await convert((await create({})).id, {
    account: { id: known.id },
    opportunity: { name: "Big one", amount: "5.00" },
  });
  expect(chosen).toMatchObject({ account: { id: known.id }, opportunity: { name: "Big one", amount: "5.00" } });
});

test("when a part fails, nothing is made", async () => {
  const { id } = await create({ company: "Halfway" });
  await expect(convert(id, { opportunity: { stageId: "00000000-0000-7000-8000-000000000000" } })).rejects.toMatchObject(
    { status: 400 },
  );
  const found = await acme.read((work) =>
    work.sql.query("select 1 from account where organization_id = $1 and name = 'Halfway'", [acme.id]),
  );
  expect(found).toEqual([]);
  expect(await acme.read((work) => findRecord(work, lead, id))).toMatchObject({ status: "new" });
  await expect(acme.write((work) => updateRecord(work, lead, id, { status: "converted" }))).rejects.toMatchObject({
    status: 400,
  });
});

test("two who convert the same lead make one conversion", async () => {
  const { id } = await create({ company: "Once" });
  const outcomes = await Promise.allSettled([convert(id), convert(id)]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("the domain of an account follows its website until it is taken", async () => {
  const make = (body: object) => acme.write((work) => createRecord(work, account, { name: "Site", ...body }));
  expect(await make({ website: "www.site.example/about" })).toMatchObject({ domain: "site.example" });
  expect(await make({ website: "https://site.example" })).toMatchObject({ domain: null });
  expect(await make({ domain: "https://Other.example/x" })).toMatchObject({ domain: "other.example" });
  expect(await make({ website: "https://www.linkedin.com/company/site" })).toMatchObject({ domain: null });
});

test("it is known before which account and contact a conversion would use", async () => {
  const first = await create({ company: "Foreseen", website: "foreseen.example", email: "grace@foreseen.example" });
  expect(await acme.read((work) => conversionOf(work, first.id))).toEqual({ account: null, contact: null });
  const made = await convert(first.id);
  const second = await create({ company: "Foreseen Ltd", email: "Grace@foreseen.example" });
  expect(await acme.read((work) => conversionOf(work, second.id))).toEqual({
    account: made.account && { id: made.account.id, title: "Foreseen" },
    contact: { id: made.contact.id, title: "Hopper" },
  });
});
