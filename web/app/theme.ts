import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";
const key = "nextcrm.theme";
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

let current = stored();

function apply() {
  const dark = current === "dark" || (current === "system" && system.matches);
  document.documentElement.classList.toggle("dark", dark);
  for (const listener of listeners) listener();
}

system.addEventListener("change", apply);

/** Sets the theme and remembers it in this browser. public/theme.js applies it before the first paint. */
export function setTheme(theme: Theme) {
  current = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  apply();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
