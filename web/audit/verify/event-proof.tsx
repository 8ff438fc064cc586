import { useQuery } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { AuditEntry } from "../../api/contract.ts";
import { reasonOf } from "../../api/problem.ts";
import { useMe } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { FormError } from "../../components/states.tsx";
import { formatDecimal } from "../../records/format.ts";
import { ProofFacts } from "./proof-facts.tsx";
import type { ProvenEvent } from "./prove-event.ts";
import { Steps } from "./steps.tsx";

type EventProofProps = { entry: AuditEntry; start: boolean };

/** Where the event stands in the sealed log; on demand, whether that is so. Its code and its question come with that. */
export function EventProof({ entry, start }: EventProofProps) {
  const [wanted, setWanted] = useState(start);
  const me = useMe();
  const checked = useQuery({
    queryKey: ["audit-proof", entry.id],
    enabled: wanted || start,
    // What was true then need not be so now: it is looked at whenever somebody asks.
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => (await import("./prove-event.ts")).proveEvent(entry, me.currentOrganization!.id),
  });
  const isWrong = checked.data?.steps.some(({ state }) => state === "wrong");
  const Shield = isWrong ? ShieldAlert : ShieldCheck;
  return (
    <section aria-label="Proof" className="flex flex-col gap-2.5 rounded-lg border border-line bg-surface p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Shield
          className={`size-4 shrink-0 ${isWrong ? "text-danger" : checked.data ? "text-success" : "text-ink-faint"}`}
          aria-hidden
        />
        <p className="min-w-0 flex-1 text-sm" role={checked.data && "status"}>
          {checked.data ? verdictOf(checked.data) : placeOf(entry)}
        </p>
        <Button
          size="sm"
          busy={checked.isFetching}
          onClick={() => (checked.isFetched ? void checked.refetch() : setWanted(true))}
        >
          {checked.isFetched ? "Verify again" : "Verify"}
        </Button>
      </div>
      {checked.isError && <FormError>{reasonOf(checked.error)}</FormError>}
      {checked.data && <Steps steps={checked.data.steps} />}
      {checked.data && <ProofFacts proven={checked.data} />}
    </section>
  );
}

function placeOf({ sequence }: AuditEntry): string {
  return sequence === null ? "Not sealed yet" : `No. ${formatDecimal(sequence + 1)} of the sealed log`;
}

function verdictOf({ steps, sequence }: ProvenEvent): string {
  if (steps.some(({ state }) => state === "wrong")) return "Something is wrong with this event";
  return sequence === null ? "Not sealed yet" : "Verified: it stands as it was sealed";
}
