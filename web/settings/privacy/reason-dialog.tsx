import { useState } from "react";
import { call } from "../../api/client.ts";
import { Field } from "../../components/field.tsx";
import { Textarea } from "../../components/input.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { FormDialog } from "../form-dialog.tsx";
import type { PrivacyRequest } from "./request-queries.ts";
import { useSaved } from "./use-saved.ts";

const words = {
  extend: {
    title: "Take two more months?",
    action: "Extend",
    intro:
      "That is for requests that are complex, or many. It happens once, and you tell the person why before the first month is over.",
  },
  refuse: {
    title: "Refuse this request?",
    action: "Refuse",
    intro: "You tell the person why, and that they can complain to a supervisory authority. The request is closed.",
  },
} as const;

type ReasonDialogProps = { request: PrivacyRequest; act: keyof typeof words; onClose: () => void };

/** Asks for the reason that the person is told. */
export function ReasonDialog({ request: { id }, act, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const saved = useSaved();
  const { title, action, intro } = words[act];
  const submission = useSubmission(async () => {
    const given = { params: { id }, body: { reason } };
    saved(
      act === "extend"
        ? await call("POST /api/organization/person-requests/{id}/extend", given)
        : await call("POST /api/organization/person-requests/{id}/refuse", given),
    );
    onClose();
  });
  return (
    <FormDialog
      title={title}
      action={action}
      look={act === "refuse" ? "danger" : "primary"}
      submission={submission}
      onClose={onClose}
    >
      <p className="text-sm text-ink-muted">{intro}</p>
      <Field label="Reason" hint="Kept here until the person is erased." error={submission.faultOf("reason")} required>
        <Textarea
          required
          autoFocus
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
