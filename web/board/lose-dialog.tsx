import { type FormEvent, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { FormError } from "../components/states.tsx";

type LoseDialogProps = { onClose: () => void; lose: (reason: string | null) => Promise<void> };

/** Asks why a deal was lost before it is. */
export function LoseDialog({ onClose, lose }: LoseDialogProps) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await lose(reason || null);
      onClose();
    } catch (failure) {
      setError(reasonOf(failure));
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Mark as lost"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="lose">
            Mark as lost
          </Button>
        </>
      }
    >
      <form id="lose" onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field label="Reason" hint="What decided it? It helps to win the next one.">
          <Input autoFocus value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <FormError>{error}</FormError>
      </form>
    </Dialog>
  );
}
