import { type PointerEvent, useRef } from "react";

type ResizeHandleProps = { width: number; onResize: (width: number | null) => void };

/** The edge of a column: dragging sets its width, pressing it twice fits it. With the keyboard: Shift and the arrows. */
export function ResizeHandle({ width, onResize }: ResizeHandleProps) {
  const start = useRef<{ x: number; width: number }>(undefined);
  function begin(event: PointerEvent<HTMLSpanElement>) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  }
  function follow(event: PointerEvent) {
    if (start.current) onResize(start.current.width + event.clientX - start.current.x);
  }
  return (
    <span
      aria-hidden
      data-tooltip="Drag to resize, double-click to fit"
      className="group/edge absolute inset-y-0 -right-1 z-1 flex w-2 cursor-col-resize touch-none justify-center"
      onPointerDown={begin}
      onPointerMove={follow}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onResize(null)}
    >
      <span className="my-2 w-px bg-line opacity-0 transition-opacity group-hover/edge:w-0.5 group-hover/edge:bg-accent group-hover/edge:opacity-100 group-active/edge:bg-accent group-active/edge:opacity-100 group-hover/head:opacity-100" />
    </span>
  );
}
