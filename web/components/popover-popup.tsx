import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { changeOf, focusAfter, type PopupState } from "./use-popup.ts";

type PopoverPopupProps = {
  state: PopupState;
  label: string;
  align: "start" | "end";
  className?: string;
  children: ReactNode;
};

export function PopoverPopup({ state, label, align, className, children }: PopoverPopupProps) {
  return (
    <Base.Root open={state.open} onOpenChange={changeOf(state)}>
      <Base.Portal>
        <Base.Positioner anchor={state.anchor} sideOffset={6} align={align} className="z-40">
          <Base.Popup
            id={state.popupId}
            aria-label={label}
            finalFocus={() => focusAfter(state)}
            className={cn("popup w-72 max-w-[calc(100vw-1.5rem)] p-3", className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
