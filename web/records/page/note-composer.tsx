import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Textarea } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";

/** Writes a note, a call, an e-mail or a meeting about a record, where activities can be about its type. */
export function NoteComposer({ type, record }: { type: RecordType; record: StoredRecord }) {
  const activity = useRecordType("activity");
  const linkable = activity?.fields.find((field) => field.name === "links")?.targets?.includes(type.name);
  if (!activity || !linkable) return null;
  return <Composer activity={activity} type={type} record={record} />;
}

const longestTitle = 80;

function Composer({ activity, type, record }: { activity: RecordType; type: RecordType; record: StoredRecord }) {
  const [kind, setKind] = useState("note");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const { create } = useRecordChanges(activity);
  const kinds = activity.fields.find((field) => field.name === "type")?.choices ?? [];

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    try {
      const links = [{ type: type.name, id: record.id }];
      await create({ type: kind, ...splitNote(text.trim()), date: new Date().toISOString(), links });
      setText("");
    } catch (failure) {
      tell(failure);
    } finally {
      setBusy(false);
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void submit();
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="mb-6 rounded-lg border border-line focus-within:border-line-strong"
    >
      <Textarea
        aria-label="New note"
        placeholder="Write a note…"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-h-14 border-0 bg-transparent shadow-none focus-visible:outline-0 dark:bg-transparent"
      />
      <div className="flex items-center justify-between px-2 pb-2">
        <Select
          label="Kind"
          className="w-32 border-transparent shadow-none"
          value={kind}
          options={[...kinds]}
          onChange={(next) => next && setKind(next)}
        />
        <Button type="submit" look="primary" size="sm" busy={busy} disabled={!text.trim()}>
          Add {kind === "email" ? "e-mail" : kind}
        </Button>
      </div>
    </form>
  );
}

/** The first line names the note; the rest, or a long line, is its text. */
function splitNote(text: string): { title: string; body?: string } {
  const [first = "", ...rest] = text.split("\n");
  if (first.length > longestTitle) return { title: `${first.slice(0, longestTitle - 1)}…`, body: text };
  const body = rest.join("\n").trim();
  return { title: first, ...(body && { body }) };
}
