import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, readRecord, updateRecord } from "../records/store.ts";
import { purgeRecord, trashRecord } from "../records/trash.ts";
import { updateOrganization } from "../tenancy/organizations.ts";
import { account } from "./account.ts";
import { invoice } from "./invoice.ts";
import { payInvoice, takeBackPayment } from "./invoice-payments.ts";
import { cancelInvoice, issueInvoice, sendInvoice } from "./issue-invoice.ts";
import { markOverdueInvoices } from "./overdue-invoices.ts";
import { recordTypes } from "./record-types.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
let customer: string;
const lines = [{ description: "Work", quantity: 2, unitPrice: "50.00", taxRate: 20 }];
const draft = (body: object = {}) =>
  acme.write((work) => createRecord(work, invoice, { accountId: customer, lines, ...body }));
const issue = async (body: object = {}) => {
  const { id } = await draft(body);
  return acme.write((work) => issueInvoice(work, id));
};

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  customer = (
    await acme.write((work) =>
      createRecord(work, account, { name: "Globex", billingCity: "Paris", billingCountry: "FR", vatNumber: "FR1" }),
    )
  ).id;
  return () => db.close();
});

test("a draft adds itself up", async () => {
  const made = await draft({
    lines: [...lines, { description: "Thing", quantity: "0.5", unitPrice: 3.33, discountPercent: 10 }],
  });
  expect(made).toMatchObject({
    name: "Draft",
    displayName: "Draft",
    status: "draft",
    series: "INV",
    currency: "USD",
    subtotal: "101.67",
    discount: "0.17",
    tax: "20.00",
    total: "121.50",
    paid: "0.00",
    balance: "121.50",
  });
  expect(made.lines).toMatchObject([{ total: "100.00" }, { total: "1.50" }]);
  const same = await acme.write((work) =>
    updateRecord(work, invoice, made.id, { lines: [{ description: "Less", quantity: 1, unitPrice: 1 }] }),
  );
  expect(same).toMatchObject({ total: "1.00", version: 2 });
  await expect(
    draft({ lines: [{ description: "Much", quantity: "99999999999999", unitPrice: "9999999999999999" }] }),
  ).rejects.toMatchObject({ status: 400 });
});

test("issuing gives a number and a snapshot, and freezes both", async () => {
  const issued = await issue({ issueDate: "2026-03-01", series: "A" });
  expect(issued).toMatchObject({
    status: "issued",
    number: 1,
    name: "A-2026-00001",
    displayName: "A-2026-00001",
    billingName: "Globex",
    billingCity: "Paris",
    billingVatNumber: "FR1",
  });
  await expect(acme.write((work) => issueInvoice(work, issued.id))).rejects.toMatchObject({ status: 409 });
  for (const change of [
    { lines: [] },
    { currency: "EUR" },
    { accountId: null },
    { issueDate: "2026-03-02" },
    { series: "B" },
  ]) {
    await expect(acme.write((work) => updateRecord(work, invoice, issued.id, change))).rejects.toMatchObject({
      status: 409,
    });
  }
  expect(
    await acme.write((work) => updateRecord(work, invoice, issued.id, { notes: "Thanks", dueDate: "2026-04-01" })),
  ).toMatchObject({ notes: "Thanks" });
  await expect(acme.write((work) => trashRecord(work, invoice, recordTypes, issued.id))).rejects.toMatchObject({
    status: 409,
  });
  await expect(acme.write((work) => purgeRecord(work, invoice, recordTypes, issued.id))).rejects.toMatchObject({
    status: 409,
  });
  expect(await issue({ issueDate: "2027-01-01", series: "A" })).toMatchObject({ name: "A-2027-00001" });
  expect(await issue({ issueDate: "2026-01-01", type: "credit_note" })).toMatchObject({ name: "CN-2026-00001" });
});

test("an issued invoice says who writes it as the organization said then", async () => {
  const letterhead = (text: string | null) => acme.write((work) => updateOrganization(work, { letterhead: text }));
  await letterhead("Acme SA\nLyon");
  const { id } = await draft();
  expect(await acme.write((work) => readRecord(work, invoice, id))).toMatchObject({ seller: null });
  await acme.write((work) => issueInvoice(work, id));
  await letterhead(null);
  expect(await acme.write((work) => readRecord(work, invoice, id))).toMatchObject({ seller: "Acme SA\nLyon" });
  expect(await issue()).toMatchObject({ seller: null });
  await expect(acme.write((work) => updateRecord(work, invoice, id, { seller: "Eve" }))).rejects.toMatchObject({
    status: 400,
  });
});

test("an empty or unaddressed draft is not issued", async () => {
  await expect(issue({ lines: [] })).rejects.toMatchObject({ status: 400, extras: { errors: [{ field: "lines" }] } });
  await expect(issue({ accountId: null })).rejects.toMatchObject({
    status: 400,
    extras: { errors: [{ field: "accountId" }] },
  });
});

test("numbers have no gap and no twin, however many issue at once and however many fail", async () => {
  const drafts = await Promise.all(
    Array.from({ length: 24 }, () => draft({ series: "RACE", issueDate: "2026-05-05" })),
  );
  const outcomes = await Promise.all(
    drafts.map(({ id }, at) =>
      acme
        .write(async (work) => {
          const issued = await issueInvoice(work, id);
          if (at % 4 === 0) throw new Error("after the number was taken");
          return issued.number as number;
        })
        .catch(() => null),
    ),
  );
  const numbers = outcomes.filter((number) => number !== null).toSorted((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
});

test("two who issue the same draft get one number", async () => {
  const { id } = await draft({ series: "TWICE" });
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => acme.write((work) => issueInvoice(work, id))));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("payments count down what is owed, and never below nothing", async () => {
  const { id } = await issue();
  const part = await acme.write((work) =>
    payInvoice(work, id, { amount: "100.00", paidOn: "2026-06-01", method: "transfer", reference: "R1" }),
  );
  expect(part).toMatchObject({
    status: "partially_paid",
    paid: "100.00",
    balance: "20.00",
    payments: [{ amount: "100.00", paidOn: "2026-06-01", method: "transfer", reference: "R1" }],
  });
  await expect(acme.write((work) => payInvoice(work, id, { amount: "20.01" }))).rejects.toMatchObject({
    status: 409,
    extras: { members: { balance: "20.00" } },
  });
  const races = await Promise.allSettled(
    [1, 2, 3].map(() => acme.write((work) => payInvoice(work, id, { amount: "20.00" }))),
  );
  expect(races.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const [first] = part.payments as { id: string }[];
  await expect(acme.write((work) => cancelInvoice(work, id))).rejects.toMatchObject({ status: 409 });
  expect(await acme.write((work) => takeBackPayment(work, id, first!.id))).toMatchObject({
    status: "partially_paid",
    paid: "20.00",
    balance: "100.00",
  });
  await expect(acme.write((work) => takeBackPayment(work, id, first!.id))).rejects.toMatchObject({ status: 404 });
  const { rows } = await withClient(owner, (client) =>
    client.query("select count(*)::int as events from audit_event where action = 'PAYMENT' and resource_id = $1", [id]),
  );
  expect(rows).toEqual([{ events: 3 }]);
});

test("sending and cancelling", async () => {
  const { id } = await draft();
  await expect(acme.write((work) => sendInvoice(work, id))).rejects.toMatchObject({ status: 409 });
  await expect(acme.write((work) => payInvoice(work, id, { amount: "1.00" }))).rejects.toMatchObject({ status: 409 });
  await acme.write((work) => issueInvoice(work, id));
  expect(await acme.write((work) => sendInvoice(work, id))).toMatchObject({ status: "sent" });
  expect(await acme.write((work) => cancelInvoice(work, id))).toMatchObject({ status: "cancelled", balance: "0.00" });
});

test("an invoice that says nothing of it is due thirty days after it was issued", async () => {
  expect(await issue({ issueDate: "2026-01-31" })).toMatchObject({ dueDate: "2026-03-02" });
  expect(await issue({ issueDate: "2026-01-31", dueDate: "2026-02-01" })).toMatchObject({ dueDate: "2026-02-01" });
  expect(await issue({ issueDate: "2026-01-31", type: "credit_note" })).toMatchObject({ dueDate: null });
});

test("an unpaid invoice is overdue from the day after it was due, until it is paid or due later", async () => {
  await markOverdueInvoices(db);
  const late = await issue({ issueDate: "2026-01-01", dueDate: "2026-01-31" });
  const due = await issue({ issueDate: "2026-01-01", dueDate: "9999-12-31" });
  expect(await markOverdueInvoices(db)).toBe(1);
  expect(await markOverdueInvoices(db)).toBe(0);
  expect(await acme.read((work) => readRecord(work, invoice, late.id))).toMatchObject({
    status: "overdue",
    balance: "120.00",
  });
  expect(await acme.read((work) => readRecord(work, invoice, due.id))).toMatchObject({ status: "issued" });
  expect(await acme.write((work) => updateRecord(work, invoice, late.id, { dueDate: "9999-12-31" }))).toMatchObject({
    status: "issued",
  });
});

test("a draft that becomes a credit note changes its series, unless that was chosen", async () => {
  const { id } = await draft();
  expect(await acme.write((work) => updateRecord(work, invoice, id, { type: "credit_note" }))).toMatchObject({
    series: "CN",
  });
  const own = await draft({ series: "OWN" });
  expect(await acme.write((work) => updateRecord(work, invoice, own.id, { type: "credit_note" }))).toMatchObject({
    series: "OWN",
  });
});
