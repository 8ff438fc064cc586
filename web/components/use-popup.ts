import { useId, useRef, useState } from "react";

export type PopupControl = { open?: boolean; onOpenChange?: (open: boolean) => void };

/** What the code of a popup needs to know of the button that opens it. */
export type PopupState = {
  open: boolean;
  setOpen: (open: boolean) => void;
  anchor: React.RefObject<HTMLButtonElement | null>;
  triggerId: string;
  popupId: string;
};

/**
 * A button's side of a popup whose code is loaded when somebody reaches for it.
 * The popup stays mounted once it was open, so that it can close smoothly.
 */
export function usePopup(kind: "menu" | "dialog", load: () => Promise<unknown>, control: PopupControl = {}) {
  const anchor = useRef<HTMLButtonElement>(null);
  const triggerId = useId();
  const popupId = `${triggerId}popup`;
  const [ownOpen, setOwnOpen] = useState(false);
  const open = control.open ?? ownOpen;
  const setOpen = control.onOpenChange ?? setOwnOpen;
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);

  const reach = () => void load().catch(() => undefined);
  const trigger = {
    ref: anchor,
    id: triggerId,
    "aria-haspopup": kind,
    "aria-expanded": open,
    "aria-controls": open ? popupId : undefined,
    "data-popup-open": open ? "" : undefined,
    onClick: () => setOpen(!open),
    onPointerEnter: reach,
    onFocus: reach,
  } as const;
  return { trigger, wanted, state: { open, setOpen, anchor, triggerId, popupId } satisfies PopupState };
}

type Change = { reason: string; event: Event; cancel: () => void };

/** Leaves a press on the opening button to that button, which would otherwise open again what the press closed. */
export function changeOf({ setOpen, anchor }: PopupState) {
  return (next: boolean, change: Change) => {
    const { target, relatedTarget } = change.event as FocusEvent;
    const own = [target, relatedTarget].some((node) => node instanceof Node && anchor.current?.contains(node));
    if (!next && own && (change.reason === "outside-press" || change.reason === "focus-out")) change.cancel();
    else setOpen(next);
  };
}

/** Focus goes back to the button, unless a press elsewhere has taken it already. */
export function focusAfter({ anchor, popupId }: PopupState): HTMLElement | false {
  const focused = document.activeElement;
  const isTaken = focused && focused !== document.body && !document.getElementById(popupId)?.contains(focused);
  return (!isTaken && anchor.current) || false;
}
