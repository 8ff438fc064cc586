import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import { queryLog } from "../audit/query.ts";
import { account } from "../crm/account.ts";
import { contact } from "../crm/contact.ts";
import { document } from "../crm/document.ts";
import { lead } from "../crm/lead.ts";
import { opportunity } from "../crm/opportunity.ts";
import { recordTypes } from "../crm/record-types.ts";
import { listRecords } from "./list.ts";
import { readListQuery } from "./list-query.ts";
import { createRecord, readRecord, updateRecord } from "./store.ts";
import { purgeRecord, restoreRecord, trashRecord } from "./trash.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");

const list = (query: string, type: Parameters<typeof listRecords>[1] = contact) =>
  acme.read((work) => listRecords(work, type, readListQuery(type, [], new URLSearchParams(query))));

test("a record keeps what was given, in the forms that the fields declare", async () => {
  const created = await acme.write((work) =>
    createRecord(work, account, {
      name: "  Wayne ",
      annualRevenue: 1100.04,
      website: "wayne.example",
      billingCountry: "germany",
      employees: 12,
      tags: ["big", "big"],
    }),
  );
  expect(created).toMatchObject({
    name: "Wayne",
    displayName: "Wayne",
    annualRevenue: "1100.04",
    website: "https://wayne.example",
    billingCountry: "DE",
    employees: 12,
    tags: ["big"],
    version: 1,
    status: "active",
  });
  expect(created.owner).toEqual({ id: acme.actor.userId, title: "Acme-owner" });
  expect(created.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("what is wrong is named field by field", async () => {
  const wrong = acme.write((work) =>
    createRecord(work, contact, {
      email: "nobody",
      birthday: "2024-02-31",
      version: 4,
      shoeSize: 44,
      firstName: "a\0b",
    }),
  );
  await expect(wrong).rejects.toMatchObject({
    kind: "invalid-input",
    extras: {
      errors: expect.arrayContaining([
        { field: "lastName", reason: "is required" },
        { field: "email", reason: "is not an email address" },
        { field: "birthday", reason: "must be a date as YYYY-MM-DD" },
        { field: "version", reason: "is set by the product only" },
        { field: "shoeSize", reason: "is not known here" },
        { field: "firstName", reason: "contains a character that cannot be stored" },
      ]),
    },
  });
});

test("a change tells before and after in the log, and no change tells nothing", async () => {
  const { id } = await acme.write((work) => createRecord(work, contact, { lastName: "Kent", firstName: "Clark" }));
  const changed = await acme.write((work) =>
    updateRecord(work, contact, id, { firstName: "Kal", title: "Reporter" }, 1),
  );
  expect(changed).toMatchObject({ version: 2, displayName: "Kal Kent" });
  const same = await acme.write((work) => updateRecord(work, contact, id, { firstName: "Kal" }));
  expect(same.version).toBe(2);
  const events = await acme.read((work) => queryLog(work.sql, acme.id, { resourceId: id }, { offset: 0 }, 10));
  expect(events.map(({ action }) => action)).toEqual(["UPDATE", "CREATE"]);
  expect(events[0]).toMatchObject({
    resourceName: "Kal Kent",
    changes: { firstName: { from: "Clark", to: "Kal" }, title: { from: null, to: "Reporter" } },
    user: { id: acme.actor.userId },
  });
  await expect(acme.write((work) => updateRecord(work, contact, id, { firstName: "Z" }, 1))).rejects.toMatchObject({
    kind: "stale-version",
  });
});

test("another tenant's record is as unknown as one that never was, also as a reference", async () => {
  const { id } = await globex.write((work) => createRecord(work, account, { name: "Secret" }));
  await expect(acme.read((work) => readRecord(work, account, id))).rejects.toMatchObject({ kind: "not-found" });
  await expect(
    acme.write((work) => createRecord(work, contact, { lastName: "Spy", accountId: id })),
  ).rejects.toMatchObject({
    kind: "invalid-input",
    extras: { errors: [{ field: "accountId", reason: "names nothing that exists" }] },
  });
});

test("unique values are told apart by case only in the trash", async () => {
  const first = await acme.write((work) => createRecord(work, contact, { lastName: "One", email: "one@x.test" }));
  const again = () => acme.write((work) => createRecord(work, contact, { lastName: "Two", email: "ONE@x.test" }));
  await expect(again()).rejects.toMatchObject({
    kind: "already-exists",
    extras: { errors: [{ field: "email", reason: "is taken by another record" }] },
  });
  await acme.write((work) => trashRecord(work, contact, recordTypes, first.id));
  await again();
  await expect(acme.write((work) => restoreRecord(work, contact, recordTypes, first.id))).rejects.toMatchObject({
    kind: "already-exists",
  });
});

test("deleting refuses or clears as the reference declares, and a restore puts back", async () => {
  const { id } = await acme.write((work) => createRecord(work, account, { name: "Daily Planet" }));
  const lois = await acme.write((work) => createRecord(work, contact, { lastName: "Lane", accountId: id }));
  const deal = await acme.write((work) =>
    createRecord(work, opportunity, {
      name: "Ads",
      accountId: id,
      contacts: [{ contactId: lois.id, part: "decision_maker" }],
    }),
  );
  expect(deal.contacts).toEqual([
    { contactId: lois.id, part: "decision_maker", contact: { id: lois.id, title: "Lane" } },
  ]);
  await expect(acme.write((work) => trashRecord(work, account, recordTypes, id))).rejects.toMatchObject({
    kind: "still-referenced",
    extras: { members: { referrers: [{ type: "opportunity", id: deal.id, title: "Ads" }] } },
  });
  await acme.write((work) => purgeRecord(work, opportunity, recordTypes, deal.id));
  await acme.write((work) => trashRecord(work, account, recordTypes, id));
  expect(await acme.read((work) => readRecord(work, contact, lois.id))).toMatchObject({ accountId: null });
  await acme.write((work) => restoreRecord(work, account, recordTypes, id));
  expect(await acme.read((work) => readRecord(work, contact, lois.id))).toMatchObject({
    account: { id, title: "Daily Planet" },
  });
});

test("paging by any sort gives every record once, blank values last", async () => {
  for (let at = 0; at < 25; at++) {
    await acme.write((work) =>
      createRecord(work, account, {
        name: `Page ${at % 5}`,
        tags: ["page"],
        ...(at % 3 === 0 ? {} : { employees: at % 4 }),
      }),
    );
  }
  for (const sort of [
    "",
    "employees",
    "-employees",
    "displayName",
    "-displayName,employees",
    "createdAt",
    "-updatedAt",
    "industry",
  ]) {
    const seen: unknown[] = [];
    let cursor: string | null = "";
    do {
      const page = await list(
        `filter[tags]=page&filter[tags][contains]=page&limit=4&sort=${sort}${cursor ? `&cursor=${cursor}` : ""}`.replace(
          "filter[tags]=page&",
          "",
        ),
        account,
      );
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size, sort).toBe(25);
    expect(seen.length, sort).toBe(25);
  }
});

test("made-up cursors and names of what every object has are bad input", async () => {
  const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
  const id = "01a2046e-fff0-70e6-aeca-a238e227d4ba";
  for (const query of [
    `sort=version&cursor=${cursorOf("version", ["abc"], id)}`,
    `sort=createdAt&cursor=${cursorOf("createdAt", ["nonsense"], id)}`,
    `sort=annualRevenue&cursor=${cursorOf("annualRevenue", ["1' or 1=1"], id)}`,
    `cursor=${cursorOf("", [], id.toUpperCase())}`,
    "sort=__proto__",
    "sort=toString",
    "filter[constructor]=x",
    "filter[__proto__][eq]=x",
  ]) {
    await expect(list(query, account), query).rejects.toMatchObject({ kind: "invalid-input" });
  }
});

test("search forgives case, accents and typing errors", async () => {
  await acme.write((work) =>
    createRecord(work, contact, { firstName: "Zoë", lastName: "Müller-Lüdenscheidt", email: "zoe@mueller.test" }),
  );
  for (const typed of ["zoe", "MULLER", "ludenscheidt zoë", "mueller.test", "zo", "Lüdenschiedt"]) {
    const { data } = await list(`search=${encodeURIComponent(typed)}`);
    expect(
      data.map(({ displayName }) => displayName),
      typed,
    ).toEqual(["Zoë Müller-Lüdenscheidt"]);
  }
  expect((await list("search=%25%25%25")).data).toEqual([]);
  expect((await list("search=' or 1=1 --")).data).toEqual([]);
});

test("what is linked to a record is a list of its own", async () => {
  const one = await acme.write((work) => createRecord(work, account, { name: "Stark" }));
  const other = await acme.write((work) => createRecord(work, account, { name: "Oscorp" }));
  const make = (name: string, id: string) =>
    acme.write((work) => createRecord(work, document, { name, links: [{ type: "account", id }] }));
  await make("Offer", one.id);
  await make("Contract", one.id);
  await make("Plan", other.id);
  const found = await list(`filter[links][contains]=account:${one.id}&sort=name`, document);
  expect(found.data.map(({ name }) => name)).toEqual(["Contract", "Offer"]);
  expect((await list(`filter[links][contains]=lead:${one.id}`, document)).data).toEqual([]);
  const wrong = ["account", `spaceship:${one.id}`, "account:1", `account:${one.id}:1`, `toString:${one.id}`];
  for (const value of wrong)
    await expect(list(`filter[links][contains]=${value}`, document)).rejects.toMatchObject({ status: 400 });
});

test("a word that thousands share is found in the order of the list, however late in it they stand", async () => {
  await acme.write(async (work) => {
    const insert = `insert into lead (organization_id, id, first_name, last_name)
      select $1, gen_random_uuid(), case when n <= 2500 then 'Aaron' else 'Johanna' end, lpad(n::text, 5, '0') from generate_series(1, 5000) n`;
    await work.sql.query(insert, [acme.id]);
    work.record({ action: "CREATE", resource: "lead" });
  });
  const names = async (query: string) => {
    const page = await list(`search=johanna&limit=3&sort=displayName&count=1${query}`, lead);
    return { names: page.data.map(({ displayName }) => displayName), page };
  };
  const first = await names("");
  expect(first.names).toEqual(["Johanna 02501", "Johanna 02502", "Johanna 02503"]);
  expect(first.page).toMatchObject({ total: 2500, totalIsCapped: false });
  const second = await names(`&cursor=${first.page.nextCursor}`);
  expect(second.names).toEqual(["Johanna 02504", "Johanna 02505", "Johanna 02506"]);
});

test("filters compare as their kinds do, and name what they do not know", async () => {
  const names = async (query: string) => (await list(query, account)).data.map(({ displayName }) => displayName);
  expect(await names("filter[annualRevenue][gte]=1100.04&filter[annualRevenue][lt]=1100.05")).toEqual(["Wayne"]);
  expect(await names("filter[billingCountry][in]=DE,FR&filter[name][contains]=AYN")).toEqual(["Wayne"]);
  expect(await names("filter[website][empty]=false")).toEqual(["Wayne"]);
  await expect(
    list("filter[nope][eq]=1&filter[employees][contains]=1&filter[employees]=many&sort=tags&limit=0&what=1", account),
  ).rejects.toMatchObject({
    extras: {
      errors: [
        { field: "filter[nope][eq]", reason: "nope is no field of accounts" },
        { field: "filter[employees][contains]", reason: expect.stringContaining("can be filtered by eq") },
        { field: "filter[employees]", reason: expect.any(String) },
        { field: "what", reason: "is not known here" },
        { field: "sort", reason: "tags is no sortable field of accounts" },
        { field: "limit", reason: expect.any(String) },
      ],
    },
  });
});
