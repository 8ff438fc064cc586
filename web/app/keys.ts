/** What of a keyboard event tells which keys were pressed. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey">;

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The pressed keys in the spelling of shortcuts: `c`, `?`, `mod+k`, `shift+j`, `ArrowDown`. */
export function keysOf(event: KeyPress, mac = isMac): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? latin(event).toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key);
  // A sign such as `?` or `[` already tells what was held to type it, on some keyboards Alt or AltGr.
  const isSign = key.length === 1 && !isLetter && (event.altKey || event.shiftKey);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return [
    ...(mod && !(isSign && event.altKey) ? ["mod"] : []),
    ...(other ? [mac ? "ctrl" : "meta"] : []),
    ...(event.altKey && !isSign ? ["alt"] : []),
    ...(event.shiftKey && !isSign ? ["shift"] : []),
    key,
  ].join("+");
}

/** On a keyboard of another script the letter at the same place. */
function latin({ key, code }: KeyPress): string {
  return /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key) && code.startsWith("Key") ? code.slice(3) : key;
}

export function isModifier(key: string): boolean {
  return /^(Control|Meta|Shift|Alt|AltGraph|CapsLock)$/.test(key);
}

/** Milliseconds in which the next key of a sequence has to follow. */
const sequenceMs = 1200;

export type Pending = { keys: string; at: number };
export const nothingPending: Pending = { keys: "", at: 0 };

/** What a press may mean, most specific first: the end of a sequence, or the keys by themselves. */
export function meaningsOf(pressed: string, at: number, pending: Pending): string[] {
  const follows = pending.keys !== "" && at - pending.at < sequenceMs;
  return follows ? [`${pending.keys} ${pressed}`, pressed] : [pressed];
}

/** The keys as they are written on this machine's keyboard: `["⌘", "K"]`, `["G", "A"]`. */
export function keyCaps(keys: string, mac = isMac): string[] {
  const special: Record<string, string> = { ...caps, ...(mac ? macCaps : pcCaps) };
  return keys.split(/[ +]/).map((key) => special[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

const macCaps = { mod: "⌘", shift: "⇧", alt: "⌥", Enter: "↵" };
const pcCaps = { mod: "Ctrl", shift: "Shift", alt: "Alt" };
const caps = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
