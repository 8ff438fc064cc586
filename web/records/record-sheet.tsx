import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useMe } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { Sheet } from "../components/dialog.tsx";
import { toast } from "../components/toast.tsx";
import { useRecordChanges } from "./changes.ts";
import type { Draft } from "./create-record.tsx";
import { nameOf } from "./model.ts";
import { RecordForm } from "./record-form.tsx";

/** The panel with the form for a new record. */
export function RecordSheet({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { type, options } = draft;
  const [open, setOpen] = useState(true);
  const [busy, setBusy] = useState(false);
  const form = useId();
  const { user } = useMe();
  const navigate = useNavigate();
  const { create } = useRecordChanges(type);

  async function save(body: Record<string, unknown>) {
    const record = await create({ ...body });
    setOpen(false);
    onClose();
    if (options.onCreated) {
      options.onCreated(record);
      return;
    }
    toast.done({ title: `${type.label} created`, detail: nameOf(record) });
    await navigate({ to: "/$plural/$id", params: { plural: type.plural, id: record.id }, search: {} });
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`New ${type.label.toLowerCase()}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} look="primary" busy={busy}>
            Create {type.label.toLowerCase()}
          </Button>
        </>
      }
    >
      <RecordForm
        id={form}
        type={type}
        values={{ ownerId: user.id, ...options.values }}
        referred={options.referred ?? {}}
        onSubmit={save}
        onBusy={setBusy}
      />
    </Sheet>
  );
}
