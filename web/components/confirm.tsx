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
  /** Primary for a step that is meant to be taken and only cannot be taken back; else it destroys something. */
  look?: "danger" | "primary";
  onConfirm: () => Promise<unknown>;
};

/** Asks before something that cannot be undone; stays open, and says why, when it is refused. */
export function Confirm({ open, onClose, title, description, action, look = "danger", onConfirm }: ConfirmProps) {
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
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={look} busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      <div className="text-sm text-ink-muted">{description}</div>
      {error && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {error}
        </p>
      )}
    </Dialog>
  );
}
