import { type ReactNode, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description: ReactNode;
  action: string;
  /** Why it cannot be done, where that is known before: nothing is offered then. */
  refusal?: string | undefined;
  /** Primary for a step that is meant to be taken and only cannot be taken back; else it destroys something. */
  look?: "danger" | "primary";
  onConfirm: () => Promise<unknown>;
};

/** Asks before something that cannot be undone; stays open, and says why, when it is refused. */
export function Confirm(props: ConfirmProps) {
  const { open, onClose, title, description, action, look = "danger", refusal, onConfirm } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(reasonOf(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        refusal === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look={look} busy={busy} onClick={() => void confirm()}>
              {action}
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>Close</Button>
        )
      }
    >
      <div className="text-sm text-ink-muted">{refusal ?? description}</div>
      {error && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {error}
        </p>
      )}
    </Dialog>
  );
}
