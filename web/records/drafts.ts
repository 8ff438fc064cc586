import type { Values } from "./form-values.ts";

/** What was typed into forms that were not sent: in this tab only, until it is closed or its owner signs out. */
const prefix = "nextcrm.draft.";

export type DraftKey = string;

/** Drafts of one person in one organization, begun in the same way. */
export function draftKey(who: string, type: string, given: Values): DraftKey {
  return `${prefix}${who} ${type} ${JSON.stringify(given)}`;
}

export function readDraft(key: DraftKey): Values | undefined {
  try {
    const kept = sessionStorage.getItem(key);
    return kept === null ? undefined : (JSON.parse(kept) as Values);
  } catch {
    return undefined;
  }
}

/** Keeps a draft; undefined forgets it. */
export function keepDraft(key: DraftKey, values: Values | undefined) {
  try {
    if (values) sessionStorage.setItem(key, JSON.stringify(values));
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage, or when it is full, the form works all the same.
  }
}

export function forgetDrafts() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  } catch {
    // Nothing is kept where there is no storage.
  }
}
