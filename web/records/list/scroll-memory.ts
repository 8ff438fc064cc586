import { type RefObject, useLayoutEffect } from "react";
import { keepPlace, keptPlace } from "./grid/kept-place.ts";

/** Going back to the list at `path` finds it where it was left; going there anew begins at its top. */
export function useScrollMemory(scroller: RefObject<HTMLElement | null>, path: string): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    element.scrollTo({ top: keptPlace()?.top ?? 0 });
    const keep = () => keepPlace(path, { top: element.scrollTop });
    element.addEventListener("scroll", keep, { passive: true });
    return () => element.removeEventListener("scroll", keep);
  }, [scroller, path]);
}
