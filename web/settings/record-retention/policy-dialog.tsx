import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { formatDay } from "../../records/format.ts";
import { useRecordTypes } from "../../records/queries.ts";
import { FormDialog } from "../form-dialog.tsx";
import { policiesQuery, type Policy, type PolicyChoice, type RetentionState } from "./policy-queries.ts";
import { PolicyPreview } from "./policy-preview.tsx";
import { StatusChoice } from "./status-choice.tsx";

const bases = [
  { value: "unchanged", label: "Not changed for so long" },
  { value: "trashed", label: "In the trash for so long" },
] as const;
const acts = [
  { value: "trash", label: "Go to the trash" },
  { value: "purge", label: "Go for good" },
] as const;

type PolicyDialogProps = { state: RetentionState; policy?: Policy; onClose: () => void };

/** Makes a rule or changes one, and shows before what it takes. */
export function PolicyDialog({ state, policy, onClose }: PolicyDialogProps) {
  const [draft, setDraft] = useState<PolicyChoice>(
    policy ?? { recordType: "lead", basis: "unchanged", days: 730, statuses: null, act: "trash", paused: false },
  );
  const [days, setDays] = useState(String(draft.days));
  const types = useRecordTypes();
  const queryClient = useQueryClient();
  const change = (part: Partial<PolicyChoice>) => setDraft((before) => ({ ...before, ...part }));
  const known = state.types.find(({ recordType }) => recordType === draft.recordType)?.statuses ?? [];
  const wanted = { ...draft, days: Number(days) };
  const isValid = /^\d{1,5}$/.test(days) && wanted.days >= 1 && wanted.days <= 36_500;
  const submission = useSubmission(async () => {
    const { recordType, basis, statuses, act, paused } = draft;
    const body = { recordType, basis, days: wanted.days, statuses, act, paused };
    const saved = await call("PUT /api/organization/record-retention", { body });
    await queryClient.invalidateQueries({ queryKey: policiesQuery.queryKey });
    toast.done({ title: "Saved", detail: `Nothing goes before ${formatDay(saved.firstRunAt)}.` });
    onClose();
  });
  const isOther = (basis: PolicyChoice["basis"], recordType: string) =>
    !policy && state.policies.some((one) => one.basis === basis && one.recordType === recordType);
  return (
    <FormDialog title={policy ? "Change the rule" : "New rule"} action="Save" submission={submission} onClose={onClose}>
      {!policy && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Records">
            <Select
              value={draft.recordType}
              options={types.map(({ name, pluralLabel }) => ({ value: name, label: pluralLabel }))}
              onChange={(recordType) => recordType && change({ recordType, statuses: null })}
            />
          </Field>
          <Field label="Which are">
            <Select
              value={draft.basis}
              options={bases}
              onChange={(basis) =>
                basis && change({ basis, statuses: null, act: basis === "trashed" ? "purge" : draft.act })
              }
            />
          </Field>
        </div>
      )}
      {draft.basis === "unchanged" && known.length > 0 && (
        <StatusChoice known={known} chosen={draft.statuses} onChange={(statuses) => change({ statuses })} />
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Days" error={isValid ? submission.faultOf("days") : "A whole number from 1 to 36,500."} required>
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={days}
            onChange={(event) => setDays(event.target.value.trim())}
          />
        </Field>
        {draft.basis === "unchanged" && (
          <Field label="Then they">
            <Select value={draft.act} options={acts} onChange={(act) => act && change({ act })} />
          </Field>
        )}
      </div>
      {isOther(draft.basis, draft.recordType) && (
        <p className="text-sm text-ink-muted">There is such a rule already. Saving replaces it.</p>
      )}
      {isValid && <PolicyPreview wanted={wanted} />}
    </FormDialog>
  );
}
