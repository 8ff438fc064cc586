import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, type FormEvent, lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { FormError } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordTypes } from "../queries.ts";

type VerbProps = { type: RecordType; record: StoredRecord };

/** What only this type of record can do; types without verbs of their own have none. */
export function RecordVerbs(props: VerbProps) {
  const Verbs = verbs[props.type.name];
  return Verbs ? (
    <Suspense>
      <Verbs {...props} />
    </Suspense>
  ) : null;
}

const InvoiceVerbs = lazy(() =>
  import("../../invoices/invoice-verbs.tsx").then((module) => ({ default: module.InvoiceVerbs })),
);
const TaskVerbs = lazy(() => import("../task-check.tsx").then((module) => ({ default: module.TaskVerbs })));

const verbs: Record<string, ComponentType<VerbProps>> = {
  opportunity: OpportunityVerbs,
  lead: LeadVerbs,
  invoice: InvoiceVerbs,
  task: TaskVerbs,
};

function OpportunityVerbs({ type, record }: VerbProps) {
  const [losing, setLosing] = useState(false);
  const { refresh } = useRecordChanges(type);
  const params = { id: record.id };
  const run = (work: Promise<unknown>) => void work.then(refresh, tell);
  if (record["status"] !== "open") {
    return (
      <Button onClick={() => run(call("POST /api/opportunities/{id}/reopen", { params, body: {} }))}>Reopen</Button>
    );
  }
  return (
    <>
      <Button onClick={() => setLosing(true)}>Lose</Button>
      <Button
        look="primary"
        onClick={() =>
          run(call("POST /api/opportunities/{id}/win", { params }).then(() => toast.done({ title: "Won. Well done." })))
        }
      >
        Win
      </Button>
      <LoseDialog open={losing} onClose={() => setLosing(false)} record={record} onLost={refresh} />
    </>
  );
}

type LoseDialogProps = { open: boolean; onClose: () => void; record: StoredRecord; onLost: () => void };

export function LoseDialog({ open, onClose, record, onLost }: LoseDialogProps) {
  const [lostReason, setLostReason] = useState("");
  const [error, setError] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      const body = lostReason ? { lostReason } : {};
      await call("POST /api/opportunities/{id}/lose", { params: { id: record.id }, body });
      onLost();
      onClose();
    } catch (failure) {
      setError(reasonOf(failure));
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Mark as lost"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="lose">
            Mark as lost
          </Button>
        </>
      }
    >
      <form id="lose" onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field label="Reason" hint="What decided it? It helps to win the next one.">
          <Input value={lostReason} maxLength={500} onChange={(event) => setLostReason(event.target.value)} />
        </Field>
        <FormError>{error}</FormError>
      </form>
    </Dialog>
  );
}

function LeadVerbs({ type, record }: VerbProps) {
  const [asking, setAsking] = useState(false);
  const { refresh } = useRecordChanges(type);
  const navigate = useNavigate();
  const types = useRecordTypes();
  if (record["status"] === "converted") return null;
  async function convert() {
    const made = await call("POST /api/leads/{id}/convert", { params: { id: record.id }, body: {} });
    refresh();
    toast.done({ title: "Lead converted" });
    const contact = types.find((candidate) => candidate.name === "contact");
    if (made?.["contact"] && contact) {
      await navigate({ to: "/$plural/$id", params: { plural: contact.plural, id: made["contact"].id }, search: {} });
    }
  }
  return (
    <>
      <Button look="primary" onClick={() => setAsking(true)}>
        Convert
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Convert this lead?"
        description="It becomes an account, a contact and an opportunity. The lead stays, marked as converted."
        action="Convert"
        onConfirm={convert}
      />
    </>
  );
}
