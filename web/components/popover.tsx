import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense } from "react";
import { type PopupControl, usePopup } from "./use-popup.ts";

const load = () => import("./popover-popup.tsx");
const PopoverPopup = lazy(() => load().then((parts) => ({ default: parts.PopoverPopup })));

type PopoverProps = PopupControl & {
  /** What a screen reader calls it. */
  label: string;
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  className?: string;
  align?: "start" | "end";
};

/** A small panel under its button; its code comes when it is reached for. */
export function Popover({ label, trigger, children, className, align = "start", ...control }: PopoverProps) {
  const popup = usePopup("dialog", load, control);
  return (
    <>
      {cloneElement(trigger, popup.trigger)}
      {popup.wanted && (
        <Suspense>
          <PopoverPopup state={popup.state} label={label} align={align} className={className}>
            {children}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  );
}
