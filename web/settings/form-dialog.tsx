import { type ReactNode, useId } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { FormError } from "../components/states.tsx";
import type { useSubmission } from "../entry/entry-card.tsx";

/** What takes the form's place when it has made something that is shown this once. */
export type Outcome = { title: string; done: string; content: ReactNode };

type FormDialogProps = {
  title: string;
  action: string;
  /** Danger where it destroys something. */
  look?: "danger" | "primary";
  submission: ReturnType<typeof useSubmission>;
  onClose: () => void;
  outcome?: Outcome | undefined;
  /** Below the form and no part of it. */
  aside?: ReactNode;
  children: ReactNode;
};

/** A dialog around a short form, and around what comes of it. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, look = "primary", submission, onClose, outcome, aside, children } = props;
  const form = useId();
  if (outcome) {
    const footer = (
      <Button look="primary" onClick={onClose}>
        {outcome.done}
      </Button>
    );
    return (
      <Dialog open onClose={onClose} title={outcome.title} footer={footer}>
        <div className="flex flex-col gap-4">{outcome.content}</div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={look} type="submit" form={form} busy={submission.busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submission.run} className="flex flex-col gap-3">
        {children}
        <FormError>{submission.message}</FormError>
      </form>
      {aside}
    </Dialog>
  );
}
