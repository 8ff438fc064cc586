import { Dialog } from "@base-ui/react/dialog";
import type { RefObject } from "react";
import { Palette } from "./palette.tsx";

type CommandPaletteProps = {
  /** What was typed before it was there. */
  typed: RefObject<string>;
  onClose: () => void;
};

/** Ctrl/Cmd-K: find a record, go to a page, do something. On a phone it takes the whole screen. */
export function CommandPalette({ typed, onClose }: CommandPaletteProps) {
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-overlay" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed inset-0 z-30 flex flex-col overflow-hidden bg-raised shadow-popup outline-none sm:inset-auto sm:top-[12vh] sm:left-1/2 sm:h-[min(32rem,70vh)] sm:w-[38rem] sm:max-w-[calc(100vw-1.5rem)] sm:-translate-x-1/2 sm:rounded-xl sm:border sm:border-line"
        >
          <Palette typed={typed} onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
