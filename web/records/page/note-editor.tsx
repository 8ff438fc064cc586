import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Input, Textarea } from "../../components/input.tsx";
import { ErrorState, FormError, Skeleton } from "../../components/states.tsx";
import { faultOf, useSaveFields } from "../conflict/save-fields.ts";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";
import { recordQuery, useRecordType } from "../queries.ts";

/** Changes a note or another activity where it stands in the timeline. */
export function NoteEditor({ id, onDone }: { id: string; onDone: () => void }) {
  const type = useRecordType("activity");
  const note = useQuery({ ...recordQuery(type?.plural ?? "", id), enabled: type !== undefined });
  if (note.isError) return <ErrorState error={note.error} retry={() => void note.refetch()} />;
  if (!type || !note.data) return <Skeleton className="mt-1 h-16 w-full" />;
  return <Form type={type} note={note.data} onDone={onDone} />;
}

function Form({ type, note, onDone }: { type: RecordType; note: StoredRecord; onDone: () => void }) {
  const [base] = useState(note);
  const [title, setTitle] = useState((note["title"] as string | null) ?? "");
  const [body, setBody] = useState((note["body"] as string | null) ?? "");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const saveFields = useSaveFields(type);
  const field = (name: string) => type.fields.find((candidate) => candidate.name === name) as RecordField;

  async function save() {
    setBusy(true);
    setError(undefined);
    try {
      const changes = [
        { field: field("title"), value: title.trim() },
        { field: field("body"), value: body.trim() },
      ];
      if ((await saveFields(base, changes)) !== "undecided") return onDone();
    } catch (failure) {
      setError(faultOf(field("title"), failure));
    }
    setBusy(false);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") onDone();
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void save();
  }
  return (
    <div onKeyDown={onKeyDown} className="mt-1 flex flex-col gap-2">
      <Input aria-label="Title" autoFocus value={title} onChange={(event) => setTitle(event.target.value)} />
      <Textarea aria-label="Text" value={body} onChange={(event) => setBody(event.target.value)} />
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2">
        <Button size="sm" look="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button size="sm" look="primary" busy={busy} onClick={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}
