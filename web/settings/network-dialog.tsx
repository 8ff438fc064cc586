import { useState } from "react";
import type { Networks } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { useReplaceNetworks } from "./network-queries.ts";

type NetworkDialogProps = {
  list: Networks;
  /** Whose note is changed; absent for a new one. */
  entry?: Networks["networks"][number];
  network: string;
  onClose: () => void;
};

/** Adds a network, or changes the note of one. */
export function NetworkDialog({ list, entry, network: given, onClose }: NetworkDialogProps) {
  const [network, setNetwork] = useState(given);
  const [note, setNote] = useState(entry?.note ?? "");
  const replace = useReplaceNetworks(list);
  const at = entry ? list.networks.indexOf(entry) : list.networks.length;
  const submission = useSubmission(async () => {
    await replace({ networks: list.networks.toSpliced(at, entry ? 1 : 0, { network, note, within: null }) });
    toast.done({ title: entry ? "Saved" : `${network.trim()} is on the list` });
    onClose();
  });
  return (
    <FormDialog
      title={entry ? `Note of ${given}` : "Add a network"}
      action={entry ? "Save" : "Add"}
      submission={submission}
      onClose={onClose}
    >
      {!entry && (
        <Field
          label="Network"
          hint="Such as 203.0.113.0/24, 2001:db8::/32, or a single address."
          error={submission.faultOf(`networks.${at}.network`) ?? submission.faultOf("networks")}
          required
        >
          <Input
            required
            autoFocus
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            value={network}
            onChange={(event) => setNetwork(event.target.value)}
          />
        </Field>
      )}
      <Field label="Note" hint="What is there?" error={submission.faultOf(`networks.${at}.note`)}>
        <Input
          autoFocus={Boolean(entry)}
          maxLength={200}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
