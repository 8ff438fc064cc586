import { type RefObject, useLayoutEffect } from "react";

type TypedMeanwhileProps = { typed: RefObject<string>; onClose: () => void };

/** Stands where the palette will be while its code comes: what is typed is kept for it, and is no shortcut. */
export function TypedMeanwhile({ typed, onClose }: TypedMeanwhileProps): null {
  useLayoutEffect(() => {
    const keep = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") onClose();
      else if (event.key === "Backspace") typed.current = typed.current.slice(0, -1);
      else if (event.key.length === 1) typed.current += event.key;
      else if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", keep, { capture: true });
    return () => document.removeEventListener("keydown", keep, { capture: true });
  });
  return null;
}
