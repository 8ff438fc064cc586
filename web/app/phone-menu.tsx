import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

type PhoneMenuProps = { open: boolean; onClose: () => void; children: ReactNode };

/** The sidebar, sliding in from the left where there is no room for it. */
export function PhoneMenu({ open, onClose, children }: PhoneMenuProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-overlay transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 lg:hidden" />
        <Dialog.Popup
          aria-label="Menu"
          className="fixed inset-y-0 left-0 z-30 flex w-72 bg-canvas shadow-popup outline-none transition-transform duration-200 ease-out data-ending-style:-translate-x-full data-starting-style:-translate-x-full lg:hidden"
        >
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
