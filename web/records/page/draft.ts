import { useState } from "react";
import { useMe } from "../../app/session.ts";

export type Draft = {
  kind: string;
  text: string;
  dueDate: string | null;
  assigneeId: string | null;
  date: string | null;
};

/** What somebody began to write about a record: it outlives leaving the page, in this tab. */
export function useDraft(recordKey: string, empty: Draft): [Draft, (changes: Partial<Draft>) => void, () => void] {
  const { user } = useMe();
  // A session may end without a word, and the tab be somebody else's next.
  const key = `nextcrm.draft.${user.id} ${recordKey}`;
  const [draft, setDraft] = useState<Draft>(() => ({ ...empty, ...read(key) }));
  function change(changes: Partial<Draft>) {
    const next = { ...draft, ...changes };
    setDraft(next);
    write(key, next.text.trim() === "" ? undefined : next);
  }
  function clear() {
    setDraft({ ...empty, kind: draft.kind });
    write(key, undefined);
  }
  return [draft, change, clear];
}

function read(key: string): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Partial<Draft>;
  } catch {
    return {};
  }
}

function write(key: string, draft: Draft | undefined) {
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage a draft lasts as long as its page.
  }
}
