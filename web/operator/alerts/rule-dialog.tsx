import { useState } from "react";
import { call } from "../../api/client.ts";
import type { AlertRule } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { FormDialog } from "../../settings/form-dialog.tsx";
import { formatAmount } from "./amounts.ts";

type RuleDialogProps = { rule: AlertRule; onClose: () => void; onChanged: () => Promise<unknown> };

/** Changes when a rule is raised, and whether it is at all. */
export function RuleDialog({ rule, onClose, onChanged }: RuleDialogProps) {
  const { name, title, unit, when, least, most, usualThreshold } = rule;
  const isFixed = least === most;
  const [threshold, setThreshold] = useState(String(rule.threshold));
  const [enabled, setEnabled] = useState(rule.enabled);
  const submission = useSubmission(async () => {
    const wanted = Number(threshold);
    const body = { enabled, ...(!isFixed && { threshold: wanted === usualThreshold ? null : wanted }) };
    await call("PATCH /api/admin/alerts/rules/{name}", { params: { name }, body });
    await onChanged();
    onClose();
  });
  const bounds = `${formatAmount(least, unit)} to ${formatAmount(most, unit)}; usually ${formatAmount(usualThreshold, unit)}.`;
  return (
    <FormDialog title={title} action="Save" submission={submission} onClose={onClose}>
      <p className="text-sm text-pretty text-ink-muted">
        {rule.measures.replaceAll("`", "")}. {held(rule)}
      </p>
      {!isFixed && (
        <Field label={`Raise it ${when} (${unit})`} hint={bounds} error={submission.faultOf("threshold")} required>
          <Input
            type="number"
            required
            autoFocus
            step="any"
            min={least}
            max={most}
            value={threshold}
            onChange={(event) => setThreshold(event.target.value)}
          />
        </Field>
      )}
      {!isFixed && Number(threshold) !== usualThreshold && (
        <Button size="sm" className="self-start" onClick={() => setThreshold(String(usualThreshold))}>
          Back to {formatAmount(usualThreshold, unit)}
        </Button>
      )}
      <div className="flex items-center gap-2.5 text-sm">
        <Checkbox checked={enabled} onChange={setEnabled} label="Tell operators when it is raised" />
        <span aria-hidden>Tell operators when it is raised</span>
      </div>
    </FormDialog>
  );
}

function held({ holdsMinutes, backMinutes }: AlertRule): string {
  const raised = holdsMinutes === 0 ? "Raised at once" : `Raised after ${holdsMinutes} min`;
  return `${raised}, resolved ${backMinutes === 0 ? "at once" : `after ${backMinutes} min`} when it is back.`;
}
