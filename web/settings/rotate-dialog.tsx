import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { AuditStream } from "../api/contract.ts";
import { useSubmission } from "../entry/entry-card.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { keepSecret } from "./stream-dialog.tsx";
import { streamsKey } from "./stream-queries.ts";

/** Makes a stream's next secret, and shows it the only time that it can be seen. */
export function RotateDialog({ stream: { id, name }, onClose }: { stream: AuditStream; onClose: () => void }) {
  const [secret, setSecret] = useState<string>();
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const made = await call("POST /api/organization/audit-streams/{id}/rotate-secret", { params: { id } });
    setSecret(made.secret);
    await queryClient.invalidateQueries({ queryKey: streamsKey });
  });
  return (
    <FormDialog
      title={`A new secret for “${name}”?`}
      action="Make it"
      submission={submission}
      onClose={onClose}
      outcome={secret === undefined ? undefined : keepSecret(secret)}
    >
      <p className="text-sm text-ink-muted">
        For 24 hours deliveries are signed with the old secret too, so that you have time to change the receiver.
      </p>
    </FormDialog>
  );
}
