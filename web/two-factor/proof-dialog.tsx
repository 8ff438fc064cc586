import { useState } from "react";
import { useMe } from "../app/session.ts";
import { useSubmission } from "../entry/entry-card.tsx";
import { PasswordField } from "../entry/password-field.tsx";
import { FormDialog } from "../settings/form-dialog.tsx";
import { CodeField } from "./code-field.tsx";

export type Proof = { password: string; code?: string };

type ProofDialogProps = {
  title: string;
  intro: string;
  action: string;
  look?: "danger" | "primary";
  onProve: (proof: Proof) => Promise<unknown>;
  onClose: () => void;
};

/** Asks who it is: the password, and a code of whoever has two-factor authentication. */
export function ProofDialog({ title, intro, action, look = "primary", onProve, onClose }: ProofDialogProps) {
  const { user, twoFactor } = useMe();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const submission = useSubmission(() => onProve(twoFactor ? { password, code } : { password }));
  return (
    <FormDialog title={title} action={action} look={look} submission={submission} onClose={onClose}>
      <p className="text-sm text-pretty text-ink-muted">{intro}</p>
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordField autoFocus value={password} onChange={setPassword} error={submission.faultOf("password")} />
      {twoFactor && <CodeField takes="either" value={code} onChange={setCode} error={submission.faultOf("code")} />}
    </FormDialog>
  );
}
