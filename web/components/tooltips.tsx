import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const delayMs = 500;
const graceMs = 120;
const gap = 6;

/**
 * Shows the `data-tooltip` of whatever is pointed at or reached with the keyboard: one tooltip for the whole page.
 * It repeats an accessible name that its target has, so assistive technology need not hear of it.
 */
export function Tooltips() {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  useEffect(() => watch(setTarget), []);
  return target && createPortal(<Tip key={target.dataset["tooltip"]} target={target} />, document.body);
}

function watch(show: (target: HTMLElement | null) => void): () => void {
  let pointedAt: HTMLElement | null = null;
  let timer: number | undefined;
  const later = (target: HTMLElement | null, waitMs: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => show(target), waitMs);
  };
  const hide = () => later(null, 0);
  const onPointer = (event: PointerEvent) => {
    if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
    // Over the tooltip itself it stays, so that it can be read under a magnifier.
    if (event.target.closest("[data-tip]")) return clearTimeout(timer);
    const under = event.target.closest<HTMLElement>("[data-tooltip]");
    if (under === pointedAt) return;
    pointedAt = under;
    later(under, under ? delayMs : graceMs);
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.matches("[data-tooltip]:focus-visible")) later(target, delayMs);
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === "Escape") hide();
  };
  const listening = new AbortController();
  const on = { signal: listening.signal, passive: true, capture: true };
  document.addEventListener("pointerover", onPointer, on);
  document.addEventListener("focusin", onFocus, on);
  document.addEventListener("focusout", hide, on);
  document.addEventListener("pointerdown", hide, on);
  document.addEventListener("scroll", hide, on);
  document.addEventListener("keydown", onKey, on);
  return () => {
    clearTimeout(timer);
    listening.abort();
  };
}

/** Above its target where there is room, else below; never beyond the window's edge. */
function Tip({ target }: { target: HTMLElement }) {
  const own = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const tip = own.current;
    if (!tip) return;
    const around = target.getBoundingClientRect();
    const above = around.top - gap - tip.offsetHeight;
    const middle = around.left + (around.width - tip.offsetWidth) / 2;
    tip.style.top = `${above >= gap ? above : around.bottom + gap}px`;
    tip.style.left = `${Math.max(gap, Math.min(middle, window.innerWidth - tip.offsetWidth - gap))}px`;
  }, [target]);
  return (
    <div
      ref={own}
      data-tip
      aria-hidden
      className="popup fixed top-0 left-0 z-80 max-w-64 rounded-md px-2 py-1 text-xs text-ink"
    >
      {target.dataset["tooltip"]}
    </div>
  );
}
