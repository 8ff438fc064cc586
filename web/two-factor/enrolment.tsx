import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { call } from "../api/client.ts";
import { meQuery, useMe } from "../app/session.ts";
import { EntryForm, useSubmission } from "../entry/entry-card.tsx";
import { PasswordField } from "../entry/password-field.tsx";
import { CopyOnce } from "../settings/copy-once.tsx";
import { CodeField } from "./code-field.tsx";
import { twoFactorKey } from "./two-factor-query.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

const QrCode = lazy(() => import("./qr-code.tsx").then((module) => ({ default: module.QrCode })));

type Key = { secret: string; uri: string };

/** Turns two-factor authentication on, in three steps: the password, a first code, the recovery codes. */
export function Enrolment({ onDone }: { onDone: () => void }) {
  const { user } = useMe();
  const [key, setKey] = useState<Key>();
  const [codes, setCodes] = useState<string[]>();
  if (codes) return <RecoveryCodes codes={codes} email={user.email} onDone={onDone} />;
  if (key) return <FirstCode key={key.secret} of={key} onDone={setCodes} />;
  return <Password email={user.email} onDone={setKey} />;
}

function Password({ email, onDone }: { email: string; onDone: (key: Key) => void }) {
  const [password, setPassword] = useState("");
  const submission = useSubmission(async () =>
    onDone(await call("POST /api/me/two-factor/enrolment", { body: { password } })),
  );
  return (
    <EntryForm submission={submission} action="Continue">
      <p className="text-sm text-pretty text-ink-muted">
        You need an authenticator app on your phone, or a password manager that makes codes. First, your password.
      </p>
      {/* So that password managers know whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField autoFocus value={password} onChange={setPassword} error={submission.faultOf("password")} />
    </EntryForm>
  );
}

function FirstCode({ of: { secret, uri }, onDone }: { of: Key; onDone: (recoveryCodes: string[]) => void }) {
  const [code, setCode] = useState("");
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const { recoveryCodes } = await call("POST /api/me/two-factor", { body: { code } });
    onDone(recoveryCodes);
    await Promise.all(
      [meQuery.queryKey, twoFactorKey, ["sessions"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
  });
  return (
    <EntryForm submission={submission} action="Turn on">
      <p className="text-sm text-pretty text-ink-muted">Scan this with your app, or type the secret into it.</p>
      <div className="flex min-h-48 justify-center">
        <Suspense>
          <QrCode text={uri} label="QR code for your authenticator app" />
        </Suspense>
      </div>
      <CopyOnce label="Secret" text={secret.replaceAll(/.{4}(?=.)/g, "$& ")} />
      <CodeField autoFocus value={code} onChange={setCode} error={submission.faultOf("code")} />
    </EntryForm>
  );
}
