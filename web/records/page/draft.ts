import { useState } from "react";
import { inTab } from "../../app/remembered.ts";
import { useMe } from "../../app/session.ts";
import { draftPrefix } from "../drafts.ts";

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
  const key = `${draftPrefix}${user.id} ${recordKey}`;
  const [draft, setDraft] = useState<Draft>(() => ({
    ...empty,
    ...(inTab.readJson(key) as Partial<Draft> | undefined),
  }));
  function change(changes: Partial<Draft>) {
    const next = { ...draft, ...changes };
    setDraft(next);
    inTab.keepJson(key, next.text.trim() === "" ? undefined : next);
  }
  function clear() {
    setDraft({ ...empty, kind: draft.kind });
    inTab.keepJson(key, undefined);
  }
  return [draft, change, clear];
}
