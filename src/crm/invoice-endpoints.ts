import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { outputOf } from "../records/output.ts";
import { money } from "../records/kinds/number.ts";
import { storableText } from "../records/kinds/text.ts";
import { date } from "../records/kinds/time.ts";
import { invoice } from "./invoice.ts";
import { payInvoice, takeBackPayment } from "./invoice-payments.ts";
import { cancelInvoice, issueInvoice, sendInvoice } from "./issue-invoice.ts";
import { identifier, IdParams } from "./parameters.ts";

const shared = { resource: "invoice", limit: "standard", may: "records.write", audit: "UPDATE" } as const;
const output = { status: 200, body: outputOf(invoice) } as const;
const amount = money("Amount", { minimum: 0.01 });
const day = date("Paid on");

const PaymentBody = z.strictObject({
  amount: amount.kind.schema(amount),
  paidOn: day.kind.schema(day).nullish().describe("Today unless given"),
  method: storableText(500).nullish(),
  reference: storableText(500).nullish(),
});

export const invoiceEndpoints = [
  endpoint({
    ...shared,
    route: "POST /api/invoices/{id}/issue",
    summary: "Issue a draft: it gets its number and can no longer change",
    input: { params: IdParams },
    output,
    handle: ({ params }, work) => issueInvoice(work, params.id),
  }),
  endpoint({
    ...shared,
    route: "POST /api/invoices/{id}/send",
    summary: "Note that an invoice was sent",
    input: { params: IdParams },
    output,
    handle: ({ params }, work) => sendInvoice(work, params.id),
  }),
  endpoint({
    ...shared,
    route: "POST /api/invoices/{id}/cancel",
    summary: "Cancel an invoice",
    input: { params: IdParams },
    output,
    handle: ({ params }, work) => cancelInvoice(work, params.id),
  }),
  endpoint({
    ...shared,
    route: "POST /api/invoices/{id}/payments",
    summary: "Note a payment; answers the invoice",
    audit: "PAYMENT",
    input: { params: IdParams, body: PaymentBody },
    output: { ...output, status: 201 },
    handle: ({ params, body }, work) => payInvoice(work, params.id, body),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/invoices/{id}/payments/{paymentId}",
    summary: "Take a payment back; answers the invoice",
    audit: "PAYMENT",
    input: { params: z.object({ id: z.string(), paymentId: identifier }) },
    output,
    handle: ({ params }, work) => takeBackPayment(work, params.id, params.paymentId),
  }),
];
