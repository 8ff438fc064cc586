import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { DeletionState } from "../../api/contract.ts";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { toast } from "../../components/toast.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { formatDay } from "../../records/format.ts";
import { CheckLine } from "../check-line.tsx";
import { FormDialog } from "../form-dialog.tsx";

type DeleteOrganizationProps = { deletion: DeletionState; onClose: () => void };

/** Schedules the deletion once the organization's name is typed. */
export function DeleteOrganization({ deletion, onClose }: DeleteOrganizationProps) {
  const { organizationName: name, retentionDays, willBeDeleted } = deletion;
  const [typed, setTyped] = useState("");
  const [removePeople, setRemovePeople] = useState(false);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const body = { confirmationText: typed, removePeople };
    const { deleteScheduledAt } = await call("POST /api/organization/delete", { body });
    toast.done({
      title: `${name} will be deleted on ${formatDay(deleteScheduledAt)}`,
      detail: "Its members are told.",
    });
    onClose();
    await queryClient.invalidateQueries();
  });
  return (
    <FormDialog
      title={`Delete ${name}?`}
      action={`Delete in ${retentionDays} days`}
      look="danger"
      submission={submission}
      onClose={onClose}
    >
      <p className="text-sm text-pretty text-ink-muted">
        From now on nobody can change anything in it, and API keys stop. In {retentionDays} days everything is removed
        for good; until then you can cancel that.
      </p>
      {willBeDeleted.accounts > 0 && (
        <CheckLine
          label="Also remove accounts of people who are in no other organization"
          hint={`${willBeDeleted.accounts === 1 ? "1 account" : `${willBeDeleted.accounts} accounts`} now. Otherwise they stay, and these people can create or join another.`}
          checked={removePeople}
          onChange={setRemovePeople}
        />
      )}
      <Field
        label={
          <>
            Type <strong className="font-semibold text-ink select-all">{name}</strong> to go on
          </>
        }
        error={submission.faultOf("confirmationText")}
        required
      >
        <Input required autoFocus autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
