import { useSyncExternalStore } from "react";

const query = window.matchMedia("(max-width: 47.99rem)");

function subscribe(listener: () => void) {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the screen is too narrow for a table. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
