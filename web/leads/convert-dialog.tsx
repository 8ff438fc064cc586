import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useRecordChanges } from "../records/changes.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { ConvertForm } from "./convert-form.tsx";
import { bodyOfPlan, type ConversionPlan, type Match } from "./conversion-plan.ts";

type ConvertDialogProps = { type: RecordType; record: StoredRecord; onClose: () => void };

/** Shows what a lead will become, lets it be changed, and goes to what came of it. */
export function ConvertDialog({ type, record, onClose }: ConvertDialogProps) {
  const [busy, setBusy] = useState(false);
  const { keep } = useRecordChanges(type);
  const navigate = useNavigate();
  const params = { id: record.id };
  const matches = useQuery({
    queryKey: ["records", type.plural, "conversion", record.id, record.version],
    queryFn: ({ signal }) => call("GET /api/leads/{id}/conversion", { params, signal }),
  });
  const go = (plural: string, id: string) => void navigate({ to: "/$plural/$id", params: { plural, id }, search: {} });

  async function convert(plan: ConversionPlan, account: Match, contact: Match) {
    const made = await call("POST /api/leads/{id}/convert", { params, body: bodyOfPlan(plan, account, contact) });
    keep(made.lead);
    onClose();
    if (made.opportunity) go("opportunities", made.opportunity.id);
    else go("contacts", made.contact.id);
    const names = [made.account?.displayName, made.contact.displayName, made.opportunity && "an opportunity"];
    toast.done({
      title: "Lead converted",
      detail: `Now ${names.filter(Boolean).join(", ")}.`,
      action: { label: "Back to the lead", run: () => go(type.plural, record.id) },
    });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Convert ${record.displayName}`}
      description="The lead stays, marked as converted, with links to what it became."
      className="sm:w-[32rem]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="convert" busy={busy} disabled={!matches.data}>
            Convert
          </Button>
        </>
      }
    >
      {matches.isError && <ErrorState error={matches.error} retry={() => void matches.refetch()} />}
      {matches.isPending && <SkeletonLines lines={4} />}
      {matches.data && (
        <ConvertForm
          lead={record}
          account={matches.data.account}
          contact={matches.data.contact}
          onBusy={setBusy}
          onSubmit={(plan) => convert(plan, matches.data.account, matches.data.contact)}
        />
      )}
    </Dialog>
  );
}
