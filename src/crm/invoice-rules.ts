import type { Work } from "../audit/work.ts";
import { invalidField, Problem } from "../problems.ts";
import type { Row } from "../records/record.ts";
import type { Values } from "../records/store.ts";
import { defaultCurrency } from "./default-currency.ts";
import { difference, sumOf, totalsOf } from "./invoice-totals.ts";
import type { InvoiceLine } from "./invoice-totals.ts";

const seriesOfType: Record<string, string> = { invoice: "INV", credit_note: "CN", proforma: "PRO" };
const seriesShape = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const largestAmount = "9999999999999999.99".length;

/** Name, totals, what is paid and what is owed follow from lines and payments. */
export async function deriveInvoice(work: Work, next: Values, previous: Values | null): Promise<void> {
  if (previous && next.type !== previous.type && next.series === seriesOfType[previous.type as string])
    next.series = null;
  next.series ||= seriesOfType[next.type as string] ?? "INV";
  if (!seriesShape.test(next.series as string)) throw invalidField("series", "takes letters, digits and . _ / - only");
  next.name ??= "Draft";
  next.currency ??= await defaultCurrency(work);
  addUp(next, previous);
  if (previous && previous.status !== "draft") refuseFrozen(next, previous);
  if (next.status === "overdue" && next.dueDate !== previous?.dueDate && !isBefore(next.dueDate, work.now)) {
    next.status = next.sentAt ? "sent" : "issued";
  }
}

function isBefore(day: unknown, now: string): boolean {
  return typeof day === "string" && day < now.slice(0, 10);
}

/** Who changes records in bulk does not load their rows, and does not change them. */
function addUp(next: Values, previous: Values | null): void {
  if (Array.isArray(next.lines) || previous === null) {
    const { lines: nets, ...totals } = totalsOf((next.lines ?? []) as InvoiceLine[]);
    if ([...nets, ...Object.values(totals)].some((amount) => amount.replace("-", "").length > largestAmount))
      throw invalidField("lines", "add up to more than can be stored");
    next.lines = ((next.lines ?? []) as InvoiceLine[]).map((line, at) => ({ ...line, total: nets[at] }));
    Object.assign(next, totals);
  }
  if (Array.isArray(next.payments) || previous === null)
    next.paid = sumOf(((next.payments ?? []) as { amount: string }[]).map(({ amount }) => amount));
  if (typeof next.total === "string" && typeof next.paid === "string") {
    next.balance = next.status === "cancelled" ? "0.00" : difference(next.total, next.paid);
  }
}

/** What an issued invoice said when it went out. */
export const saidWhenIssued = [
  "type",
  "series",
  "account",
  "issueDate",
  "supplyDate",
  "currency",
  "billingName",
  "billingStreet",
  "billingCity",
  "billingState",
  "billingPostalCode",
  "billingCountry",
  "billingVatNumber",
  "lines",
] as const;

function refuseFrozen(next: Values, previous: Values): void {
  const members = saidWhenIssued.map((name) => (name === "account" ? "accountId" : name));
  const changed = members.filter((member) =>
    member === "lines"
      ? previous.lines && linesOf(next) !== linesOf(previous)
      : (next[member] ?? null) !== (previous[member] ?? null),
  );
  if (changed.length === 0) return;
  const words = String(previous.status).replace("_", " ");
  throw new Problem(
    "conflict",
    `The invoice is ${words}, so ${changed.join(", ")} cannot change. Write a credit note instead.`,
    {
      errors: changed.map((field) => ({ field, reason: "cannot change once the invoice is issued" })),
    },
  );
}

function linesOf({ lines }: Values): string {
  const parts = ["description", "quantity", "unit", "unitPrice", "discountPercent", "taxRate"];
  return JSON.stringify((lines as Values[]).map((line) => parts.map((part) => line[part] ?? null)));
}

/** A number that was given out stays given out. */
export function keepIssued({ number, status, payments }: Row): void {
  if (number === null) return;
  const paid = Array.isArray(payments) && payments.length > 0;
  const instead =
    status === "cancelled"
      ? ""
      : paid
        ? " Payments were made on it: write a credit note instead."
        : " Cancel it instead.";
  throw new Problem("conflict", `An issued invoice stays in the books.${instead}`);
}
