import { type RefObject, useLayoutEffect } from "react";

/** How far down each visit of a list was, by its entry in the tab's history. */
const kept = new Map<string, number>();

/** Going back to a list finds it where it was left; going there anew begins at its top. */
export function useScrollMemory(scroller: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    const key = (window.history.state as { __TSR_key?: string } | null)?.__TSR_key;
    if (!element || !key) return;
    element.scrollTo({ top: kept.get(key) ?? 0 });
    const keep = () => kept.set(key, element.scrollTop);
    element.addEventListener("scroll", keep, { passive: true });
    return () => element.removeEventListener("scroll", keep);
  }, [scroller]);
}
