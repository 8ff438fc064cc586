import { type FormEvent, type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { keyCaps } from "../../app/shortcuts.ts";
import { useMe } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Textarea } from "../../components/input.tsx";
import { Skeleton } from "../../components/states.tsx";
import { tell } from "../changes.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { type ComposerKind, useComposerKinds } from "./composer-kinds.ts";
import { type Draft, useDraft } from "./draft.ts";
import { useSendDraft } from "./send-draft.ts";

const ComposerDetails = lazy(() =>
  import("./composer-details.tsx").then((module) => ({ default: module.ComposerDetails })),
);
const ComposerFiles = lazy(() => import("./composer-files.tsx").then((module) => ({ default: module.ComposerFiles })));

/** A shortcut asks for a kind to be written; every press is a new one. */
export type ComposerWish = { kind: string };

type ComposerProps = { type: RecordType; record: StoredRecord; wish: ComposerWish | undefined };

/** Adds to a record: a note, a call, an email, a meeting, a task or a file; a comment where it can have none of these. */
export function Composer({ type, record, wish }: ComposerProps) {
  const kinds = useComposerKinds(type);
  const { user } = useMe();
  const first = kinds[0] as ComposerKind;
  const empty: Draft = { kind: first.value, text: "", dueDate: null, assigneeId: user.id, date: null };
  const [draft, change, clear] = useDraft(`${type.plural}.${record.id}`, empty);
  const [busy, setBusy] = useState(false);
  // One line until it is used. It does not shrink again, or a press on what is below it would miss.
  const [used, setUsed] = useState(false);
  const isOpen = used || draft.text.trim() !== "";
  const textarea = useRef<HTMLTextAreaElement>(null);
  const send = useSendDraft(type, record);
  const kind = kinds.find(({ value }) => value === draft.kind) ?? first;

  const [heard, setHeard] = useState<ComposerWish>();
  if (wish && wish !== heard) {
    setHeard(wish);
    if (kinds.some(({ value }) => value === wish.kind)) change({ kind: wish.kind });
  }
  useEffect(() => {
    if (wish) textarea.current?.focus();
  }, [wish]);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!draft.text.trim() || busy) return;
    setBusy(true);
    try {
      await send({ ...draft, kind: kind.value });
      clear();
      textarea.current?.focus();
    } catch (failure) {
      tell(failure);
    } finally {
      setBusy(false);
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void submit();
    if (event.key === "Escape") event.currentTarget.blur();
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      onFocus={() => setUsed(true)}
      className="mb-6 rounded-lg border border-line focus-within:border-line-strong"
    >
      {kinds.length > 1 && <Kinds kinds={kinds} value={kind.value} onChange={(value) => change({ kind: value })} />}
      {kind.value === "file" ? (
        <Suspense fallback={<Skeleton className="m-3 h-12" />}>
          <ComposerFiles />
        </Suspense>
      ) : (
        <>
          <Textarea
            ref={textarea}
            aria-label={`New ${kind.label.toLowerCase()}`}
            placeholder={kind.placeholder}
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
            onKeyDown={onKeyDown}
            className={cn(
              "resize-none border-0 bg-transparent px-3 py-2 shadow-none focus-visible:outline-0 dark:bg-transparent",
              isOpen ? "min-h-14" : "min-h-9",
            )}
          />
          <div className={cn("flex-wrap items-center justify-end gap-2 px-2 pb-2", isOpen ? "flex" : "hidden")}>
            {isDetailed(kind, draft) && (
              <Suspense fallback={<Skeleton className="mr-auto h-8 w-40" />}>
                <ComposerDetails kind={kind.value} draft={draft} onChange={change} />
              </Suspense>
            )}
            <span className="text-xs text-ink-faint pointer-coarse:hidden" aria-hidden>
              {draft.text.trim() && `${keyCaps("mod+Enter").join(" ")}`}
            </span>
            <Button
              type="submit"
              look="primary"
              size="sm"
              busy={busy}
              disabled={!draft.text.trim()}
              className="pointer-coarse:h-10"
            >
              {kind.action}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

/** When and who, once it is clear that something is being written. */
function isDetailed(kind: ComposerKind, draft: Draft): boolean {
  if (kind.value === "task") return true;
  return kind.value !== "note" && kind.value !== "comment" && draft.text.trim() !== "";
}

type KindsProps = { kinds: ComposerKind[]; value: string; onChange: (value: string) => void };

function Kinds({ kinds, value, onChange }: KindsProps) {
  return (
    <div
      role="group"
      aria-label="What to add"
      className="flex gap-0.5 [scrollbar-width:none] overflow-x-auto border-b border-line p-1"
    >
      {kinds.map(({ value: one, label, icon: Icon }) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === value}
          onClick={() => onChange(one)}
          className={cn(
            "flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-ink-muted hover:bg-hover hover:text-ink pointer-coarse:h-10 pointer-coarse:px-2.5",
            one === value && "bg-pressed text-ink",
          )}
        >
          <Icon className="size-3.5" aria-hidden />
          {label}
        </button>
      ))}
    </div>
  );
}
