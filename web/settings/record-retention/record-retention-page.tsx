import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { boxClass, Section } from "../section.tsx";
import { PolicyDialog } from "./policy-dialog.tsx";
import { PolicyLine } from "./policy-line.tsx";
import { policiesQuery } from "./policy-queries.ts";

/** How long records of each type are kept. */
export function RecordRetentionPage() {
  const retention = useQuery(policiesQuery);
  const [making, setMaking] = useState(false);
  const create = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New rule
    </Button>
  );
  if (retention.isPending) return <SkeletonLines lines={4} />;
  if (retention.isError) return <ErrorState error={retention.error} retry={() => void retention.refetch()} />;
  const state = retention.data;
  const none = state.policies.length === 0;
  return (
    <Section
      title="How long records are kept"
      intro={`Records that are no longer needed are removed at night, by rules that you set for each type. Nothing is removed in the first ${state.noticeDays} days after a rule is made or changed. Legal holds keep what they cover.`}
      action={!none && create}
    >
      {none ? (
        <Notice icon={CalendarClock} title="Everything is kept" action={create} boxed>
          For example: leads that were lost two years ago, tasks closed for a year, the trash after 30 days.
        </Notice>
      ) : (
        <ul className={boxClass}>
          {state.policies.map((policy) => (
            <PolicyLine key={`${policy.recordType} ${policy.basis}`} policy={policy} state={state} />
          ))}
        </ul>
      )}
      {making && <PolicyDialog state={state} onClose={() => setMaking(false)} />}
    </Section>
  );
}
