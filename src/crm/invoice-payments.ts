import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { notFound, Problem } from "../problems.ts";
import { lockRecord, saveRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { toUnits } from "./exact-decimal.ts";
import { invoice } from "./invoice.ts";
import { difference, sumOf } from "./invoice-totals.ts";
import { localDay } from "./local-day.ts";

export interface Payment {
  id: string;
  /** An exact decimal in the invoice's currency. */
  amount: string;
  paidOn: string;
  method?: string | null;
  reference?: string | null;
}

export interface NewPayment extends Omit<Payment, "id" | "paidOn"> {
  paidOn?: string | null;
}

/** Notes a payment of at most what is owed. */
export async function payInvoice(work: Work, id: string, payment: NewPayment): Promise<Row> {
  const previous = await lockRecord(work, invoice, id);
  if (previous.number === null || previous.status === "cancelled")
    throw new Problem("conflict", "Payments are made on issued invoices.");
  const owed = previous.balance as string;
  if (toUnits(payment.amount, 2) > toUnits(owed, 2)) {
    throw new Problem("conflict", `Only ${owed} is owed on this invoice.`, {
      errors: [{ field: "amount", reason: `must be at most ${owed}` }],
      members: { balance: owed },
    });
  }
  const made = { ...payment, id: newId(), paidOn: payment.paidOn ?? (await localDay(work)) };
  return savePayments(work, previous, [...(previous.payments as Payment[]), made]);
}

export async function takeBackPayment(work: Work, id: string, paymentId: string): Promise<Row> {
  const previous = await lockRecord(work, invoice, id);
  const payments = previous.payments as Payment[];
  const rest = payments.filter((payment) => payment.id !== paymentId);
  if (rest.length === payments.length) throw notFound("payment");
  return savePayments(work, previous, rest);
}

function savePayments(work: Work, previous: Row, payments: readonly Payment[]): Promise<Row> {
  const paid = sumOf(payments.map(({ amount }) => amount));
  const owed = toUnits(difference(previous.total as string, paid), 2);
  const open = previous.sentAt ? "sent" : "issued";
  const status = owed <= 0n ? "paid" : payments.length > 0 ? "partially_paid" : open;
  return saveRecord(work, invoice, previous, { ...previous, payments, status }, "PAYMENT");
}
