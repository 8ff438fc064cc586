import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function isSet(key: string): boolean {
  try {
    return localStorage.getItem(key) === "1";
  } catch {
    return false;
  }
}

/** A switch that this browser remembers. */
function remembered(key: string) {
  let value = isSet(key);
  return {
    get: () => value,
    toggle: () => {
      value = !value;
      try {
        localStorage.setItem(key, value ? "1" : "");
      } catch {
        // Without storage it lasts until the page is left.
      }
      for (const listener of listeners) listener();
    },
  };
}

/** Whether the sidebar shows only signs. */
export const sidebarIsNarrow = remembered("nextcrm.sidebar");
/** Whether the record types are folded away. */
export const recordsAreFolded = remembered("nextcrm.sidebar.records");

export function useRemembered({ get }: ReturnType<typeof remembered>): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, get);
}
