import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { FormError } from "../components/states.tsx";
import type { useSubmission } from "../entry/entry-card.tsx";
import { boxClass } from "./section.tsx";

type SettingsFormProps = {
  submission: ReturnType<typeof useSubmission>;
  /** Whether something differs from what is kept. */
  changed: boolean;
  onDiscard: () => void;
  action?: string;
  children: ReactNode;
};

/** Rows that are saved together. What is not saved yet is shown, and asked for before the page is left. */
export function SettingsForm({ submission, changed, onDiscard, action = "Save", children }: SettingsFormProps) {
  return (
    <form onSubmit={submission.run} className={boxClass}>
      {children}
      {submission.message && (
        <div className="p-3">
          <FormError>{submission.message}</FormError>
        </div>
      )}
      {changed && (
        <div className="flex flex-wrap items-center justify-end gap-2 rounded-b-xl bg-canvas px-4 py-2.5">
          <p className="flex-1 text-xs text-ink-muted">Not saved yet</p>
          <Button look="quiet" onClick={onDiscard}>
            Discard
          </Button>
          <Button look="primary" type="submit" busy={submission.busy}>
            {action}
          </Button>
        </div>
      )}
      <UnsavedGuard changed={changed && !submission.busy} />
    </form>
  );
}

function UnsavedGuard({ changed }: { changed: boolean }) {
  const leaving = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: () => changed,
    disabled: !changed,
    withResolver: true,
  });
  return (
    <Confirm
      open={leaving.status === "blocked"}
      onClose={() => leaving.reset?.()}
      title="Leave without saving?"
      description="What you changed here is not saved yet."
      action="Leave"
      onConfirm={async () => leaving.proceed?.()}
    />
  );
}
