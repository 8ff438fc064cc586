import { useState } from "react";
import { call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { EntryForm, useSubmission } from "../entry/entry-card.tsx";
import { CheckLine } from "../settings/check-line.tsx";
import { CodeField } from "./code-field.tsx";

type SecondStepProps = {
  /** Runs when the session is there. */
  onDone: () => Promise<unknown>;
  /** Back to the password: it was given too long ago, or for somebody else. */
  onBack: () => void;
};

/** The second step of a sign-in: a code of the app, or a recovery code. */
export function SecondStep({ onDone, onBack }: SecondStepProps) {
  const [code, setCode] = useState("");
  const [recovering, setRecovering] = useState(false);
  const [trustBrowser, setTrust] = useState(false);
  const submission = useSubmission(async () => {
    await call("POST /api/auth/sign-in/second-factor", { body: { code, trustBrowser } });
    await onDone();
  });
  const isOver = submission.failure instanceof ApiProblem && submission.failure.type === "/problems/sign-in-expired";
  return (
    <>
      <EntryForm submission={submission} action="Continue">
        <CodeField
          key={String(recovering)}
          takes={recovering ? "recovery" : "app"}
          autoFocus
          value={code}
          onChange={setCode}
          error={submission.faultOf("code")}
        />
        <CheckLine
          label="Trust this browser"
          hint="It is not asked for a code for 30 days. Only for devices that nobody else uses."
          checked={trustBrowser}
          onChange={setTrust}
        />
      </EntryForm>
      <div className="mt-3 flex flex-wrap justify-between gap-2">
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            setCode("");
            setRecovering(!recovering);
          }}
        >
          {recovering ? "Use the app’s code" : "Use a recovery code"}
        </Button>
        <Button look="quiet" size="sm" onClick={onBack}>
          {isOver ? "Begin again" : "Back to the password"}
        </Button>
      </div>
    </>
  );
}
