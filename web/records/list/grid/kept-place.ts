import type { Place } from "./place.ts";

/** Where somebody was in a list. */
export type KeptPlace = { top: number; left: number; active: Place | null };

const kept = new Map<string, KeptPlace>();
const mostKept = 50;

/** One visit to one address; going back comes to the same one. */
function visit(): string {
  return (window.history.state as { __TSR_key?: string } | null)?.__TSR_key ?? window.location.href;
}

export function keptPlace(): KeptPlace | undefined {
  return kept.get(visit());
}

export function keepPlace(path: string, part: Partial<KeptPlace>) {
  // The list may still be told to scroll while the page that follows it is under way.
  if (window.location.pathname !== path) return;
  const key = visit();
  const place = { top: 0, left: 0, active: null, ...kept.get(key), ...part };
  kept.delete(key);
  kept.set(key, place);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
