import { useNavigate } from "@tanstack/react-router";
import { useId, useRef, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { useMe } from "../app/session.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { Button } from "../components/button.tsx";
import { Sheet } from "../components/dialog.tsx";
import { toast } from "../components/toast.tsx";
import { uploadFile } from "../documents/upload.ts";
import { useRecordChanges } from "./changes.ts";
import { type Draft, useCreateRecord } from "./create-record.tsx";
import { draftKey, keepDraft, readDraft } from "./drafts.ts";
import { isLines } from "./form-layout.ts";
import { isTouched, type Values } from "./form-values.ts";
import { nameOf, type StoredRecord } from "./model.ts";
import { RecordForm } from "./record-form.tsx";

/** The panel with the form for a new record. What is typed outlives its closing by mistake. */
export function RecordSheet({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { type, options } = draft;
  const form = useId();
  const sheet = useSheet(draft, onClose, form);
  const label = type.label.toLowerCase();
  useShortcuts([
    { keys: "mod+Enter", label: `Create the ${label}`, group: "Create", run: () => sheet.send(false) },
    { keys: "mod+shift+Enter", label: "Create it and add another", group: "Create", run: () => sheet.send(true) },
  ]);
  return (
    <Sheet
      open={sheet.open}
      onClose={sheet.close}
      title={`New ${label}`}
      className={type.fields.some(isLines) ? "sm:w-[58rem]" : ""}
      footer={
        <>
          <Button className="max-sm:hidden" onClick={sheet.close}>
            Cancel
          </Button>
          {!options.onCreated && (
            <Button className="max-sm:flex-1" disabled={sheet.busy} onClick={() => sheet.send(true)}>
              Create and add another
            </Button>
          )}
          <Button type="submit" form={form} look="primary" busy={sheet.busy} className="max-sm:flex-1">
            Create {label}
          </Button>
        </>
      }
    >
      {sheet.kept && (
        <p className="mb-3 flex items-center justify-between gap-3 rounded-md bg-hover px-3 py-1.5 text-sm text-ink-muted">
          This is your draft from before.
          <Button look="quiet" size="sm" onClick={sheet.startOver}>
            Start over
          </Button>
        </p>
      )}
      <RecordForm
        key={sheet.round}
        id={form}
        type={type}
        given={sheet.given}
        draft={sheet.kept}
        referred={options.referred ?? {}}
        onSubmit={sheet.save}
        onBusy={sheet.setBusy}
        onValues={sheet.keep}
      />
    </Sheet>
  );
}

function useSheet({ type, options }: Draft, onClose: () => void, form: string) {
  const [open, setOpen] = useState(true);
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const another = useRef(false);
  const touched = useRef(false);
  const { user, currentOrganization } = useMe();
  const create = useCreateRecord();
  const finish = useFinish({ type, options, key: 0 });
  const { create: save } = useRecordChanges(type);
  const key = draftKey(`${user.id} ${currentOrganization?.id ?? ""}`, type.name, options.values ?? {});
  const [kept, setKept] = useState(() => readDraft(key));

  function begin() {
    keepDraft(key, undefined);
    touched.current = false;
    setKept(undefined);
    setRound((before) => before + 1);
  }
  function leave() {
    setOpen(false);
    onClose();
  }
  function close() {
    if (touched.current || kept) {
      toast.done({ title: "Draft kept", action: { label: "Continue", run: () => create(type, options) } });
    }
    leave();
  }
  function send(more: boolean) {
    another.current = more && !options.onCreated;
    const element = document.getElementById(form);
    if (element instanceof HTMLFormElement && !busy) element.requestSubmit();
  }
  async function saveAll(body: Values, file: File | null) {
    const more = another.current;
    another.current = false;
    const record = await save(body);
    keepDraft(key, undefined);
    if (file) await attach(record, file);
    if (more) begin();
    else leave();
    finish(record, more);
  }
  return {
    open,
    busy,
    setBusy,
    round,
    kept,
    close,
    send,
    save: saveAll,
    startOver: begin,
    given: { ...givenBy(user.id, type, options), ...options.values },
    keep: (values: Values, start: Values) => {
      touched.current = isTouched(values, start);
      keepDraft(key, touched.current ? values : undefined);
    },
  };
}

/** A new record is one's own, and so is a task, where it does not begin on a project's board, for others to take. */
function givenBy(userId: string, type: Draft["type"], { values }: Draft["options"]): Values {
  const isMine = type.name === "task" && !values?.["projectId"];
  return { ownerId: userId, ...(isMine && { assigneeId: userId }) };
}

/** What follows a creation: the opener hears of it, or the app goes there, or offers to. */
function useFinish({ type, options }: Draft) {
  const navigate = useNavigate();
  return (record: StoredRecord, more: boolean) => {
    if (options.onCreated) return options.onCreated(record);
    const go = () => void navigate({ to: "/$plural/$id", params: { plural: type.plural, id: record.id }, search: {} });
    const done = { title: `${type.label} created`, detail: nameOf(record) };
    toast.done(more ? { ...done, action: { label: "Open", run: go } } : done);
    if (!more) go();
  };
}

/** The record stands even when its file does not arrive; its page offers to send it again. */
async function attach(record: StoredRecord, file: File) {
  try {
    await uploadFile(record.id, file, () => undefined);
  } catch (failure) {
    toast.failed({ title: "The file was not stored", detail: reasonOf(failure) });
  }
}
