import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import type { Retention as State } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatDay, formatDecimal } from "../records/format.ts";
import { daysText } from "./days-text.ts";
import { RetentionForm } from "./retention-form.tsx";
import { retentionQuery } from "./retention-queries.ts";
import { boxClass, Section } from "./section.tsx";
import { SettingsFact } from "./settings-row.tsx";

/** How long events are kept, and what happened to older ones. */
export function Retention() {
  const can = useCan();
  const retention = useQuery(retentionQuery);
  if (retention.isPending) return <SkeletonLines lines={4} />;
  if (retention.isError) return <ErrorState error={retention.error} retry={() => void retention.refetch()} />;
  const state = retention.data;
  const mayChange = can("retention.manage");
  return (
    <Section
      title="Retention"
      intro={`Older events are removed from the log at night. The proofs of what stays remain valid.${mayChange ? "" : " Only owners can change this."}`}
    >
      {state.grace && <Grace state={state} grace={state.grace} />}
      {mayChange && <RetentionForm key={`${state.days} ${state.archive}`} state={state} />}
      <dl className={`${boxClass} ${mayChange ? "mt-3" : ""}`}>
        {!mayChange && (
          <>
            <SettingsFact label="Kept for">{daysText(state.effectiveDays)}</SettingsFact>
            <SettingsFact label="Older events">{state.archive ? "archived first" : "gone for good"}</SettingsFact>
          </>
        )}
        <SettingsFact label="Oldest event">
          {state.oldestEvent ? formatDay(state.oldestEvent) : "none yet"}
        </SettingsFact>
        <SettingsFact label="Last pruning">
          {state.lastPrune ? `${formatDay(state.lastPrune.at)}: ${eventsText(state.lastPrune.events)}` : "none yet"}
        </SettingsFact>
      </dl>
    </Section>
  );
}

/** After a plan that keeps less, nothing goes for a while. */
function Grace({ state, grace }: { state: State; grace: NonNullable<State["grace"]> }) {
  const then = Math.min(state.days ?? state.planDays, state.maxDays);
  return (
    <p className="mb-3 flex gap-2.5 rounded-lg border border-line bg-canvas px-3 py-2 text-sm text-ink-muted">
      <Hourglass className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-hidden />
      <span>
        Your plan keeps less than before. Nothing more goes until {formatDay(grace.until)}; from then on events are kept
        for {daysText(then)}. Export what you need before.
      </span>
    </p>
  );
}

export function eventsText(events: number): string {
  return events === 1 ? "1 event" : `${formatDecimal(events)} events`;
}
