import type { LucideIcon } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { isModifier, keysOf, meaningsOf, nothingPending } from "./keys.ts";

export { keyCaps } from "./keys.ts";

/** Where the overview and the command palette list a shortcut. */
export type ShortcutGroup = "Anywhere" | "Create" | "Go to" | "List" | "Record" | "Board";

export type Shortcut = {
  /** `c`, `?`, `mod+k` (Ctrl, on a Mac Command), `shift+j`, or keys one after the other: `g a`. */
  keys: string;
  label: string;
  group: ShortcutGroup;
  icon?: LucideIcon;
  /** Answering false leaves the key to whoever else wants it. */
  run: (event: KeyboardEvent) => void | boolean;
};

/** Something that can be done here; without keys it is found in the command palette only. */
export type Command = Omit<Shortcut, "keys"> & { keys?: string };

type Registration = { current: readonly Command[] };

/** The later a page or panel asks, the nearer it is to the person: it is served first. */
const registrations: Registration[] = [];
const listeners = new Set<() => void>();
let version = 0;
let pending = nothingPending;

/** Offers commands while the component is shown; they appear in the overview and the command palette by themselves. */
export function useShortcuts(commands: readonly Command[]): void {
  const registration = useRef(commands);
  useLayoutEffect(() => {
    registration.current = commands;
  });
  useEffect(() => {
    registrations.push(registration);
    told();
    return () => {
      registrations.splice(registrations.indexOf(registration), 1);
      told();
    };
  }, []);
}

/** What can be done here and now, nearest first, each of the same keys or words once. */
export function useOfferedCommands(): Command[] {
  useSyncExternalStore(subscribe, () => version);
  const seen = new Set<string>();
  return offered().filter(({ keys, label }) => {
    const isNew = !seen.has(keys ?? label) && !seen.has(label);
    seen.add(keys ?? label).add(label);
    return isNew;
  });
}

/** Starts to listen; call once. */
export function listenForShortcuts(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

/** Keys that a person holds down to go on. */
const moving = /(^|\+)([jk]|Arrow\w+|Page\w+)$/;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return;
  const pressed = keysOf(event);
  if (event.repeat && !moving.test(pressed)) return;
  if (!pressed.startsWith("mod+") && isBusy(event.target)) return;
  const all = offered();
  const meanings = meaningsOf(pressed, event.timeStamp, pending);
  pending = nothingPending;
  for (const keys of meanings) {
    for (const command of all) {
      if (command.keys !== keys || command.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
  if (all.some(({ keys }) => keys?.startsWith(`${pressed} `))) pending = { keys: pressed, at: event.timeStamp };
}

function offered(): Command[] {
  return registrations.toReversed().flatMap(({ current }) => current);
}

/** Whether the keys belong to what somebody writes in, to an open menu, or to a dialog. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=menu],[role=listbox],[role=dialog],[role=alertdialog]"))
    return true;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit)$/.test(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function told(): void {
  version += 1;
  for (const listener of listeners) listener();
}
