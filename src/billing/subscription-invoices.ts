import type { Entry } from "../audit/event.ts";
import type { Sql } from "../ports/database.ts";
import type { InvoiceState } from "../ports/payments.ts";

const columns = `invoice_id as id, number, status, amount_due as "amountDue", amount_paid as "amountPaid", currency, created_at as "createdAt",
  paid_at as "paidAt", next_attempt_at as "nextAttemptAt", attempts, page_url as "pageUrl", pdf_url as "pdfUrl"`;

/** What was and is to be paid, newest first. Drafts are not told: they may change yet. */
export function listInvoices(sql: Sql, organizationId: string, most: number): Promise<InvoiceState[]> {
  return sql.query(
    `select ${columns} from subscription_invoice where organization_id = $1 and status <> 'draft'
      order by created_at desc, invoice_id desc limit $2`,
    [organizationId, most],
  );
}

const upsert = `insert into subscription_invoice (organization_id, invoice_id, number, status, amount_due, amount_paid, currency, created_at,
    paid_at, next_attempt_at, attempts, page_url, pdf_url)
  select $1, i.* from jsonb_to_recordset($2) as i (id text, number text, status text, "amountDue" bigint, "amountPaid" bigint, currency text,
    "createdAt" timestamptz, "paidAt" timestamptz, "nextAttemptAt" timestamptz, attempts integer, "pageUrl" text, "pdfUrl" text)
  on conflict (organization_id, invoice_id) do update set number = excluded.number, status = excluded.status, amount_due = excluded.amount_due,
    amount_paid = excluded.amount_paid, paid_at = excluded.paid_at, next_attempt_at = excluded.next_attempt_at, attempts = excluded.attempts,
    page_url = excluded.page_url, pdf_url = excluded.pdf_url`;

/** Keeps the invoices as they are now. Answers what happened since: each payment, and each one that failed, once. */
export async function keepInvoices(
  sql: Sql,
  organizationId: string,
  invoices: readonly InvoiceState[],
): Promise<Entry[]> {
  const known = await sql.query<Pick<InvoiceState, "id" | "status" | "attempts">>(
    "select invoice_id as id, status, attempts from subscription_invoice where organization_id = $1",
    [organizationId],
  );
  const before = new Map(known.map((invoice) => [invoice.id, invoice]));
  await sql.query(upsert, [organizationId, JSON.stringify(invoices)]);
  return invoices.flatMap((invoice) => paymentOf(invoice, before.get(invoice.id)));
}

function paymentOf(invoice: InvoiceState, before: Pick<InvoiceState, "status" | "attempts"> | undefined): Entry[] {
  const { id, number, status, amountDue, amountPaid, currency, attempts } = invoice;
  const entry = { action: "PAYMENT", resource: "subscription_invoice", resourceId: id } as const;
  if (status === "paid" && before?.status !== "paid")
    return [{ ...entry, details: { invoice: { number, amount: amountPaid, currency } } }];
  if (status === "open" && attempts > (before?.attempts ?? 0))
    return [{ ...entry, outcome: "failure", details: { invoice: { number, amount: amountDue, currency, attempts } } }];
  return [];
}
