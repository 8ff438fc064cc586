import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { useRecordChanges } from "../records/changes.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { PaymentDialog } from "./payment-dialog.tsx";

/** The next step of an invoice: to be issued, then to be paid. */
export function InvoiceVerbs({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [asking, setAsking] = useState(false);
  const { refresh } = useRecordChanges(type);
  const isDraft = record["status"] === "draft";
  const isOwed = record["number"] !== null && !["paid", "cancelled"].includes(String(record["status"]));
  if (isDraft) {
    return (
      <>
        <Button look="primary" onClick={() => setAsking(true)}>
          Issue
        </Button>
        <Confirm
          open={asking}
          onClose={() => setAsking(false)}
          title="Issue this invoice?"
          description="It gets the next number of its series. An issued invoice keeps its lines and its number for good."
          action="Issue"
          onConfirm={async () => {
            await call("POST /api/invoices/{id}/issue", { params: { id: record.id } });
            refresh();
          }}
        />
      </>
    );
  }
  if (!isOwed) return null;
  return (
    <>
      <Button look="primary" onClick={() => setAsking(true)}>
        Record payment
      </Button>
      {asking && <PaymentDialog record={record} onClose={() => setAsking(false)} onPaid={refresh} />}
    </>
  );
}
