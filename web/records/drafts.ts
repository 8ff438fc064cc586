import { inTab } from "../app/remembered.ts";
import type { Values } from "./form-values.ts";

/** Begins the keys of what was typed and not sent: in this tab only, until it is closed or its owner signs out. */
export const draftPrefix = "nextcrm.draft.";

export type DraftKey = string;

/** Drafts of one person in one organization, begun in the same way. */
export function draftKey(who: string, type: string, given: Values): DraftKey {
  return `${draftPrefix}${who} ${type} ${JSON.stringify(given)}`;
}

export function readDraft(key: DraftKey): Values | undefined {
  return inTab.readJson(key) as Values | undefined;
}

/** Keeps a draft; undefined forgets it. */
export function keepDraft(key: DraftKey, values: Values | undefined) {
  inTab.keepJson(key, values);
}

export function forgetDrafts() {
  inTab.forgetAll(draftPrefix);
}
