import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";

const holdMs = 450;
const slackPixels = 8;

/** A finger that rests on something does `act`; what it was pressed on is not followed then. */
export function useLongPress(act: (() => void) | undefined) {
  const hold = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined);
  const acted = useRef(false);
  const stop = () => {
    clearTimeout(hold.current?.timer);
    hold.current = undefined;
  };
  useEffect(() => stop, []);
  if (!act) return {};
  return {
    onPointerDown: (event: PointerEvent) => {
      acted.current = false;
      if (event.pointerType !== "touch") return;
      const timer = setTimeout(() => {
        acted.current = true;
        act();
      }, holdMs);
      hold.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const from = hold.current;
      if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > slackPixels) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onClick: (event: MouseEvent) => {
      if (acted.current) event.preventDefault();
    },
    // The browser's own menu for a link would come up at the same moment.
    onContextMenu: (event: MouseEvent) => {
      if (hold.current || acted.current) event.preventDefault();
    },
  };
}
