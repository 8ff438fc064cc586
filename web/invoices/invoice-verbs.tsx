import { Ban, ChevronDown, FilePlus2, Send } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Menu, MenuItem } from "../components/menu.tsx";
import { toast } from "../components/toast.tsx";
import { tell, useRecordChanges } from "../records/changes.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { stepsOf } from "./invoice-steps.ts";
import { useCreditNote } from "./use-credit-note.ts";

const PaymentDialog = lazy(() => import("./payment-dialog.tsx").then((module) => ({ default: module.PaymentDialog })));

type Asking = "issue" | "payment" | "cancel";

/** The next step of an invoice, to be issued and then to be paid, and beside it what happens less often. */
export function InvoiceVerbs({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [asking, setAsking] = useState<Asking>();
  const { keep, refresh } = useRecordChanges(type);
  const creditNote = useCreditNote(type, record);
  const steps = stepsOf(record);
  const params = { id: record.id };
  const close = () => setAsking(undefined);

  async function send() {
    keep(await call("POST /api/invoices/{id}/send", { params }));
    toast.done({ title: "Marked as sent" });
  }
  const further = [
    steps.send && (
      <MenuItem key="send" onClick={() => void send().catch(tell)}>
        <Send aria-hidden />
        Mark as sent
      </MenuItem>
    ),
    steps.credit && (
      <MenuItem key="credit" onClick={creditNote}>
        <FilePlus2 aria-hidden />
        Write a credit note
      </MenuItem>
    ),
    steps.cancel && (
      <MenuItem key="cancel" danger onClick={() => setAsking("cancel")}>
        <Ban aria-hidden />
        Cancel invoice…
      </MenuItem>
    ),
  ].filter(Boolean);
  return (
    <>
      <Steps further={further}>
        {steps.issue && (
          <Button
            look="primary"
            className={further.length > 0 ? "flex-1 rounded-r-none" : ""}
            onClick={() => setAsking("issue")}
          >
            Issue
          </Button>
        )}
        {steps.pay && (
          <Button
            look="primary"
            className={further.length > 0 ? "flex-1 rounded-r-none" : ""}
            onClick={() => setAsking("payment")}
          >
            Record payment
          </Button>
        )}
      </Steps>
      <Confirm
        open={asking === "issue"}
        onClose={close}
        title="Issue this invoice?"
        description="It gets the next number of its series, and the number is final. Lines, amounts, the billing address and your letterhead on it cannot change afterwards."
        action="Issue"
        look="primary"
        onConfirm={async () => {
          const issued = keep(await call("POST /api/invoices/{id}/issue", { params }));
          toast.done({ title: `Issued as ${issued.displayName}` });
        }}
      />
      <Confirm
        open={asking === "cancel"}
        onClose={close}
        title="Cancel this invoice?"
        description={
          record["number"] === null
            ? "The draft stays readable, marked as cancelled."
            : "It stays in the books with its number, marked as cancelled. Nothing will be owed on it."
        }
        action="Cancel invoice"
        onConfirm={async () => {
          keep(await call("POST /api/invoices/{id}/cancel", { params }));
        }}
      />
      {asking === "payment" && (
        <Suspense>
          <PaymentDialog record={record} onClose={close} onPaid={refresh} />
        </Suspense>
      )}
    </>
  );
}

/** The next step, and the others behind an arrow at its end. */
function Steps({ further, children }: { further: ReactNode[]; children: ReactNode[] }) {
  const isSplit = children.some(Boolean);
  if (further.length === 0) return children;
  return (
    <span className="flex">
      {children}
      <Menu
        trigger={
          <Button
            look={isSplit ? "primary" : "secondary"}
            aria-label="More steps"
            className={isSplit ? "rounded-l-none border-l border-l-accent-ink/30 px-1.5" : ""}
          >
            {!isSplit && "Steps"}
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        {further}
      </Menu>
    </span>
  );
}
