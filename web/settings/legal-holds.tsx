import { useQuery } from "@tanstack/react-query";
import { Plus, Scale } from "lucide-react";
import { useState } from "react";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { Segments } from "../components/segments.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { legalHoldsQuery } from "./legal-hold-queries.ts";
import { LegalHoldLine } from "./legal-hold-line.tsx";
import { NewHoldDialog } from "./new-hold-dialog.tsx";
import { boxClass, Section } from "./section.tsx";

const views = [
  { value: "living", label: "In force" },
  { value: "released", label: "Released" },
] as const;

/** What must not go, whatever retention or a person asks. */
export function LegalHolds() {
  const can = useCan();
  const [making, setMaking] = useState(false);
  const [view, setView] = useState<(typeof views)[number]["value"]>("living");
  const holds = useQuery(legalHoldsQuery(view));
  const create = can("retention.manage") && (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New hold
    </Button>
  );
  const none = holds.data?.length === 0;
  return (
    <Section
      title="Legal holds"
      intro="What a hold covers is not pruned from the log, erased or deleted for good until the hold is released."
      action={!(none && view === "living") && create}
    >
      <Segments label="Which holds" className="mb-3" value={view} options={views} onChange={setView} />
      {holds.isPending ? (
        <SkeletonLines lines={3} />
      ) : holds.isError ? (
        <ErrorState error={holds.error} retry={() => void holds.refetch()} />
      ) : none ? (
        <Notice
          icon={Scale}
          title={view === "living" ? "Nothing is held" : "None was released"}
          action={view === "living" && create}
          boxed
        >
          {view === "living" &&
            (can("retention.manage")
              ? "Begin a hold when a dispute or an audit needs something kept."
              : "An owner begins one when a dispute or an audit needs something kept.")}
        </Notice>
      ) : (
        <ul className={boxClass}>
          {holds.data.map((hold) => (
            <LegalHoldLine key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
      {making && <NewHoldDialog onClose={() => setMaking(false)} />}
    </Section>
  );
}
