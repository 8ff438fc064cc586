import { useState } from "react";
import { call } from "../../api/client.ts";
import type { RaisedAlert } from "../../api/contract.ts";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Segments } from "../../components/segments.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { formatMoment } from "../../records/format.ts";
import { FormDialog } from "../../settings/form-dialog.tsx";

const lengths = [
  { value: "1", label: "An hour" },
  { value: "8", label: "8 hours" },
  { value: "24", label: "A day" },
  { value: "168", label: "A week" },
] as const;

type SilenceDialogProps = { alert: RaisedAlert; onClose: () => void; onChanged: () => Promise<unknown> };

/** Tells nobody of an alert for a while, and says to other operators why. */
export function SilenceDialog({ alert, onClose, onChanged }: SilenceDialogProps) {
  const [hours, setHours] = useState<(typeof lengths)[number]["value"]>("1");
  const [reason, setReason] = useState("");
  const until = inHours(Number(hours));
  const submission = useSubmission(async () => {
    await call("POST /api/admin/alerts/{id}/silence", { params: { id: alert.id }, body: { until, reason } });
    await onChanged();
    onClose();
  });
  return (
    <FormDialog title={`Silence: ${alert.title}`} action="Silence" submission={submission} onClose={onClose}>
      <p className="text-sm text-pretty text-ink-muted">
        Until {formatMoment(until)} nobody is notified of it, of its end, or of this rule’s next alert. It stays on this
        page.
      </p>
      <Segments label="For" value={hours} options={lengths} onChange={setHours} />
      <Field label="Reason" hint="For other operators" error={submission.faultOf("reason")} required>
        <Input
          required
          autoFocus
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}

function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}
