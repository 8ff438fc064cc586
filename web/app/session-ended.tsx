import { Dialog } from "@base-ui/react/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { EntryForm, useSubmission } from "../entry/entry-card.tsx";
import { PasswordField } from "../entry/password-field.tsx";
import { SecondStep } from "../two-factor/second-step.tsx";
import { useSigningIn } from "../two-factor/use-signing-in.ts";
import { forgetSession, useMe } from "./session.ts";

/** Covers the page, which may show what only a signed-in person may see, until the same person is back. */
export function SessionEnded({ onBack }: { onBack: () => void }) {
  const { user } = useMe();
  const [password, setPassword] = useState("");
  const comeBack = useComeBack();
  const signing = useSigningIn(async () => {
    await comeBack();
    onBack();
  });
  const submission = useSubmission(() => signing.signIn(user.email, password));
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-60 bg-canvas" />
        <Dialog.Popup className="fixed inset-x-4 top-[18vh] z-60 mx-auto max-w-sm rounded-xl border border-line bg-surface p-6 shadow-popup outline-none">
          <Dialog.Title className="text-xl font-semibold">Sign in again</Dialog.Title>
          <Dialog.Description className="mt-1 mb-5 text-sm text-pretty text-ink-muted">
            Your session has ended, {user.name}. The page behind this is as you left it, with what you typed.
          </Dialog.Description>
          {signing.needsCode ? (
            <SecondStep onDone={signing.done} onBack={signing.back} />
          ) : (
            <EntryForm submission={submission} action="Continue">
              {/* For password managers, which want to know whose password it is. */}
              <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
              <PasswordField value={password} onChange={setPassword} error={submission.faultOf("password")} />
            </EntryForm>
          )}
          <Button look="quiet" className="mt-3 w-full" onClick={leave}>
            Sign in as somebody else
          </Button>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Goes on in the organization that the page is about; its answers are asked for anew. */
function useComeBack() {
  const queryClient = useQueryClient();
  const { currentOrganization } = useMe();
  return async () => {
    const { currentOrganization: now } = await call("GET /api/me");
    if (currentOrganization && now?.id !== currentOrganization.id) {
      await call("POST /api/organizations/{id}/switch", { params: { id: currentOrganization.id } });
    }
    await queryClient.invalidateQueries();
  };
}

function leave() {
  forgetSession();
  const next = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?${new URLSearchParams({ next })}`);
}
