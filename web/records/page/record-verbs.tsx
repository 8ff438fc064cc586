import { type ComponentType, lazy, Suspense } from "react";
import type { RecordType, StoredRecord } from "../model.ts";

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
const LeadVerbs = lazy(() => import("../../leads/lead-verbs.tsx").then((module) => ({ default: module.LeadVerbs })));
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
