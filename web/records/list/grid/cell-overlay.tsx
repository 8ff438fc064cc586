import type { ReactNode } from "react";
import { cn } from "../../../components/class-names.ts";
import { headHeight, rowHeight } from "../column-layout.ts";
import type { Place } from "./place.ts";

type CellOverlayProps = {
  place: Place;
  /** Of the cell, in pixels from the left of all columns. */
  left: number;
  width: number;
  className?: string;
  children: ReactNode;
};

/** Stands over a cell and scrolls with it, whether or not its row is drawn. */
export function CellOverlay({ place, left, width, className, children }: CellOverlayProps) {
  return (
    <div
      className={cn("absolute z-5", className)}
      style={{ top: headHeight + place.row * rowHeight, left, width, minHeight: rowHeight }}
    >
      {children}
    </div>
  );
}
