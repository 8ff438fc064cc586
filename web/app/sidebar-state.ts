import { useSyncExternalStore } from "react";
import { inBrowser } from "./remembered.ts";

const listeners = new Set<() => void>();

/** A switch that this browser remembers, and every component sees at once. */
function rememberedSwitch(key: string) {
  let value = inBrowser.read(key) === "1";
  return {
    get: () => value,
    toggle: () => {
      value = !value;
      inBrowser.keep(key, value ? "1" : undefined);
      for (const listener of listeners) listener();
    },
  };
}

/** Whether the sidebar shows only signs. */
export const sidebarIsNarrow = rememberedSwitch("nextcrm.sidebar");
/** Whether the record types are folded away, or the operator's pages. */
export const recordsAreFolded = rememberedSwitch("nextcrm.sidebar.records");
export const operatorIsFolded = rememberedSwitch("nextcrm.sidebar.operator");

export type RememberedSwitch = ReturnType<typeof rememberedSwitch>;

export function useIsOn({ get }: RememberedSwitch): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, get);
}
