import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { FormError } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { PasswordField } from "../entry/password-field.tsx";
import { CheckLine } from "./check-line.tsx";

/** Asks for the old password and a new one; the form opens when it is wanted. */
export function ChangePassword({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  if (open) return <PasswordForm email={email} onDone={() => setOpen(false)} />;
  return <Button onClick={() => setOpen(true)}>Change password…</Button>;
}

function PasswordForm({ email, onDone }: { email: string; onDone: () => void }) {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [elsewhere, setElsewhere] = useState(true);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const body = { currentPassword, newPassword, revokeOtherSessions: elsewhere };
    await call("POST /api/auth/change-password", { body });
    await queryClient.invalidateQueries({ queryKey: ["sessions"] });
    toast.done({
      title: "Your password is changed",
      ...(elsewhere && { detail: "You are signed out everywhere else." }),
    });
    onDone();
  });
  return (
    <form onSubmit={submission.run} className="flex max-w-sm flex-col gap-3">
      {/* So that password managers know whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        autoFocus
        label="Current password"
        value={currentPassword}
        onChange={setCurrent}
        error={submission.faultOf("currentPassword")}
      />
      <PasswordField
        isNew
        label="New password"
        value={newPassword}
        onChange={setNew}
        error={submission.faultOf("newPassword")}
      />
      <CheckLine
        label="Sign out everywhere else"
        hint="Other browsers and devices need the new password."
        checked={elsewhere}
        onChange={setElsewhere}
      />
      <FormError>{submission.message}</FormError>
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={submission.busy}>
          Change password
        </Button>
        <Button look="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
