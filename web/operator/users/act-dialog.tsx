import { useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatedUser } from "../../api/contract.ts";
import { Field } from "../../components/field.tsx";
import { Textarea } from "../../components/input.tsx";
import { toast } from "../../components/toast.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { FormDialog } from "../../settings/form-dialog.tsx";

/** What an operator does to somebody. */
export type Act = "sessions" | "two-factor" | "promote" | "demote";

const words: Record<Act, { title: (name: string) => string; action: string; intro: string; done: string }> = {
  sessions: {
    title: (name) => `Sign ${name} out everywhere?`,
    action: "Sign out",
    intro: "What they have not saved is lost. They can sign in again.",
    done: "Signed out everywhere",
  },
  "two-factor": {
    title: (name) => `Reset the second factor of ${name}?`,
    action: "Reset",
    intro:
      "Make sure that it is really them. The password alone is then enough, all their sessions end, and an email tells them.",
    done: "The second factor is reset",
  },
  promote: {
    title: (name) => `Make ${name} an operator?`,
    action: "Make an operator",
    intro: "They can do everything you can do here, including removing you.",
    done: "There is another operator",
  },
  demote: {
    title: (name) => `Remove ${name} as an operator?`,
    action: "Take it away",
    intro: "They lose these pages within a second, any visit of theirs ends, and their operator keys are removed.",
    done: "They are no longer an operator",
  },
};

type ActDialogProps = { user: OperatedUser; act: Act; onClose: () => void; onDone: () => Promise<unknown> };

/** Asks for the reason of an act on somebody. */
export function ActDialog({ user: { id, name }, act, onClose, onDone }: ActDialogProps) {
  const [reason, setReason] = useState("");
  const { title, action, intro, done } = words[act];
  const submission = useSubmission(async () => {
    const params = { id };
    if (act === "sessions") await call("POST /api/admin/users/{id}/end-sessions", { params, body: { reason } });
    else if (act === "two-factor")
      await call("POST /api/admin/users/{id}/reset-two-factor", { params, body: { reason } });
    else await call("PUT /api/admin/users/{id}/operator", { params, body: { operator: act === "promote", reason } });
    await onDone();
    toast.done({ title: done });
    onClose();
  });
  return (
    <FormDialog
      title={title(name)}
      action={action}
      look={act === "promote" ? "primary" : "danger"}
      submission={submission}
      onClose={onClose}
    >
      <p className="text-sm text-pretty text-ink-muted">{intro}</p>
      <Field label="Reason" hint="It is kept in the logs." error={submission.faultOf("reason")} required>
        <Textarea
          required
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
