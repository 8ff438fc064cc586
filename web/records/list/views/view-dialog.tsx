import { type FormEvent, useState } from "react";
import { ApiProblem, reasonOf } from "../../../api/problem.ts";
import { Button } from "../../../components/button.tsx";
import { Checkbox } from "../../../components/checkbox.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { FormError } from "../../../components/states.tsx";

export type ViewNaming = { name: string; shared: boolean };

type ViewDialogProps = {
  title: string;
  action: string;
  start: ViewNaming;
  mayShare: boolean;
  /** Who everyone is. */
  audience?: string;
  onSave: (naming: ViewNaming) => Promise<unknown>;
  onClose: () => void;
};

/** A view's name and who sees it. */
export function ViewDialog({
  title,
  action,
  start,
  mayShare,
  audience = "All members of the organization see it among their views.",
  onSave,
  onClose,
}: ViewDialogProps) {
  const [name, setName] = useState(start.name);
  const [shared, setShared] = useState(start.shared);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ field?: string; reason: string }>();
  async function save(event: FormEvent) {
    event.preventDefault();
    // Not of the form that it may stand in on the page's tree.
    event.stopPropagation();
    if (!name.trim()) return setFailure({ field: "name", reason: "Give it a name." });
    setBusy(true);
    try {
      await onSave({ name: name.trim(), shared });
      onClose();
    } catch (refusal) {
      const taken = refusal instanceof ApiProblem && refusal.faultOf("name") !== undefined;
      setFailure(
        taken ? { field: "name", reason: "You have a view of this name already." } : { reason: reasonOf(refusal) },
      );
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="view" look="primary" busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id="view" className="flex flex-col gap-4" onSubmit={(event) => void save(event)}>
        <Field label="Name" error={failure?.field === "name" ? failure.reason : undefined}>
          <Input autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {mayShare && (
          <div className="flex items-start gap-2.5">
            <span className="flex h-5 items-center">
              <Checkbox label="Share with everyone" checked={shared} onChange={setShared} />
            </span>
            <span className="text-sm">
              Share with everyone
              <span className="block text-ink-muted">{audience}</span>
            </span>
          </div>
        )}
        <FormError>{failure && failure.field !== "name" ? failure.reason : undefined}</FormError>
      </form>
    </Dialog>
  );
}
