import { type FormEvent, type KeyboardEvent, lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { Textarea } from "../../components/input.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { Choice, RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";

const Select = lazy(() => import("../../components/select.tsx").then((module) => ({ default: module.Select })));

/** Writes about a record: a comment on it, or a note, a call, an email or a meeting where it can have some. */
export function NoteComposer({ type, record }: { type: RecordType; record: StoredRecord }) {
  const activity = useRecordType("activity");
  const linkable = activity?.fields.find((field) => field.name === "links")?.targets?.includes(type.name);
  const kinds = linkable ? (activity?.fields.find((field) => field.name === "type")?.choices ?? []) : [];
  return activity ? <Composer activity={activity} kinds={kinds} type={type} record={record} /> : null;
}

const longestTitle = 80;
const comment = { value: "comment", label: "Comment" };

type ComposerProps = { activity: RecordType; kinds: readonly Choice[]; type: RecordType; record: StoredRecord };

function Composer({ activity, kinds, type, record }: ComposerProps) {
  const options = [...kinds, comment];
  const [kind, setKind] = useState(options[0]?.value ?? comment.value);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  // Most visitors of a record only read: the choice of kinds comes when somebody reaches for the form.
  const [reached, setReached] = useState(false);
  const { create, refresh } = useRecordChanges(activity);

  async function send(words: string) {
    if (kind === comment.value) {
      const params = { plural: type.plural, id: record.id };
      await call("POST /api/{plural}/{id}/comments", { params, body: { body: words } });
      refresh();
    } else {
      const links = [{ type: type.name, id: record.id }];
      await create({ type: kind, ...splitNote(words), date: new Date().toISOString(), links });
    }
  }
  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    try {
      await send(text.trim());
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
      onFocus={() => setReached(true)}
      onPointerEnter={() => setReached(true)}
      className="mb-6 rounded-lg border border-line focus-within:border-line-strong"
    >
      <Textarea
        aria-label={`New ${nounOf(kind)}`}
        placeholder={kind === comment.value ? "Write a comment…" : "What happened?"}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-h-14 resize-none border-0 bg-transparent shadow-none focus-visible:outline-0 dark:bg-transparent"
      />
      <div className="flex min-h-10 items-center justify-end px-2 pb-2">
        {reached && options.length > 1 && (
          <Suspense>
            <Select
              label="Kind"
              className="mr-auto w-32 border-transparent shadow-none"
              value={kind}
              options={options}
              onChange={(next) => next && setKind(next)}
            />
          </Suspense>
        )}
        <Button type="submit" look="primary" size="sm" busy={busy} disabled={!text.trim()}>
          Add {nounOf(kind)}
        </Button>
      </div>
    </form>
  );
}

function nounOf(kind: string): string {
  return kind === "email" ? "email" : kind;
}

/** The first line names the note; the rest, or a long line, is its text. */
function splitNote(text: string): { title: string; body?: string } {
  const [first = "", ...rest] = text.split("\n");
  if (first.length > longestTitle) return { title: `${first.slice(0, longestTitle - 1)}…`, body: text };
  const body = rest.join("\n").trim();
  return { title: first, ...(body && { body }) };
}
