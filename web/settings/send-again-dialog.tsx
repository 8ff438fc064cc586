import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { AuditStream } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { formatDecimal } from "../records/format.ts";
import { FormDialog } from "./form-dialog.tsx";
import { streamsKey } from "./stream-queries.ts";

/** Sets the place in the log from which on a stream sends. */
export function SendAgainDialog({ stream, onClose }: { stream: AuditStream; onClose: () => void }) {
  const { id, name, nextSequence, lag } = stream;
  const size = nextSequence + lag;
  const [from, setFrom] = useState("1");
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    // People count from one, the log from zero.
    const body = { nextSequence: Number(from) - 1 };
    await call("PATCH /api/organization/audit-streams/{id}", { params: { id }, body });
    await queryClient.invalidateQueries({ queryKey: streamsKey });
    toast.done({ title: `“${name}” goes on from No. ${formatDecimal(from)}` });
    onClose();
  });
  return (
    <FormDialog title={`Send “${name}” again`} action="Send again" submission={submission} onClose={onClose}>
      <Field
        label="From event No."
        hint={`The log has ${formatDecimal(size)} sealed events; the next that this stream sends is No. ${formatDecimal(nextSequence + 1)}. What is sent again has new delivery ids.`}
        error={submission.faultOf("nextSequence")}
        required
      >
        <Input
          type="number"
          required
          autoFocus
          min={1}
          max={size + 1}
          step={1}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
