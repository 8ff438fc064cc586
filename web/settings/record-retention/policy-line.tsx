import { useQueryClient } from "@tanstack/react-query";
import { Pause, Pencil, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { reasonOf } from "../../api/problem.ts";
import { Badge } from "../../components/badge.tsx";
import { IconButton } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { FormError } from "../../components/states.tsx";
import { formatDay, formatMoment } from "../../records/format.ts";
import { useRecordTypes } from "../../records/queries.ts";
import { lineClass } from "../section.tsx";
import { PolicyDialog } from "./policy-dialog.tsx";
import { policiesQuery, type Policy, type RetentionState } from "./policy-queries.ts";
import { isAhead, recordsText, ruleOf, whichOf } from "./policy-words.ts";

/** A rule, what it did last, and what can be done with it. */
export function PolicyLine({ policy, state }: { policy: Policy; state: RetentionState }) {
  const types = useRecordTypes();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<"change" | "drop">();
  const [refusal, setRefusal] = useState<string>();
  const { recordType, basis, days, statuses, act, paused, lastRun } = policy;
  const which = whichOf(policy, types, state);
  const refresh = () => queryClient.invalidateQueries({ queryKey: policiesQuery.queryKey });
  const pause = () =>
    call("PUT /api/organization/record-retention", {
      body: { recordType, basis, days, statuses, act, paused: !paused },
    }).then(refresh, (error: unknown) => setRefusal(reasonOf(error)));
  const drop = async () => {
    await call("DELETE /api/organization/record-retention", { query: { recordType, basis } });
    await refresh();
  };
  return (
    <li className={lineClass} aria-label={which}>
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {which} <Standing policy={policy} />
        </p>
        <p className="text-xs text-ink-muted">{ruleOf(policy)}</p>
        {lastRun && (
          <p className="text-xs text-ink-faint">
            Last on {formatMoment(lastRun.at)}: {recordsText(lastRun.removed)} went
            {lastRun.kept > 0 && `, ${recordsText(lastRun.kept)} stayed, since others refer to them`}
          </p>
        )}
        <FormError>{refusal}</FormError>
      </div>
      <div className="flex gap-1">
        <IconButton label={paused ? "Go on" : "Pause"} onClick={() => void pause()}>
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </IconButton>
        <IconButton label="Change" onClick={() => setOpen("change")}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label="Drop" onClick={() => setOpen("drop")}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {open === "change" && <PolicyDialog state={state} policy={policy} onClose={() => setOpen(undefined)} />}
      <Confirm
        open={open === "drop"}
        onClose={() => setOpen(undefined)}
        title={`Drop the rule for ${which}?`}
        description="It removes nothing more. What it has removed is not restored."
        action="Drop"
        onConfirm={drop}
      />
    </li>
  );
}

function Standing({ policy: { paused, firstRunAt, running } }: { policy: Policy }) {
  if (paused) return <Badge>Paused</Badge>;
  if (running) return <Badge tone="blue">Running</Badge>;
  if (isAhead(firstRunAt)) return <Badge tone="amber">From {formatDay(firstRunAt)}</Badge>;
  return <Badge tone="green">Every night</Badge>;
}
