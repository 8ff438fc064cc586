import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Role } from "../api/contract.ts";
import { useMe } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { FormError } from "../components/states.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { keysKey } from "./api-keys-page.tsx";
import { CopyOnce } from "./copy-once.tsx";
import { roleMeanings, rolesUpTo } from "./roles.ts";

export function NewKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { role: mine } = useMe();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [lastDay, setLastDay] = useState("");
  const [key, setKey] = useState<string>();
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const expiresAt = lastDay ? new Date(`${lastDay}T23:59:59`).toISOString() : undefined;
    const made = await call("POST /api/organization/api-keys", {
      body: { name, role, ...(expiresAt && { expiresAt }) },
    });
    setKey(made.key);
    await queryClient.invalidateQueries({ queryKey: keysKey });
  });
  function close() {
    setName("");
    setLastDay("");
    setKey(undefined);
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={key ? "Keep this key" : "New API key"}
      footer={
        key ? (
          <Button look="primary" onClick={close}>
            I have kept it
          </Button>
        ) : (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button look="primary" type="submit" form="new-key" busy={submission.busy}>
              Create key
            </Button>
          </>
        )
      }
    >
      {key ? (
        <CopyOnce label="API key" text={key} hint="It is shown this once: only its hash is stored." />
      ) : (
        <form id="new-key" onSubmit={submission.run} className="flex flex-col gap-3">
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
          <Field label="Last day" hint="Empty: it does not expire." error={submission.faultOf("expiresAt")}>
            <Input type="date" value={lastDay} onChange={(event) => setLastDay(event.target.value)} />
          </Field>
          <FormError>{submission.message}</FormError>
        </form>
      )}
    </Dialog>
  );
}
