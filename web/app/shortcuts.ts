import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

/** Where the overview lists a shortcut. */
export type ShortcutGroup = "Anywhere" | "Go to" | "List" | "Record" | "Board";

export type Shortcut = {
  /** `c`, `?`, `mod+k` (Ctrl, on a Mac Command), `shift+j`, or keys one after the other: `g a`. */
  keys: string;
  label: string;
  group: ShortcutGroup;
  /** Answering false leaves the key to whoever else wants it. */
  run: (event: KeyboardEvent) => void | boolean;
};

type Registration = { current: readonly Shortcut[] };

/** The later a page or panel asks, the nearer it is to the person: it is served first. */
const registrations: Registration[] = [];
const listeners = new Set<() => void>();
let version = 0;

/** Milliseconds in which the second key of a sequence has to follow. */
const sequenceMs = 1200;
let pending = { key: "", at: 0 };

/** Offers shortcuts while the component is shown; they appear in the overview by themselves. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registration = useRef(shortcuts);
  useLayoutEffect(() => {
    registration.current = shortcuts;
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

/** What can be pressed here and now, nearest first, each of the same keys once. */
export function useOfferedShortcuts(): Shortcut[] {
  useSyncExternalStore(subscribe, () => version);
  const seen = new Set<string>();
  return offered().filter(({ keys }) => !seen.has(keys) && seen.add(keys));
}

/** Starts to listen; call once. */
export function listenForShortcuts(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return;
  const pressed = keysOf(event);
  if (!pressed.startsWith("mod+") && isBusy(event.target)) return;
  const sequence = event.timeStamp - pending.at < sequenceMs ? `${pending.key} ${pressed}` : "";
  const all = offered();
  pending = { key: "", at: 0 };
  for (const keys of [sequence, pressed]) {
    if (keys === "") continue;
    for (const shortcut of all.filter((candidate) => candidate.keys === keys)) {
      if (shortcut.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
  if (all.some(({ keys }) => keys.startsWith(`${pressed} `))) pending = { key: pressed, at: event.timeStamp };
}

function offered(): Shortcut[] {
  return registrations.toReversed().flatMap(({ current }) => current);
}

function keysOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  // A sign such as `?` already tells that shift was held.
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/.test(key)) ? "shift+" : "";
  return mod + (event.altKey ? "alt+" : "") + shift + key;
}

function isModifier(key: string): boolean {
  return key === "Control" || key === "Meta" || key === "Shift" || key === "Alt";
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

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys as they are written on this machine's keyboard: `["⌘", "K"]`, `["G", "A"]`. */
export function keyCaps(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => {
    if (key === "mod") return isMac ? "⌘" : "Ctrl";
    if (key === "shift") return isMac ? "⇧" : "Shift";
    return caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  });
}

const caps: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
