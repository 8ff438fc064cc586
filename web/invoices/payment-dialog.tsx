import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { FormError } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { today } from "../records/clock.ts";
import { DateInput } from "../records/controls/date-input.tsx";
import { MoneyInput } from "../records/controls/money-input.tsx";
import { formatExactMoney } from "../records/format.ts";
import type { RecordField, StoredRecord } from "../records/model.ts";

type PaymentDialogProps = { record: StoredRecord; onClose: () => void; onPaid: () => void };

const amountField = { kind: "money", label: "Amount" } as RecordField;
const dayField = { kind: "date", label: "Paid on", required: true } as RecordField;

/** Notes money that came in; all that is owed, unless said otherwise. */
export function PaymentDialog({ record, onClose, onPaid }: PaymentDialogProps) {
  const balance = (record["balance"] as string | null) ?? "";
  const currency = (record["currency"] as string | null) ?? null;
  const [amount, setAmount] = useState<unknown>(balance);
  const [paidOn, setPaidOn] = useState<unknown>(today);
  const [method, setMethod] = useState("");
  const [reference, setReference] = useState("");
  const submission = useSubmission(async () => {
    const body = {
      amount: typeof amount === "string" ? amount : "",
      ...(typeof paidOn === "string" && { paidOn }),
      ...(method && { method }),
      ...(reference && { reference }),
    };
    await call("POST /api/invoices/{id}/payments", { params: { id: record.id }, body });
    onPaid();
    toast.done({ title: "Payment recorded", detail: formatExactMoney(body.amount, currency) });
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Record a payment"
      description={`${formatExactMoney(balance, currency)} is owed on ${record.displayName}.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="payment" busy={submission.busy}>
            Record payment
          </Button>
        </>
      }
    >
      <form id="payment" onSubmit={submission.run} noValidate className="grid gap-3 sm:grid-cols-2">
        <Field label="Amount" error={submission.faultOf("amount")} required>
          <MoneyInput autoFocus field={amountField} value={amount} onChange={setAmount} currency={currency} />
        </Field>
        <Field label="Paid on" error={submission.faultOf("paidOn")}>
          <DateInput field={dayField} value={paidOn} onChange={setPaidOn} />
        </Field>
        <Field label="Method" error={submission.faultOf("method")}>
          <Input
            value={method}
            maxLength={500}
            placeholder="Bank transfer"
            onChange={(event) => setMethod(event.target.value)}
          />
        </Field>
        <Field label="Reference" error={submission.faultOf("reference")}>
          <Input value={reference} maxLength={500} onChange={(event) => setReference(event.target.value)} />
        </Field>
        <div className="sm:col-span-full empty:hidden">
          <FormError>{submission.message}</FormError>
        </div>
      </form>
    </Dialog>
  );
}
