import { type ReactNode, useId } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { FormError } from "../components/states.tsx";
import type { useSubmission } from "../entry/entry-card.tsx";

type FormDialogProps = {
  title: string;
  action: string;
  submission: ReturnType<typeof useSubmission>;
  onClose: () => void;
  children: ReactNode;
};

/** A dialog around a short form. */
export function FormDialog({ title, action, submission, onClose, children }: FormDialogProps) {
  const form = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={submission.busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submission.run} className="flex flex-col gap-3">
        {children}
        <FormError>{submission.message}</FormError>
      </form>
    </Dialog>
  );
}
