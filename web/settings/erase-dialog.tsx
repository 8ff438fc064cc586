import { type ReactNode, useState } from "react";
import { Confirm } from "../components/confirm.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { formatDecimal } from "../records/format.ts";
import { FormDialog } from "./form-dialog.tsx";

type EraseDialogProps = {
  name: string;
  /** What goes, and what stays, each in a line. */
  goes: readonly ReactNode[];
  stays: readonly ReactNode[];
  /** Why it cannot be done, where that is known before. */
  refusal: string | undefined;
  erase: () => Promise<{ erasedValues: number }>;
  /** They are forgotten. */
  onErased: () => unknown;
  onClose: () => void;
};

/** Says exactly what is forgotten of a person, and does it once their name is typed. */
export function EraseDialog(props: EraseDialogProps) {
  const { name, refusal, onClose } = props;
  if (refusal === undefined) return <EraseForm {...props} />;
  return (
    <Confirm
      open
      onClose={onClose}
      title={`${name} cannot be forgotten now`}
      description={null}
      action=""
      refusal={refusal}
      onConfirm={() => Promise.resolve()}
    />
  );
}

function EraseForm({ name, goes, stays, erase, onErased, onClose }: EraseDialogProps) {
  const [typed, setTyped] = useState("");
  const [unlike, setUnlike] = useState(false);
  const submission = useSubmission(async () => {
    if (typed.trim() !== name.trim()) return setUnlike(true);
    const { erasedValues } = await erase();
    const values = erasedValues === 1 ? "1 value" : `${formatDecimal(erasedValues)} values`;
    toast.done({ title: `${name} is forgotten`, detail: `${values} went from the audit log.` });
    onClose();
    await onErased();
  });
  return (
    <FormDialog
      title={`Forget ${name}?`}
      action="Forget for good"
      look="danger"
      submission={submission}
      onClose={onClose}
    >
      <Lines title="What goes, for good" lines={goes} />
      <Lines title="What stays" lines={stays} />
      <Field
        label={
          <>
            Type <strong className="font-semibold text-ink select-all">{name}</strong> to go on
          </>
        }
        error={unlike ? "That is not the name." : undefined}
        required
      >
        <Input
          required
          autoFocus
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setUnlike(false);
          }}
        />
      </Field>
    </FormDialog>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly ReactNode[] }) {
  return (
    <section>
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="mt-1 list-disc pl-5 text-sm text-ink-muted marker:text-ink-faint">
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
