import { useSyncExternalStore } from "react";

/** Makes a hook that tells whether the window is as a media query says, and hears when that changes. */
export function mediaHook(condition: string): () => boolean {
  const query = window.matchMedia(condition);
  const subscribe = (listener: () => void) => {
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  };
  return function useMedia() {
    return useSyncExternalStore(subscribe, () => query.matches);
  };
}
