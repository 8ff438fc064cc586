import { Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import { IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { useRecordChanges } from "../records/changes.ts";
import { formatDate, formatExactMoney } from "../records/format.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { RowsSection } from "../records/page/rows-section.tsx";
import type { Totals } from "./line-totals.ts";
import { TotalsList } from "./totals-list.tsx";

type InvoiceProps = { type: RecordType; record: StoredRecord };

/** An invoice as on paper: lines, totals, and what was paid. */
export function InvoiceBody({ type, record }: InvoiceProps) {
  const lines = type.fields.find((field) => field.name === "lines");
  const isDraft = record["status"] === "draft";
  const hasLines = ((record["lines"] as unknown[] | undefined) ?? []).length > 0;
  return (
    <>
      {lines && (
        <RowsSection type={type} record={record} field={isDraft ? lines : { ...lines, readOnly: true }}>
          {hasLines && (
            <div className="mt-3 px-3">
              <TotalsList
                totals={record as unknown as Totals}
                currency={currencyOf(record)}
                paid={record["paid"] as string}
                balance={isDraft ? undefined : (record["balance"] as string)}
              />
            </div>
          )}
        </RowsSection>
      )}
      <Payments type={type} record={record} />
    </>
  );
}

type Payment = { id: string; amount: string; paidOn: string; method: string | null; reference: string | null };

function Payments({ type, record }: InvoiceProps) {
  const can = useCan();
  const { refresh } = useRecordChanges(type);
  const [leaving, setLeaving] = useState<Payment>();
  const payments = (record["payments"] as Payment[] | undefined) ?? [];
  if (payments.length === 0) return null;
  const mayWrite = can("records.write") && !record.deletedAt;
  const currency = currencyOf(record);
  return (
    <section className="mb-6">
      <h3 className="mb-1.5 flex h-7 items-center text-sm font-semibold">Payments</h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {payments.map((payment) => (
          <li key={payment.id} className="flex min-h-10 items-center gap-3 px-3 py-1.5 text-sm">
            <time dateTime={payment.paidOn} className="shrink-0 text-ink-muted">
              {formatDate(payment.paidOn)}
            </time>
            <span className="min-w-0 flex-1 truncate text-ink-muted">
              {[payment.method, payment.reference].filter(Boolean).join(" · ")}
            </span>
            <span className="font-medium tabular-nums">{formatExactMoney(payment.amount, currency)}</span>
            {mayWrite && (
              <IconButton label="Take this payment back" size="icon-sm" onClick={() => setLeaving(payment)}>
                <Trash2 aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title="Take this payment back?"
        description={leaving && `${formatExactMoney(leaving.amount, currency)} will be owed again.`}
        action="Take back"
        onConfirm={async () => {
          const params = { id: record.id, paymentId: leaving?.id ?? "" };
          await call("DELETE /api/invoices/{id}/payments/{paymentId}", { params });
          refresh();
        }}
      />
    </section>
  );
}

function currencyOf(record: StoredRecord): string | null {
  return (record["currency"] as string | null) ?? null;
}
