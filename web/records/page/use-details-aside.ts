import { useSyncExternalStore } from "react";

// As `lg:` in the styles.
const query = window.matchMedia("(min-width: 64rem)");

function subscribe(listener: () => void) {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the details stand beside the page, and not in a tab of their own. */
export function useDetailsAside(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
