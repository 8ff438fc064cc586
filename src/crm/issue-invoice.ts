import type { Work } from "../audit/work.ts";
import { invalidField, Problem } from "../problems.ts";
import { readRecord, lockRecord, saveRecord } from "../records/store.ts";
import type { Values } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { readOrganization } from "../tenancy/organizations.ts";
import { account } from "./account.ts";
import { invoice } from "./invoice.ts";
import { localDay } from "./local-day.ts";

/** In how many days an invoice is due that says nothing of it. */
const usualTermDays = 30;

/** Gives a draft its number and freezes what it says. */
export async function issueInvoice(work: Work, id: string): Promise<Row> {
  const previous = await lockRecord(work, invoice, id);
  if (previous.status !== "draft") throw new Problem("conflict", `This invoice is ${String(previous.status)} already.`);
  if ((previous.lines as unknown[]).length === 0)
    throw invalidField("lines", "are missing; an invoice needs at least one");
  const next: Values = { ...previous, ...(await billingOf(work, previous)) };
  if (!next.billingName) throw invalidField("accountId", "is missing; say whom the invoice is for");
  next.issueDate ??= await localDay(work);
  if (next.type === "invoice") next.dueDate ??= daysAfter(next.issueDate as string, usualTermDays);
  // As the organization says now.
  next.seller = (await readOrganization(work)).letterhead;
  next.status = "issued";
  next.issuedAt = work.now;
  // Last, because everybody who issues in this series waits from here until the commit.
  next.number = await nextNumber(work, next.series as string, Number((next.issueDate as string).slice(0, 4)));
  next.name = numberName(next);
  return saveRecord(work, invoice, previous, next);
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Name and address of the account, where the draft has none of its own. */
async function billingOf(work: Work, draft: Row): Promise<Values> {
  if (!draft.accountId) return {};
  const customer = await readRecord(work, account, draft.accountId as string, "include");
  const address = ["billingStreet", "billingCity", "billingState", "billingPostalCode", "billingCountry"];
  const own = address.some((member) => draft[member]);
  return {
    billingName: draft.billingName || customer.name,
    billingVatNumber: draft.billingVatNumber || customer.vatNumber,
    ...Object.fromEntries(address.map((member) => [member, own ? draft[member] : customer[member]])),
  };
}

/** The next number of a series in a year. A transaction that fails gives its number back, so none is skipped. */
async function nextNumber(work: Work, series: string, year: number): Promise<number> {
  const text = `insert into invoice_series (organization_id, series, year, last_number) values ($1, $2, $3, 1)
    on conflict (organization_id, series, year) do update set last_number = invoice_series.last_number + 1 returning last_number as number`;
  const [row] = await work.sql.query<{ number: number }>(text, [work.organizationId, series, year], { prepare: true });
  return row!.number;
}

/** `INV-2026-00001`. */
function numberName({ series, issueDate, number }: Values): string {
  return `${series as string}-${(issueDate as string).slice(0, 4)}-${String(number).padStart(5, "0")}`;
}

/** Withdraws an invoice that nothing was paid on. Its number stays taken. */
export async function cancelInvoice(work: Work, id: string): Promise<Row> {
  const previous = await lockRecord(work, invoice, id);
  if (previous.status === "cancelled") throw new Problem("conflict", "This invoice is cancelled already.");
  if ((previous.payments as unknown[]).length > 0)
    throw new Problem("conflict", "Payments were made on this invoice. Take them back first, or write a credit note.");
  return saveRecord(work, invoice, previous, { ...previous, status: "cancelled", cancelledAt: work.now });
}

/** Notes that an issued invoice went to the customer. */
export async function sendInvoice(work: Work, id: string): Promise<Row> {
  const previous = await lockRecord(work, invoice, id);
  if (previous.number === null || previous.status === "cancelled")
    throw new Problem("conflict", "Only an issued invoice can be sent.");
  return saveRecord(work, invoice, previous, {
    ...previous,
    status: previous.status === "issued" ? "sent" : previous.status,
    sentAt: work.now,
  });
}
