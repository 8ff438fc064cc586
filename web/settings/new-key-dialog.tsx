import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Role } from "../api/contract.ts";
import { useMe } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { momentAt, today, wallTime } from "../records/clock.ts";
import { formatDate } from "../records/format.ts";
import { CopyOnce } from "./copy-once.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { KeyExample } from "./key-example.tsx";
import { KeyNetworks, networksIn } from "./key-networks.tsx";
import { roleMeanings, rolesUpTo } from "./roles.ts";

type Life = "30" | "90" | "365" | "day" | "ever";

const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "day", label: "Until a day…" },
  { value: "ever", label: "Without end" },
] as const satisfies { value: Life; label: string }[];

/** Makes a key, and shows it the only time that it can be seen. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { role: mine } = useMe();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [life, setLife] = useState<Life>("90");
  const [day, setDay] = useState(dayIn(30));
  const [networks, setNetworks] = useState("");
  const [key, setKey] = useState<string>();
  const queryClient = useQueryClient();
  const lastDay = life === "ever" ? undefined : life === "day" ? day : dayIn(Number(life));
  const submission = useSubmission(async () => {
    const expiresAt = lastDay && momentAt(`${lastDay}T23:59`);
    const made = await call("POST /api/organization/api-keys", {
      body: { name, role, networks: networksIn(networks), ...(expiresAt && { expiresAt }) },
    });
    setKey(made.key);
    await queryClient.invalidateQueries({ queryKey: ["api-keys"] });
  });
  const outcome = key && {
    title: "Keep this key",
    done: "I have kept it",
    content: (
      <>
        <CopyOnce
          label="API key"
          text={key}
          hint="It is shown only this once; we store nothing but its hash."
          autoFocus
        />
        <KeyExample apiKey={key} />
      </>
    ),
  };
  return (
    <FormDialog
      title="New API key"
      action="Create key"
      submission={submission}
      onClose={onClose}
      outcome={outcome || undefined}
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
      <Field label="Role" hint={roleMeanings[role]} error={submission.faultOf("role")}>
        <Select value={role} options={rolesUpTo(mine)} onChange={(next) => next && setRole(next)} />
      </Field>
      <Field
        label="Good for"
        hint={lastDay ? `Until the end of ${formatDate(lastDay)}.` : "Until somebody revokes it."}
        error={submission.faultOf("expiresAt")}
      >
        <Select value={life} options={lives} onChange={(next) => next && setLife(next)} />
      </Field>
      {life === "day" && (
        <Field label="Last day" required>
          <Input type="date" required min={today()} value={day} onChange={(event) => setDay(event.target.value)} />
        </Field>
      )}
      <KeyNetworks value={networks} onChange={setNetworks} faultOf={submission.faultOf} />
    </FormDialog>
  );
}

function dayIn(days: number): string {
  return wallTime(new Date(Date.now() + days * 86_400_000)).slice(0, 10);
}
