import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { toast } from "../../components/toast.tsx";
import { useRecordChanges } from "../changes.ts";
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

const OpportunityVerbs = lazy(() =>
  import("../../board/opportunity-verbs.tsx").then((module) => ({ default: module.OpportunityVerbs })),
);
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
