import type { RefObject } from "react";
import { useShortcuts } from "../app/shortcuts.ts";

/** j and k go from event to event; Enter, which a focused event understands by itself, opens it; v verifies it. */
export function useEventKeys(within: RefObject<HTMLElement | null>, onVerify: (id: string) => void) {
  const step = (by: 1 | -1) => {
    const lines = [...(within.current?.querySelectorAll<HTMLElement>("summary[data-event]") ?? [])];
    const at = lines.findIndex((line) => line.parentElement?.contains(document.activeElement));
    const next = at === -1 ? lines[0] : lines[at + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const verify = () => {
    const line = document.activeElement?.closest("li")?.querySelector<HTMLElement>("summary[data-event]");
    const id = line?.dataset["event"];
    if (id === undefined) return false;
    onVerify(id);
    return true;
  };
  useShortcuts([
    { keys: "j", label: "Next event", group: "List", run: () => step(1) },
    { keys: "k", label: "Previous event", group: "List", run: () => step(-1) },
    // The browser does it.
    { keys: "Enter", label: "Open or close the event", group: "List", run: () => false },
    { keys: "v", label: "Verify the event", group: "List", run: verify },
  ]);
}
