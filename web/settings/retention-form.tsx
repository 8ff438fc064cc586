import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { reasonOf } from "../api/problem.ts";
import type { Retention } from "../api/contract.ts";
import { Confirm } from "../components/confirm.tsx";
import { Input } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { formatDay, formatDecimal } from "../records/format.ts";
import { CheckLine } from "./check-line.tsx";
import { daysText } from "./days-text.ts";
import { eventsText } from "./retention.tsx";
import { retentionPreviewQuery, retentionQuery } from "./retention-queries.ts";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsRow } from "./settings-row.tsx";

/** The organization's own choice. A shorter one is asked for once more, with what it removes. */
export function RetentionForm({ state }: { state: Retention }) {
  const kept = { days: state.days === null ? "" : String(state.days), archive: state.archive };
  const [draft, setDraft] = useState(kept);
  const [asking, setAsking] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const fault = faultIn(draft.days, state);
  const queryClient = useQueryClient();
  const days = draft.days === "" ? null : Number(draft.days);
  const next = days ?? state.planDays;
  async function save() {
    const saved = await call("PATCH /api/organization/audit-retention", { body: { days, archive: draft.archive } });
    queryClient.setQueryData(retentionQuery.queryKey, saved);
    toast.done({ title: "Saved" });
  }
  const submission = useSubmission(async () => {
    setChecked(true);
    if (fault !== undefined) return;
    if (next < state.effectiveDays && draft.days !== kept.days) setAsking(true);
    else await save();
  });
  return (
    <>
      <SettingsForm
        submission={submission}
        changed={draft.days !== kept.days || draft.archive !== kept.archive}
        onDiscard={() => setDraft(kept)}
      >
        <SettingsRow
          label="Keep events for (days)"
          hint={`From ${daysText(state.minDays)} to ${daysText(state.maxDays)} on your plan. Empty means ${daysText(state.planDays)}.`}
          error={(isChecked ? fault : undefined) ?? submission.faultOf("days")}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            placeholder={String(state.planDays)}
            value={draft.days}
            onBlur={() => setChecked(true)}
            onChange={(event) => {
              setChecked(false);
              setDraft({ ...draft, days: event.target.value.trim() });
            }}
          />
        </SettingsRow>
        <div className="px-4 py-3">
          <CheckLine
            label="Archive older events"
            hint="They are written to a compressed file with their proofs before they leave the log. Otherwise they are lost."
            checked={draft.archive}
            onChange={(archive) => setDraft({ ...draft, archive })}
          />
        </div>
      </SettingsForm>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Keep events for ${daysText(next)} only?`}
        description={asking && <Preview days={next} archive={draft.archive} />}
        action="Keep less"
        onConfirm={save}
      />
    </>
  );
}

/** What is wrong with the days as typed: said once they are left or sent, not while they are being typed. */
function faultIn(text: string, { minDays, maxDays }: Retention): string | undefined {
  const days = Number(text);
  if (text === "" || (/^\d+$/.test(text) && days >= minDays && days <= maxDays)) return undefined;
  return `Enter a whole number of days from ${formatDecimal(minDays)} to ${formatDecimal(maxDays)}, or leave it empty.`;
}

/** What would go. */
function Preview({ days, archive }: { days: number; archive: boolean }) {
  const preview = useQuery(retentionPreviewQuery(days));
  if (preview.isPending) return "Counting what would go…";
  if (preview.isError) return reasonOf(preview.error);
  const { events, before, held } = preview.data;
  return (
    <>
      {eventsText(events)} from before {formatDay(before)} will go with the next pruning,{" "}
      {archive ? "into an archive." : "for good."}
      {held > 0 && ` ${eventsText(held)} ${held === 1 ? "is" : "are"} held and will stay.`}
    </>
  );
}
