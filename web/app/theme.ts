import { useSyncExternalStore } from "react";
import { inBrowser } from "./remembered.ts";

export type Theme = "light" | "dark" | "system";
const key = "nextcrm.theme";
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");
/** The browser's own bars take the colour of the canvas, which the system's theme alone does not tell. */
const barColours = { light: "#f7f7f8", dark: "#121316" };

function stored(): Theme {
  const value = inBrowser.read(key);
  return value === "light" || value === "dark" ? value : "system";
}

let current = stored();

function apply() {
  const dark = current === "dark" || (current === "system" && system.matches);
  document.documentElement.classList.toggle("dark", dark);
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]"))
    meta.content = barColours[dark ? "dark" : "light"];
  for (const listener of listeners) listener();
}

system.addEventListener("change", apply);
// Another tab of this browser.
window.addEventListener("storage", (event) => {
  if (event.key !== key) return;
  current = stored();
  apply();
});
apply();

/** Shows a theme, and remembers it here so that public/theme.js can apply it before the first paint. */
export function setTheme(theme: Theme) {
  if (theme === current) return;
  current = theme;
  inBrowser.keep(key, theme);
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
