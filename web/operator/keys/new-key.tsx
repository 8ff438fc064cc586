import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { momentAt, wallTime } from "../../records/clock.ts";
import { formatDate } from "../../records/format.ts";
import { CopyOnce } from "../../settings/copy-once.tsx";
import { FormDialog } from "../../settings/form-dialog.tsx";
import { KeyNetworks, networksIn } from "../../settings/key-networks.tsx";

const lives = [
  { value: "7", label: "A week" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
] as const;

/** Makes an operator's key, and shows it the only time that it can be seen. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [life, setLife] = useState<(typeof lives)[number]["value"]>("90");
  const [networks, setNetworks] = useState("");
  const [key, setKey] = useState<string>();
  const client = useQueryClient();
  const lastDay = dayIn(Number(life));
  const submission = useSubmission(async () => {
    const body = { name, expiresAt: momentAt(`${lastDay}T23:59`)!, networks: networksIn(networks) };
    setKey((await call("POST /api/admin/keys", { body })).key);
    await client.invalidateQueries({ queryKey: ["operator-keys"] });
  });
  const outcome = key
    ? {
        title: "Keep this key",
        done: "I have kept it",
        content: (
          <CopyOnce
            label="Operator key"
            text={key}
            hint="It is shown only this once; we store nothing but its hash."
            autoFocus
          />
        ),
      }
    : undefined;
  return (
    <FormDialog
      title="New operator key"
      action="Create key"
      submission={submission}
      onClose={onClose}
      outcome={outcome}
    >
      <Field label="Name" hint="What will use it?" error={submission.faultOf("name")} required>
        <Input
          required
          autoFocus
          maxLength={200}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label="Good for" hint={`Until the end of ${formatDate(lastDay)}.`} error={submission.faultOf("expiresAt")}>
        <Select value={life} options={lives} onChange={(next) => next && setLife(next)} />
      </Field>
      <KeyNetworks
        value={networks}
        onChange={setNetworks}
        faultOf={submission.faultOf}
        hint="Networks such as 203.0.113.0/24, one per line. Leave empty to allow all."
      />
    </FormDialog>
  );
}

function dayIn(days: number): string {
  return wallTime(new Date(Date.now() + days * 86_400_000)).slice(0, 10);
}
