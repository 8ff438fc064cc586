import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Role } from "../api/contract.ts";
import { useMe } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { FormError } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { CopyOnce } from "./copy-once.tsx";
import { invitationsKey } from "./invitations.tsx";
import { roleMeanings, rolesUpTo } from "./roles.ts";

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { role: mine } = useMe();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [url, setUrl] = useState<string>();
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const invitation = await call("POST /api/organization/invitations", { body: { email, role } });
    await queryClient.invalidateQueries({ queryKey: invitationsKey });
    // Where no mail server is set up, the link is handed over by other means.
    if (invitation?.url) return setUrl(invitation.url);
    toast.done({ title: "Invitation sent", detail: email });
    close();
  });
  function close() {
    setEmail("");
    setUrl(undefined);
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={url ? "Hand over the invitation" : "Invite somebody"}
      footer={
        url ? (
          <Button look="primary" onClick={close}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button look="primary" type="submit" form="invite" busy={submission.busy}>
              Send invitation
            </Button>
          </>
        )
      }
    >
      {url ? (
        <CopyOnce
          label="Invitation link"
          text={url}
          hint={`No mail server is set up, so give ${email} this link. It works once.`}
        />
      ) : (
        <form id="invite" onSubmit={submission.run} className="flex flex-col gap-3">
          <Field label="Email" error={submission.faultOf("email")} required>
            <Input
              type="email"
              required
              autoFocus
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Field label="Role" hint={roleMeanings[role]} error={submission.faultOf("role")}>
            <Select value={role} options={rolesUpTo(mine)} onChange={(next) => next && setRole(next)} />
          </Field>
          <FormError>{submission.message}</FormError>
        </form>
      )}
    </Dialog>
  );
}
