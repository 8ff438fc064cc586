import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

type Span = { first: number; end: number };
type Options = {
  count: number;
  /** Of every row. */
  height: number;
  scroller: RefObject<HTMLElement | null>;
  /** Rows beyond the edges that are ready for a scroll. */
  spare: number;
  initialTop?: number;
};

/** Which rows of a scrolled list are drawn. All are equally high, so that their number costs nothing. */
export function useVisibleRows({ count, height, scroller, spare, initialTop = 0 }: Options): Span {
  // The first drawing is the one that is waited for: it has no more than the window can show.
  const [span, setSpan] = useState(() => spanOf(initialTop, window.innerHeight, height, 0));
  useLayoutEffect(() => {
    if (initialTop > 0) scroller.current?.scrollTo({ top: initialTop });
  }, [initialTop, scroller]);
  useEffect(() => {
    const area = scroller.current;
    if (!area) return;
    let areaHeight = window.innerHeight;
    let shown: Span | undefined;
    const look = () => {
      const next = spanOf(area.scrollTop, areaHeight, height, spare);
      if (next.first === shown?.first && next.end === shown.end) return;
      shown = next;
      setSpan(next);
    };
    // What is scrolled into sight is drawn in the same frame.
    const onScroll = () => flushSync(look);
    const observer = new ResizeObserver(([entry]) => {
      areaHeight = entry!.contentRect.height;
      look();
    });
    observer.observe(area);
    area.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      area.removeEventListener("scroll", onScroll);
    };
  }, [height, scroller, spare]);
  const end = Math.min(span.end, count);
  return { first: Math.min(span.first, end), end };
}

function spanOf(top: number, areaHeight: number, height: number, spare: number): Span {
  const first = Math.max(0, Math.floor(top / height) - spare);
  return { first, end: Math.ceil((top + areaHeight) / height) + spare };
}
