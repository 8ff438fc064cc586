import { Badge, type Tone } from "../../components/badge.tsx";
import { formatDay } from "../../records/format.ts";
import { boxClass, lineClass, Section } from "../section.tsx";
import type { Invoice } from "./billing-queries.ts";
import { formatAmount } from "./money.ts";

const states: Record<string, { label: string; tone: Tone }> = {
  paid: { label: "Paid", tone: "green" },
  open: { label: "Not paid", tone: "red" },
  void: { label: "Void", tone: "gray" },
  uncollectible: { label: "Given up", tone: "gray" },
};
const linkClass = "rounded underline underline-offset-2 hover:text-ink";

/** What was paid and is to be paid. */
export function Invoices({ invoices }: { invoices: Invoice[] }) {
  return (
    <Section title="Invoices">
      {invoices.length === 0 ? (
        <p className="rounded-xl border border-dashed border-line px-4 py-6 text-center text-sm text-ink-muted">
          No invoices yet. Each payment gets one.
        </p>
      ) : (
        <ul className={boxClass}>
          {invoices.map((invoice) => (
            <InvoiceLine key={invoice.id} invoice={invoice} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function InvoiceLine({
  invoice: { number, status, amount, currency, createdAt, pageUrl, pdfUrl },
}: {
  invoice: Invoice;
}) {
  const { label, tone } = states[status] ?? { label: status, tone: "gray" };
  return (
    <li className={lineClass}>
      <div className="min-w-40 flex-1">
        <p className="text-sm tabular-nums">{formatAmount(amount, currency)}</p>
        <p className="text-xs text-ink-faint">{[number, formatDay(createdAt)].filter(Boolean).join(" · ")}</p>
      </div>
      <Badge tone={tone}>{label}</Badge>
      <p className="flex gap-3 text-sm text-ink-muted">
        {pageUrl && (
          <a href={pageUrl} target="_blank" rel="noreferrer" className={linkClass}>
            {status === "open" ? "Pay" : "View"}
            <span className="sr-only"> invoice {number}</span>
          </a>
        )}
        {pdfUrl && (
          <a href={pdfUrl} target="_blank" rel="noreferrer" className={linkClass}>
            PDF<span className="sr-only"> of invoice {number}</span>
          </a>
        )}
      </p>
    </li>
  );
}
