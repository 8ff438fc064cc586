import { choice } from "../records/kinds/choice.ts";
import { currency, decimal, exactMoney, integer, percent } from "../records/kinds/number.ts";
import { reference, rows } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { date, datetime } from "../records/kinds/time.ts";
import { listed, readOnly, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { address } from "./address.ts";
import { deriveInvoice, keepIssued, saidWhenIssued } from "./invoice-rules.ts";

export const invoice = recordType("invoice", {
  plural: "invoices",
  title: ["name"],
  fields: {
    name: readOnly(listed(searched(text("Invoice")))),
    type: listed(choice("Type", ["invoice", "credit_note", "proforma"], { default: "invoice" })),
    status: listed(
      readOnly(
        choice("Status", ["draft", "issued", "sent", "partially_paid", "paid", "overdue", "cancelled"], {
          default: "draft",
        }),
      ),
    ),
    series: text("Series", { maxLength: 20 }),
    number: readOnly(integer("Number")),
    account: listed(reference("Account", "account", { onDelete: "refuse" })),
    contact: reference("Contact", "contact"),
    contract: reference("Contract", "contract"),
    opportunity: reference("Opportunity", "opportunity"),
    subject: searched(text("Subject")),
    billingName: text("Billed to", { group: "Billing" }),
    ...address("billing", "Billing"),
    billingVatNumber: text("VAT number", { group: "Billing" }),
    seller: readOnly(longText("From", { group: "Billing" })),
    issueDate: listed(date("Issue date")),
    supplyDate: date("Supply date"),
    dueDate: listed(date("Due date")),
    currency: currency("Currency"),
    lines: rows("Lines", "invoice_line", {
      description: required(text("Description", { maxLength: 2000 })),
      quantity: required(decimal("Quantity")),
      unit: text("Unit", { maxLength: 50 }),
      unitPrice: required(exactMoney("Unit price")),
      discountPercent: percent("Discount %"),
      taxRate: percent("Tax %"),
      total: readOnly(exactMoney("Net total")),
    }),
    subtotal: readOnly(exactMoney("Subtotal")),
    discount: readOnly(exactMoney("Discount")),
    tax: readOnly(exactMoney("Tax")),
    total: listed(readOnly(exactMoney("Total"))),
    paid: readOnly(exactMoney("Paid")),
    balance: listed(readOnly(exactMoney("Balance"))),
    payments: readOnly(
      rows("Payments", "invoice_payment", {
        id: readOnly(text("Id")),
        amount: required(exactMoney("Amount")),
        paidOn: required(date("Paid on")),
        method: text("Method"),
        reference: text("Reference"),
      }),
    ),
    notes: longText("Notes"),
    issuedAt: readOnly(datetime("Issued")),
    sentAt: readOnly(datetime("Sent")),
    cancelledAt: readOnly(datetime("Cancelled")),
  },
  check: ({ issueDate, dueDate }) =>
    typeof issueDate === "string" && typeof dueDate === "string" && dueDate < issueDate
      ? [{ field: "dueDate", reason: "must not be before the issue date" }]
      : [],
  derive: deriveInvoice,
  frozen: { while: "draft", fields: saidWhenIssued },
  leaving: async (_, record) => keepIssued(record),
});
